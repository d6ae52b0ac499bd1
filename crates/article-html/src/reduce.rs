//! Brings any HTML down to what a parser can take in linear time: known elements, few attributes, bounded nesting.
//!
//! A parser of HTML repairs what is nested wrongly, at a cost that can grow with the square of the text. What comes out
//! of here cannot make it. That alone makes nothing safe: the result is parsed and cleaned afterwards.

use igny8::writer::markup::{Piece, Tag, pieces};

/// Elements that may be open at once. Articles need about ten.
const DEPTH: usize = 64;

/// How often open inline elements may have to be opened again in the next block.
const REOPENED: usize = 20_000;

/// Attributes of one element that are looked at.
const ATTRIBUTES: usize = 32;

/// Elements that a parser ends by itself, so that they are no sign of depth.
const IMPLIED: &[&str] = &["p", "li", "tr", "td", "th", "thead", "tbody", "tfoot", "caption"];

/// Elements with an end tag of their own.
const NESTED: &[&str] = &[
    "h2",
    "h3",
    "h4",
    "ul",
    "ol",
    "blockquote",
    "pre",
    "table",
    "figure",
    "figcaption",
];

/// Elements within a line; a parser opens them again in the next block unless they are ended.
const INLINE: &[&str] = &["a", "b", "i", "u", "s", "em", "strong", "code", "sub", "sup"];

/// Elements without content.
const VOID: &[&str] = &["br", "hr", "img"];

/// Attributes that some element may have.
const KNOWN: &[&str] = &["href", "src", "alt", "width", "height", "colspan", "rowspan"];

/// What to take for an element that articles do not have.
fn replaced(name: &str) -> &str {
    match name {
        "h1" => "h2",
        "h5" | "h6" => "h4",
        "strike" | "del" => "s",
        "div" | "section" | "article" | "main" | "header" | "footer" | "aside" | "address" | "center"
        | "dt" | "dd" => "p",
        other => other,
    }
}

/// The same text with fewer and tamer tags.
pub(super) fn reduce(html: &str) -> String {
    let mut reducer = Reducer {
        out: String::with_capacity(html.len()),
        open: Vec::new(),
        reopened: 0,
    };
    for piece in pieces(html) {
        match piece {
            // A parser leaves out one newline at the beginning of code; with all of them gone it has none to leave out.
            Piece::Text(text) if reducer.out.ends_with("<pre>") => {
                reducer.text(text.trim_start_matches(['\n', '\r']));
            }
            Piece::Text(text) => reducer.text(text),
            Piece::Start(tag) => reducer.start(tag),
            Piece::End(name) => reducer.end(name),
        }
    }
    reducer.close(0);
    reducer.out
}

struct Reducer {
    out: String,
    open: Vec<&'static str>,
    reopened: usize,
}

fn known(list: &[&'static str], name: &str) -> Option<&'static str> {
    list.iter().copied().find(|known| *known == name)
}

impl Reducer {
    fn text(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '<' => self.out.push_str("&lt;"),
                '>' => self.out.push_str("&gt;"),
                '\t' | '\n' => self.out.push(c),
                c if c.is_control() => {}
                c => self.out.push(c),
            }
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        let name = tag.name.to_ascii_lowercase();
        let name = replaced(&name);
        if let Some(name) = known(VOID, name) {
            self.tag(name, tag);
        } else if let Some(name) = known(IMPLIED, name) {
            self.block();
            self.tag(name, tag);
        } else if let Some(name) = known(NESTED, name) {
            self.block();
            if self.open.len() < DEPTH {
                self.tag(name, tag);
                self.open.push(name);
            }
        } else if let Some(name) = known(INLINE, name)
            && self.open.len() < DEPTH
        {
            // A link ends where the next one begins.
            if let Some(at) = self.open.iter().rposition(|open| name == "a" && *open == name) {
                self.close(at);
            }
            self.tag(name, tag);
            self.open.push(name);
        }
    }

    /// A block begins: whatever is open within a line goes on in it, unless that happened too often.
    fn block(&mut self) {
        let inline = self
            .open
            .iter()
            .rev()
            .take_while(|open| INLINE.contains(open))
            .count();
        self.reopened += inline;
        if self.reopened > REOPENED {
            self.close(self.open.len() - inline);
        }
    }

    fn end(&mut self, name: &str) {
        let name = name.to_ascii_lowercase();
        let name = replaced(&name);
        if let Some(name) = known(IMPLIED, name) {
            self.end_tag(name);
        } else if let Some(at) = self.open.iter().rposition(|open| *open == name) {
            self.close(at);
        }
    }

    /// Ends all elements that were opened since there were `depth`.
    fn close(&mut self, depth: usize) {
        for name in self.open.split_off(depth).into_iter().rev() {
            self.end_tag(name);
        }
    }

    fn end_tag(&mut self, name: &str) {
        self.out.extend(["</", name, ">"]);
    }

    fn tag(&mut self, name: &str, tag: Tag<'_>) {
        self.out.extend(["<", name]);
        let mut seen = Vec::new();
        for (attribute, value) in tag.attributes().take(ATTRIBUTES) {
            let attribute = attribute.to_ascii_lowercase();
            if let Some(attribute) = known(KNOWN, &attribute)
                && !seen.contains(&attribute)
            {
                self.out.extend([" ", attribute, "=\""]);
                let value = value.chars().filter(|c| !c.is_control());
                for c in value {
                    if c == '"' {
                        self.out.push_str("&quot;");
                    } else {
                        self.out.push(c);
                    }
                }
                self.out.push('"');
                seen.push(attribute);
            }
        }
        self.out.push('>');
    }
}
