//! A static export: articles as complete pages with their pictures, in a zip.

use std::collections::BTreeSet;
use std::io::{Seek, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::article::{OutgoingArticle, Picture};
use super::assemble::{Source, assemble, image, structured_data};
use super::destination::Files;
use super::error::{DestinationError, InnerError};
use super::markup::escape;
use super::slug::{picture_name, slug};

/// Names that Windows takes for devices.
const DEVICES: &[&str] = &[
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "lpt1", "lpt2", "lpt3",
];

const STYLE: &str = "body{max-width:44rem;margin:2rem auto;padding:0 1rem;font:1.05rem/1.65 system-ui,sans-serif;\
color:#1b1f24;background:#fff}h1,h2,h3{line-height:1.25}img{max-width:100%;height:auto}figure{margin:1.5rem 0}\
table{border-collapse:collapse}td,th{border:1px solid #ccd;padding:.3rem .6rem}\
blockquote{margin:1rem 0;padding-left:1rem;border-left:3px solid #ccd}\
@media(prefers-color-scheme:dark){body{color:#e6e8eb;background:#15181c}a{color:#8ab4f8}}";

/// Writes the zip: `index.html` with links, then a folder for each article with `index.html` and `images/`. All names
/// are made of ASCII letters, digits and hyphens, so none leads out of the folder that it is unpacked into.
///
/// # Errors
/// A picture's file cannot be read, or the zip cannot be written.
pub async fn export<W: Write + Seek + Send>(
    articles: &[OutgoingArticle],
    files: &dyn Files,
    out: W,
) -> Result<W, DestinationError> {
    let mut zip = ZipWriter::new(out);
    let folders = folders(articles);
    add(
        &mut zip,
        "index.html",
        contents(articles, &folders).as_bytes(),
        true,
    )?;
    for (article, folder) in articles.iter().zip(&folders) {
        let page = page(article, folder);
        add(&mut zip, &format!("{folder}/index.html"), page.as_bytes(), true)?;
        for picture in &article.pictures {
            let file = files.read(picture.id).await.map_err(failed)?;
            add(&mut zip, &format!("{folder}/{}", path(picture)), &file, false)?;
        }
    }
    zip.finish().map_err(|error| failed(error.into()))
}

fn failed(error: InnerError) -> DestinationError {
    DestinationError::File(error)
}

/// Pictures are compressed already.
fn add<W: Write + Seek>(
    zip: &mut ZipWriter<W>,
    name: &str,
    bytes: &[u8],
    shrink: bool,
) -> Result<(), DestinationError> {
    let method = if shrink {
        CompressionMethod::Deflated
    } else {
        CompressionMethod::Stored
    };
    let options = SimpleFileOptions::default().compression_method(method);
    zip.start_file(name, options)
        .map_err(|error| failed(error.into()))?;
    zip.write_all(bytes).map_err(|error| failed(error.into()))
}

/// A folder for each, no two the same.
fn folders(articles: &[OutgoingArticle]) -> Vec<String> {
    let mut taken = BTreeSet::new();
    articles
        .iter()
        .map(|article| {
            let words = [slug(&article.slug), slug(&article.title)];
            let mut name = words
                .into_iter()
                .find(|words| !words.is_empty())
                .unwrap_or_default();
            if name.is_empty() || DEVICES.contains(&name.as_str()) {
                name = if name.is_empty() {
                    "article".to_owned()
                } else {
                    format!("article-{name}")
                };
            }
            let mut folder = name.clone();
            let mut number = 1;
            while folder == "images" || !taken.insert(folder.clone()) {
                number += 1;
                folder = format!("{name}-{number}");
            }
            folder
        })
        .collect()
}

/// A picture's place in its article's folder.
fn path(picture: &Picture) -> String {
    format!("images/{}.{}", picture_name(picture), picture.extension())
}

fn head(language: &str, title: &str, more: &str) -> String {
    let language = if language.is_empty() { "en" } else { language };
    format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{}</title>\n{more}\
         <style>{STYLE}</style>\n</head>\n",
        escape(language),
        escape(title)
    )
}

fn contents(articles: &[OutgoingArticle], folders: &[String]) -> String {
    let language = articles.first().map_or("", |article| article.language.as_str());
    let links: Vec<_> = articles
        .iter()
        .zip(folders)
        .map(|(article, folder)| {
            let title = escape(&article.title);
            format!("<li><a href=\"{folder}/index.html\">{title}</a></li>\n")
        })
        .collect();
    let links = links.concat();
    format!(
        "{}<body>\n<ul>\n{links}</ul>\n</body>\n</html>\n",
        head(language, "Articles", "")
    )
}

fn page(article: &OutgoingArticle, folder: &str) -> String {
    let source = |picture: &Picture| Some(Source::new(path(picture)));
    let body = assemble(article, &source);
    let title = if article.meta_title.is_empty() {
        &article.title
    } else {
        &article.meta_title
    };
    let mut more = String::new();
    if !article.meta_description.is_empty() {
        more = format!(
            "<meta name=\"description\" content=\"{}\">\n",
            escape(&article.meta_description)
        );
    }
    more = format!("{more}<link rel=\"canonical\" href=\"../{folder}/\">\n");
    if let Some(block) = article.json_ld.as_deref().and_then(structured_data) {
        more.push_str(&block);
        more.push('\n');
    }
    // The featured picture opens the page, unless the text shows it by itself.
    let featured = article
        .pictures
        .iter()
        .find(|picture| picture.place == 0 && !body.contains(&path(picture)))
        .map(|picture| {
            let image = image(picture, &Source::new(path(picture)), &picture.alt);
            format!("<figure>{image}</figure>\n")
        })
        .unwrap_or_default();
    format!(
        "{}<body>\n<main>\n<article>\n<h1>{}</h1>\n{featured}{body}\n</article>\n</main>\n</body>\n</html>\n",
        head(&article.language, title, &more),
        escape(&article.title)
    )
}

#[cfg(test)]
#[path = "export_tests.rs"]
mod tests;
