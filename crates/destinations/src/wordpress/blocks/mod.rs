//! Writes a body in the blocks of WordPress' editor, as that editor itself would save them.

mod fragment;
mod table;

use std::fmt::Write as _;

use fragment::{Child, children, is_inline};

use super::discover::version;
use super::meta::Plugins;
use super::site::Site;
use crate::Editor;

/// In which form blocks are written, which has changed over the years.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Style {
    /// Whether items of lists and paragraphs of quotes are blocks of their own, and captions have a class (since 6.1).
    pub(super) nested: bool,
}

/// The form of new posts: that of the site's editor, unless somebody has chosen; none for HTML as the classic editor has it.
pub(super) async fn style(site: &Site<'_>, plugins: &Plugins) -> Option<Style> {
    let blocks = match site.client.editor {
        Editor::Block => true,
        Editor::Classic => false,
        Editor::Site => plugins.blocks != Some(false) && !is_classic(site).await,
    };
    if !blocks {
        return None;
    }
    let home = site.root.home().parse().ok();
    let version = match &home {
        Some(home) => version(site.client, home).await,
        None => None,
    };
    Some(Style {
        nested: version.is_none_or(|version| is_at_least(&version, (6, 1))),
    })
}

/// Plugins that put the classic editor in the place of the block editor.
const CLASSIC: &[&str] = &[
    "classic-editor",
    "disable-gutenberg",
    "no-gutenberg",
    "disable-block-editor",
];

/// So many posts without a block, and none with one, speak for the classic editor.
const MANY: usize = 10;

/// Whether the classic editor is in use: plugins say so to administrators, to others the posts do.
async fn is_classic(site: &Site<'_>) -> bool {
    #[derive(serde::Deserialize)]
    struct Plugin {
        plugin: String,
    }
    if site.me.may("activate_plugins") {
        let parameters = [("status", "active"), ("_fields", "plugin")];
        if let Ok(Ok(plugins)) = site.get::<Vec<Plugin>>("/wp/v2/plugins", &parameters).await {
            return plugins
                .iter()
                .any(|plugin| CLASSIC.iter().any(|name| plugin.plugin.starts_with(name)));
        }
    }
    let look = site.look().await;
    look.is_some_and(|look| matches!(look.in_blocks(), (all, 0) if all >= MANY))
}

fn is_at_least(version: &str, (major, minor): (u32, u32)) -> bool {
    let mut parts = version
        .split(['.', '-'])
        .map_while(|part| part.parse::<u32>().ok());
    let Some(first) = parts.next() else { return true };
    (first, parts.next().unwrap_or_default()) >= (major, minor)
}

/// The body in blocks.
pub(super) fn of_html(html: &str, style: Style) -> String {
    blocks(html, style, 0).join("\n\n")
}

/// HTML that is no other block.
pub(super) fn raw(html: &str) -> String {
    block("html", "", html)
}

/// How deep blocks stand in blocks; what is deeper stays HTML.
const DEPTH: usize = 12;

fn block(name: &str, attributes: &str, html: &str) -> String {
    let gap = if attributes.is_empty() { "" } else { " " };
    format!("<!-- wp:{name}{gap}{attributes} -->\n{html}\n<!-- /wp:{name} -->")
}

fn blocks(html: &str, style: Style, depth: usize) -> Vec<String> {
    let mut out = Vec::new();
    let mut inline = String::new();
    for child in children(html) {
        if is_inline(child.name()) && !is_lone_picture(&child) {
            inline.push_str(child.outer);
            continue;
        }
        end_paragraph(&mut inline, &mut out);
        out.extend(of_element(&child, style, depth));
    }
    end_paragraph(&mut inline, &mut out);
    out
}

fn end_paragraph(inline: &mut String, out: &mut Vec<String>) {
    let text = std::mem::take(inline);
    if !text.trim().is_empty() {
        out.push(paragraph(text.trim()));
    }
}

fn paragraph(inner: &str) -> String {
    block("paragraph", "", &format!("<p>{inner}</p>"))
}

fn is_lone_picture(child: &Child<'_>) -> bool {
    child.name() == "img" || child.name() == "a" && fragment::only(child.inner, "img").is_some()
}

fn of_element(child: &Child<'_>, style: Style, depth: usize) -> Option<String> {
    let inner = child.inner;
    let name = child.name();
    let found = match name {
        "p" => match fragment::only(inner, "img")
            .or_else(|| fragment::only(inner, "a").filter(is_lone_picture))
        {
            Some(picture) => image(&picture, None, style),
            None if inner.trim().is_empty() => return None,
            None => children(inner)
                .iter()
                .all(|each| is_inline(each.name()))
                .then(|| paragraph(inner)),
        },
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Some(heading(child)),
        "ul" | "ol" => list(child, style, depth),
        "blockquote" => quote(inner, style, depth),
        "pre" => Some(code(inner)),
        "hr" => Some(separator()),
        "img" | "a" => image(child, None, style),
        "figure" => figure(inner, style),
        "table" => table::block_of(inner, None, style),
        _ => None,
    };
    Some(found.unwrap_or_else(|| raw(child.outer)))
}

fn heading(child: &Child<'_>) -> String {
    let level = &child.name()[1..];
    let attributes = if level == "2" {
        String::new()
    } else {
        format!("{{\"level\":{level}}}")
    };
    let id = child
        .attribute("id")
        .map(|id| format!(" id=\"{}\"", crate::markup::escape(&id)));
    let html = format!("<h{level}{}>{}</h{level}>", id.unwrap_or_default(), child.inner);
    block("heading", &attributes, &html)
}

fn separator() -> String {
    block(
        "separator",
        "",
        "<hr class=\"wp-block-separator has-alpha-channel-opacity\"/>",
    )
}

fn code(inner: &str) -> String {
    let Some(code) = fragment::only(inner, "code") else {
        return block(
            "preformatted",
            "",
            &format!("<pre class=\"wp-block-preformatted\">{inner}</pre>"),
        );
    };
    // As the editor writes it, so that no shortcode in it is run.
    let code = code.inner.replace('[', "&#91;");
    block(
        "code",
        "",
        &format!("<pre class=\"wp-block-code\"><code>{code}</code></pre>"),
    )
}

fn quote(inner: &str, style: Style, depth: usize) -> Option<String> {
    if depth > DEPTH {
        return None;
    }
    let text = if style.nested {
        blocks(inner, style, depth + 1).join("\n\n")
    } else {
        let paragraphs = children(inner);
        let plain = paragraphs
            .iter()
            .all(|child| child.name() == "p" || child.outer.trim().is_empty());
        plain.then(|| inner.trim().to_owned())?
    };
    Some(block(
        "quote",
        "",
        &format!("<blockquote class=\"wp-block-quote\">{text}</blockquote>"),
    ))
}

fn list(child: &Child<'_>, style: Style, depth: usize) -> Option<String> {
    if depth > DEPTH {
        return None;
    }
    let name = child.name();
    let mut attributes = Vec::new();
    let mut start = String::new();
    if name == "ol" {
        attributes.push("\"ordered\":true".to_owned());
        if let Some(first) = child
            .attribute("start")
            .and_then(|first| first.parse::<i32>().ok())
        {
            attributes.push(format!("\"start\":{first}"));
            let _ = write!(start, " start=\"{first}\"");
        }
    }
    let attributes = match attributes.join(",") {
        none if none.is_empty() => none,
        some => format!("{{{some}}}"),
    };
    let mut items = Vec::new();
    for each in children(child.inner) {
        match each.name() {
            "li" => items.push(item(&each, style, depth)?),
            "" if each.outer.trim().is_empty() => {}
            _ => return None,
        }
    }
    let between = if style.nested { "\n\n" } else { "" };
    let html = format!("<{name}{start}>{}</{name}>", items.join(between));
    Some(block("list", &attributes, &html))
}

/// Text first, then the lists within; paragraphs become lines.
fn item(li: &Child<'_>, style: Style, depth: usize) -> Option<String> {
    let (mut text, mut lists) = (String::new(), String::new());
    for child in children(li.inner) {
        let name = child.name();
        match name {
            "ul" | "ol" if style.nested => lists.push_str(&list(&child, style, depth + 1)?),
            "ul" | "ol" => lists.push_str(child.outer),
            _ if !lists.is_empty() && !child.outer.trim().is_empty() => return None,
            "p" => {
                if !text.trim().is_empty() {
                    text.push_str("<br>");
                }
                text.push_str(child.inner);
            }
            _ if is_inline(name) => text.push_str(child.outer),
            _ => return None,
        }
    }
    let html = format!("<li>{}{lists}</li>", text.trim());
    Some(if style.nested {
        block("list-item", "", &html)
    } else {
        html
    })
}

fn figure(inner: &str, style: Style) -> Option<String> {
    let (mut content, mut caption) = (None, None);
    for child in children(inner) {
        match child.name() {
            "figcaption" if caption.is_none() => caption = Some(child.inner),
            "" if child.outer.trim().is_empty() => {}
            _ if content.is_none() => content = Some(child),
            _ => return None,
        }
    }
    let content = content?;
    match content.name() {
        "img" | "a" if is_lone_picture(&content) => image(&content, caption, style),
        "table" => table::block_of(content.inner, caption, style),
        _ => None,
    }
}

/// A caption as the editor writes it; nothing for none.
fn caption(text: Option<&str>, style: Style) -> String {
    let class = if style.nested {
        " class=\"wp-element-caption\""
    } else {
        ""
    };
    match text.map(str::trim) {
        Some(text) if !text.is_empty() => format!("<figcaption{class}>{text}</figcaption>"),
        _ => String::new(),
    }
}

/// A picture, in a link or not. WordPress adds sizes by itself where it knows the file.
fn image(child: &Child<'_>, text: Option<&str>, style: Style) -> Option<String> {
    use crate::markup::escape;
    let link = if child.name() == "a" {
        child.attribute("href")
    } else {
        None
    };
    let picture = if child.name() == "a" {
        fragment::only(child.inner, "img")?
    } else {
        *child
    };
    let src = escape(&picture.attribute("src")?);
    let alt = escape(&picture.attribute("alt").unwrap_or_default());
    let id = picture.attribute("class").and_then(|class| {
        let mut classes = class.split_whitespace();
        classes.find_map(|class| class.strip_prefix("wp-image-")?.parse::<u64>().ok())
    });
    let destination = if link.is_some() { "custom" } else { "none" };
    let (attributes, size, class) = match id {
        Some(id) => (
            format!("{{\"id\":{id},\"sizeSlug\":\"full\",\"linkDestination\":\"{destination}\"}}"),
            " size-full",
            format!(" class=\"wp-image-{id}\""),
        ),
        None if link.is_some() => ("{\"linkDestination\":\"custom\"}".to_owned(), "", String::new()),
        None => (String::new(), "", String::new()),
    };
    let mut html = format!("<img src=\"{src}\" alt=\"{alt}\"{class}/>");
    if let Some(link) = link {
        html = format!("<a href=\"{}\">{html}</a>", escape(&link));
    }
    let caption = caption(text, style);
    let html = format!("<figure class=\"wp-block-image{size}\">{html}{caption}</figure>");
    Some(block("image", &attributes, &html))
}

#[cfg(test)]
#[path = "blocks_tests.rs"]
mod tests;
