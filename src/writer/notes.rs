//! Notes to the editor within a text: what the offline writer leaves for a person to check. Each is a paragraph or list item
//! that begins with one of these labels, mostly in bold, or says that the text is an offline draft.

use std::ops::Range;

use crate::writer::markup::{Piece, decode, pieces};

/// German.
pub const DE: &str = "Für die Redaktion:";
/// English, and languages without phrases of their own.
pub const EN: &str = "For the editor:";
/// Spanish.
pub const ES: &str = "Para la redacción:";
/// French.
pub const FR: &str = "Pour la rédaction :";
/// Italian.
pub const IT: &str = "Per la redazione:";
/// Dutch.
pub const NL: &str = "Voor de redactie:";
/// Portuguese.
pub const PT: &str = "Para a redação:";

/// All of them.
pub const LABELS: [&str; 7] = [DE, EN, ES, FR, IT, NL, PT];

/// How a paragraph begins that says that a text is an offline draft, in the same languages.
pub const OFFLINE: [&str; 7] = [
    "Offline-Entwurf:",
    "Offline draft:",
    "Borrador sin conexión:",
    "Brouillon hors ligne :",
    "Bozza offline:",
    "Offline-concept:",
    "Rascunho offline:",
];

/// Words of which each note has one, so that texts without any need not be read as HTML.
pub const HINTS: [&str; 14] = [
    "Redaktion:",
    "editor:",
    "redacción:",
    "rédaction",
    "redazione:",
    "redactie:",
    "redação:",
    "Entwurf:",
    "draft:",
    "conexión:",
    "hors ligne",
    "offline:",
    "concept:",
    "Rascunho",
];

/// A note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Where it stands in the HTML, with its element.
    pub at: Range<usize>,
    /// What it says, plain.
    pub text: String,
}

/// The note that is being read.
struct Open<'a> {
    note: Note,
    name: &'a str,
    depth: usize,
}

/// The notes of a text, in order.
pub fn find(html: &str) -> Vec<Note> {
    let mut found = Vec::new();
    if !HINTS.iter().any(|hint| html.contains(hint)) {
        return found;
    }
    // The block that has begun and has no text yet.
    let mut begun: Option<(&str, usize)> = None;
    let mut open: Option<Open<'_>> = None;
    let mut all = pieces(html);
    while let Some(piece) = all.next() {
        let place = all.place();
        if let Some(mut note) = open.take() {
            match piece {
                Piece::Start(tag) if tag.name.eq_ignore_ascii_case(note.name) => note.depth += 1,
                Piece::End(name) if name.eq_ignore_ascii_case(note.name) => note.depth -= 1,
                Piece::Text(text) => note.note.text.push_str(&decode(text)),
                _ => {}
            }
            note.note.at.end = place.end;
            if note.depth == 0 {
                found.push(note.note);
            } else {
                open = Some(note);
            }
            continue;
        }
        match piece {
            Piece::Start(tag) if is_block(tag.name) => begun = Some((tag.name, place.start)),
            Piece::End(name) if is_block(name) => begun = None,
            Piece::Text(text) => {
                let text = decode(text);
                if text.trim().is_empty() {
                    continue;
                }
                if let Some((name, start)) = begun.take()
                    && is_label(&text)
                {
                    open = Some(Open {
                        note: Note {
                            at: start..place.end,
                            text: text.into_owned(),
                        },
                        name,
                        depth: 1,
                    });
                }
            }
            _ => {}
        }
    }
    found.extend(open.map(|open| open.note));
    for note in &mut found {
        note.text = note.text.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    found
}

/// The text without its notes, and without the lists that held nothing else.
pub fn strip(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut from = 0;
    for note in find(html) {
        out.push_str(&html[from..note.at.start]);
        from = note.at.end;
    }
    out.push_str(&html[from..]);
    if from > 0 {
        for empty in ["<li></li>", "<ul></ul>", "<ol></ol>"] {
            out = out.replace(empty, "");
        }
    }
    out
}

fn is_block(name: &str) -> bool {
    ["p", "li", "td", "th", "dd", "dt", "h2", "h3", "h4", "blockquote"]
        .iter()
        .any(|block| name.eq_ignore_ascii_case(block))
}

fn is_label(text: &str) -> bool {
    let text = text.trim_start().replace(['\u{a0}', '\u{202f}'], " ");
    LABELS.iter().chain(&OFFLINE).any(|label| text.starts_with(label))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HTML: &str = "<p><em>Offline draft: made by rules.</em></p><p>Read <strong>this</strong>.</p>\
        <p><strong>For the editor:</strong> check the <a href=\"https://example.com\">price</a>.</p>\
        <ul><li><strong>Für die Redaktion:</strong> Zahl</li><li>Stays</li></ul>\
        <ul><li><p><strong>Pour la rédaction&nbsp;:</strong> vérifier</p></li></ul>\
        <p>We write “For the editor:” here.</p>";

    #[test]
    fn notes_are_found_where_they_stand_and_others_are_none() {
        let texts: Vec<String> = find(HTML).into_iter().map(|note| note.text).collect();
        assert_eq!(
            texts,
            [
                "Offline draft: made by rules.",
                "For the editor: check the price.",
                "Für die Redaktion: Zahl",
                "Pour la rédaction : vérifier",
            ]
        );
    }

    #[test]
    fn without_notes_all_else_stays() {
        let left = strip(HTML);
        assert_eq!(
            left,
            "<p>Read <strong>this</strong>.</p><ul><li>Stays</li></ul><p>We write “For the editor:” here.</p>"
        );
        assert!(find(&left).is_empty());
        assert_eq!(strip("<p>a</p><ul><li></li></ul>"), "<p>a</p><ul><li></li></ul>");
        assert_eq!(find("<p>For the editor: never closed").len(), 1);
    }
}
