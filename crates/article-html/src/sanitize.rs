//! The sanitiser: HTML of people and models becomes the HTML that an article may have, and nothing else.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};
use igny8::writer::markup::{Piece, pieces};
use url::Url;
use uuid::Uuid;

use super::reduce::reduce;

/// Elements that an article may have.
pub(super) const TAGS: [&str; 32] = [
    "p",
    "h2",
    "h3",
    "h4",
    "ul",
    "ol",
    "li",
    "blockquote",
    "pre",
    "code",
    "strong",
    "em",
    "b",
    "i",
    "u",
    "s",
    "sub",
    "sup",
    "a",
    "img",
    "figure",
    "figcaption",
    "table",
    "caption",
    "thead",
    "tbody",
    "tfoot",
    "tr",
    "th",
    "td",
    "hr",
    "br",
];

/// How often the result is cleaned again until it stays the same.
const ROUNDS: usize = 4;

static BUILDER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::empty();
    builder
        .tags(HashSet::from(TAGS))
        .clean_content_tags(HashSet::from(["script", "style"]))
        .tag_attributes(HashMap::from([
            ("a", HashSet::from(["href"])),
            ("img", HashSet::from(["src", "alt", "width", "height"])),
            ("td", HashSet::from(["colspan", "rowspan"])),
            ("th", HashSet::from(["colspan", "rowspan"])),
        ]))
        .generic_attributes(HashSet::new())
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .url_relative(UrlRelative::PassThrough)
        .link_rel(Some("noopener"))
        .strip_comments(true)
        .attribute_filter(attribute);
    builder
});

/// The HTML without anything that an article may not have; cleaning it again changes nothing.
pub fn clean(html: &str) -> String {
    let mut cleaned = once(html);
    // Where a parser moves things about, the result of one round may not be that of the next.
    for _ in 1..ROUNDS {
        let again = once(&cleaned);
        if again == cleaned {
            break;
        }
        cleaned = again;
    }
    cleaned
}

fn once(html: &str) -> String {
    tidy(&BUILDER.clean(&reduce(html)).to_string())
}

/// Takes out pictures without an address, links that lead nowhere, and elements with nothing in them.
fn tidy(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut open: Vec<Open<'_>> = Vec::new();
    let mut all = pieces(html);
    while let Some(piece) = all.next() {
        let written = all.written();
        match piece {
            Piece::Text(_) => out.push_str(written),
            Piece::Start(tag) if matches!(tag.name, "br" | "hr") => out.push_str(written),
            Piece::Start(tag) if tag.name == "img" => {
                if tag.attribute("src").is_some() {
                    out.push_str(written);
                }
            }
            Piece::Start(tag) => {
                let begins = out.len();
                let unwrapped = tag.name == "a" && tag.attribute("href").is_none();
                if !unwrapped {
                    out.push_str(written);
                }
                open.push(Open {
                    name: tag.name,
                    begins,
                    content: out.len(),
                    unwrapped,
                });
            }
            Piece::End(_) => {
                if let Some(element) = open.pop() {
                    element.end(&mut out);
                }
            }
        }
    }
    out
}

/// An element that is open.
struct Open<'a> {
    name: &'a str,
    begins: usize,
    content: usize,
    unwrapped: bool,
}

impl Open<'_> {
    fn end(&self, out: &mut String) {
        // Empty cells hold a table's other cells in their places.
        let stays = matches!(self.name, "td" | "th");
        let inline = matches!(
            self.name,
            "a" | "b" | "i" | "u" | "s" | "em" | "strong" | "code" | "sub" | "sup"
        );
        let content = &out[self.content..];
        let is_empty = content.is_empty() || (!inline && content.chars().all(char::is_whitespace));
        if is_empty && !stays {
            out.truncate(self.begins);
        } else if !self.unwrapped {
            out.extend(["</", self.name, ">"]);
        }
    }
}

fn attribute<'a>(_element: &str, name: &str, value: &'a str) -> Option<Cow<'a, str>> {
    let fits = match name {
        "href" => is_link(value),
        "src" => is_picture(value),
        "width" | "height" => value.parse::<u16>().is_ok_and(|pixels| pixels > 0),
        "colspan" | "rowspan" => value.parse::<u16>().is_ok_and(|cells| (2..=100).contains(&cells)),
        _ => true,
    };
    fits.then_some(Cow::Borrowed(value))
}

/// An address on the web, a mail address, or a path. Browsers skip spaces and control characters in schemes.
fn is_link(value: &str) -> bool {
    let bare: String = value
        .chars()
        .filter(|c| !c.is_whitespace() && !c.is_control())
        .collect();
    let Some(at) = bare
        .find([':', '/', '\\', '?', '#'])
        .filter(|at| bare[*at..].starts_with(':'))
    else {
        return !bare.is_empty();
    };
    match bare[..at].to_ascii_lowercase().as_str() {
        "http" | "https" => Url::parse(&bare).is_ok_and(|url| url.has_host()),
        "mailto" => true,
        _ => false,
    }
}

/// One of our own pictures, or a picture elsewhere that is served safely.
fn is_picture(value: &str) -> bool {
    if let Some(own) = value.strip_prefix("/api/v1/writer/images/") {
        let (path, version) = own.split_once('?').unwrap_or((own, ""));
        let parts: Vec<_> = path.split('/').collect();
        let is_size = |size| matches!(size, "thumb" | "medium" | "large" | "original");
        let is_file = matches!(parts[..], [id, "file", size] if Uuid::try_parse(id).is_ok() && is_size(size));
        return is_file
            && (version.is_empty()
                || version
                    .strip_prefix("v=")
                    .is_some_and(|v| Uuid::try_parse(v).is_ok()));
    }
    let is_https = value
        .get(..8)
        .is_some_and(|start| start.eq_ignore_ascii_case("https://"));
    is_https
        && Url::parse(value)
            .is_ok_and(|url| url.has_host() && url.username().is_empty() && url.password().is_none())
}
