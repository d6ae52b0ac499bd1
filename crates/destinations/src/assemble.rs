//! Puts an article's parts together: body, pictures where they belong, questions and answers.

use igny8::writer::article::Question;
use uuid::Uuid;

use super::article::{OutgoingArticle, Picture};
use super::markup::{escape, single_spaced, tags, text_of};

/// How a picture's file is reached at a destination.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its address.
    pub url: String,
    /// A class by which the destination knows it.
    pub class: Option<String>,
}

impl Source {
    /// An address alone.
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            class: None,
        }
    }
}

/// What stands in the address of each of our pictures.
const OURS: &str = "/api/v1/writer/images/";

/// The whole body. Pictures in it are pointed to where `source_of` says; those that are not in it follow the heading
/// they name, or stand at the end; a picture of ours without a source is left out. The featured picture is only there
/// if the body shows it. Questions and answers close it.
pub fn assemble(article: &OutgoingArticle, source_of: &dyn Fn(&Picture) -> Option<Source>) -> String {
    let (html, shown) = point(&article.html, &article.pictures, source_of);
    let mut others: Vec<_> = article
        .pictures
        .iter()
        .filter(|picture| picture.place > 0 && !shown.contains(&picture.id))
        .filter_map(|picture| Some((picture, source_of(picture)?)))
        .collect();
    others.sort_by_key(|(picture, _)| picture.place);
    let mut html = insert(&html, &others);
    html.push_str(&questions(&article.faq, &article.language));
    html
}

/// Structured data as a block that no text in it can break out of; nothing if it is no JSON.
pub fn structured_data(json: &str) -> Option<String> {
    let value: serde_json::Value = serde_json::from_str(json).ok()?;
    // `<` stands in strings of JSON only, where it may be written by its number; so no `</script` and no `<!--`.
    let json = value.to_string().replace('<', "\\u003c");
    Some(format!("<script type=\"application/ld+json\">{json}</script>"))
}

/// A picture with its size and its words.
pub fn image(picture: &Picture, source: &Source, alt: &str) -> String {
    let size = if picture.width > 0 && picture.height > 0 {
        format!(" width=\"{}\" height=\"{}\"", picture.width, picture.height)
    } else {
        String::new()
    };
    let class = match &source.class {
        Some(class) => format!(" class=\"{}\"", escape(class)),
        None => String::new(),
    };
    let (url, alt) = (escape(&source.url), escape(alt));
    format!("<img src=\"{url}\" alt=\"{alt}\"{size}{class}>")
}

/// Points pictures of ours to their sources; the ids of those that are shown come with it.
fn point(
    html: &str,
    pictures: &[Picture],
    source_of: &dyn Fn(&Picture) -> Option<Source>,
) -> (String, Vec<Uuid>) {
    let mut out = String::with_capacity(html.len());
    let mut shown = Vec::new();
    let mut from = 0;
    // Where a figure began, whether it keeps a picture, and whether it lost one.
    let mut figure: Option<(usize, bool, bool)> = None;
    for tag in tags(html) {
        out.push_str(&html[from..tag.at.start]);
        from = tag.at.end;
        let mut kept = Some(html[tag.at.clone()].to_owned());
        match (tag.name.as_str(), tag.closes()) {
            ("figure", false) => figure = Some((out.len(), false, false)),
            ("img", _) => {
                if let Some(id) = tag.attribute("src").and_then(|src| our_picture(&src)) {
                    let found = pictures.iter().find(|picture| picture.id == id);
                    let found = found.and_then(|picture| Some((picture, source_of(picture)?)));
                    kept = found.map(|(picture, source)| {
                        shown.push(id);
                        let alt = tag.attribute("alt").filter(|alt| !alt.is_empty());
                        image(picture, &source, alt.as_deref().unwrap_or(&picture.alt))
                    });
                }
                if let Some((_, keeps, lost)) = &mut figure {
                    *keeps |= kept.is_some();
                    *lost |= kept.is_none();
                }
            }
            ("figure", true) => {
                if let Some((start, false, true)) = figure.take() {
                    out.truncate(start);
                    continue;
                }
            }
            _ => {}
        }
        out.push_str(&kept.unwrap_or_default());
    }
    out.push_str(&html[from..]);
    (out, shown)
}

/// The id in an address of a picture of ours, whatever its host.
fn our_picture(src: &str) -> Option<Uuid> {
    let (_, after) = src.split_once(OURS)?;
    // An address of ours that names no picture is none that may be published either.
    let id = after.split(['/', '?', '#']).next().unwrap_or_default();
    Some(id.parse().unwrap_or_default())
}

/// Puts pictures into a text where they belong: after the heading that they name, else the featured one first and others at the end.
pub fn insert(html: &str, pictures: &[(&Picture, Source)]) -> String {
    let headings = headings(html);
    let mut out = html.to_owned();
    // From the last to the first, so that the places of those before stay right.
    let mut places: Vec<_> = pictures
        .iter()
        .map(|(picture, source)| {
            let wanted = picture.heading.as_deref().map(folded);
            let found = headings.iter().find(|(text, _)| Some(text) == wanted.as_ref());
            let elsewhere = if picture.place == 0 { 0 } else { html.len() };
            (found.map_or(elsewhere, |(_, end)| *end), picture, source)
        })
        .collect();
    places.sort_by_key(|(at, ..)| *at);
    for (at, picture, source) in places.into_iter().rev() {
        let figure = format!("<figure>{}</figure>", image(picture, source, &picture.alt));
        out.insert_str(at, &figure);
    }
    out
}

/// The texts of the headings, folded, and where each ends.
fn headings(html: &str) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    let mut open = None;
    for tag in tags(html) {
        if !matches!(tag.name.as_str(), "h1" | "h2" | "h3" | "h4" | "h5" | "h6") {
            continue;
        }
        match (tag.closes(), open.take()) {
            (false, _) => open = Some(tag.at.end),
            (true, Some(start)) => found.push((folded(&text_of(&html[start..tag.at.start])), tag.at.end)),
            (true, None) => {}
        }
    }
    found
}

fn folded(text: &str) -> String {
    single_spaced(text).to_lowercase()
}

fn questions(faq: &[Question], language: &str) -> String {
    if faq.is_empty() {
        return String::new();
    }
    let each: Vec<_> = faq
        .iter()
        .map(|Question { question, answer }| {
            format!("<h3>{}</h3><p>{}</p>", escape(question), escape(answer))
        })
        .collect();
    format!(
        "<h2>{}</h2>{}",
        escape(questions_heading(language)),
        each.concat()
    )
}

/// What such a section is called in a language; English where we do not know.
fn questions_heading(language: &str) -> &'static str {
    match language.split(['-', '_']).next().unwrap_or_default() {
        "cs" => "Často kladené otázky",
        "da" => "Ofte stillede spørgsmål",
        "de" => "Häufige Fragen",
        "es" => "Preguntas frecuentes",
        "fi" => "Usein kysytyt kysymykset",
        "fr" => "Questions fréquentes",
        "it" => "Domande frequenti",
        "nl" => "Veelgestelde vragen",
        "no" | "nb" => "Ofte stilte spørsmål",
        "pl" => "Często zadawane pytania",
        "pt" => "Perguntas frequentes",
        "sv" => "Vanliga frågor",
        "tr" => "Sıkça sorulan sorular",
        _ => "Frequently asked questions",
    }
}

#[cfg(test)]
#[path = "assemble_tests.rs"]
mod tests;
