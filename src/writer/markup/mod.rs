//! HTML in pieces: a small scanner that takes every text, in linear time and without an error.
//!
//! It follows the tokenizer of the HTML Living Standard (section 13.2.5) in where tags, comments and texts without
//! markup begin and end. It decides nothing about nesting and is no sanitiser.

mod references;

use std::borrow::Cow;
use std::ops::Range;

pub use references::decode;

/// A piece of HTML.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Text as it is written, with character references.
    Text(&'a str),
    /// A tag that opens an element.
    Start(Tag<'a>),
    /// The name in a tag that closes an element, as it is written.
    End(&'a str),
}

/// A tag that opens an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tag<'a> {
    /// The name, as it is written.
    pub name: &'a str,
    rest: &'a str,
}

/// Elements whose content is text without markup, which is nothing to read.
const RAW: &[&str] = &[
    "script",
    "style",
    "textarea",
    "title",
    "xmp",
    "iframe",
    "noembed",
    "noframes",
    "noscript",
    "plaintext",
];

const SPACE: [char; 5] = [' ', '\t', '\n', '\r', '\u{c}'];

/// The pieces of `html`; comments and the content of scripts and their like are left out.
pub const fn pieces(html: &str) -> Pieces<'_> {
    Pieces {
        html,
        rest: html,
        at: 0..0,
    }
}

/// See [`pieces`].
#[derive(Clone, Debug)]
pub struct Pieces<'a> {
    html: &'a str,
    rest: &'a str,
    at: Range<usize>,
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        loop {
            if self.rest.is_empty() {
                return None;
            }
            let from = self.read();
            let text = text_length(self.rest);
            if text > 0 {
                let (text, rest) = self.rest.split_at(text);
                self.rest = rest;
                self.at = from..self.read();
                return Some(Piece::Text(text));
            }
            if let Some(piece) = self.markup() {
                return Some(piece);
            }
        }
    }
}

/// Bytes before the next markup.
fn text_length(html: &str) -> usize {
    let mut from = 0;
    while let Some(at) = html[from..].find('<') {
        let at = from + at;
        let mut after = html[at + 1..].chars();
        let begins = match after.next() {
            Some('/') => after.next().is_some(),
            Some(c) => c.is_ascii_alphabetic() || matches!(c, '!' | '?'),
            None => false,
        };
        if begins {
            return at;
        }
        from = at + 1;
    }
    html.len()
}

impl<'a> Pieces<'a> {
    /// Where the piece before stands, a tag with its angle brackets.
    pub fn place(&self) -> Range<usize> {
        self.at.clone()
    }

    /// The piece before as it is written.
    pub fn written(&self) -> &'a str {
        &self.html[self.place()]
    }

    const fn read(&self) -> usize {
        self.html.len() - self.rest.len()
    }

    /// Takes the markup at the beginning of the rest; none for a comment or a tag that never ends.
    fn markup(&mut self) -> Option<Piece<'a>> {
        let (html, from) = (self.rest, self.read());
        if let Some(comment) = html.strip_prefix("<!--") {
            self.rest = after_comment(comment);
            return None;
        }
        let (closes, inner) = match html.strip_prefix("</") {
            Some(inner) => (true, inner),
            None => (false, &html[1..]),
        };
        if !inner.starts_with(|c: char| c.is_ascii_alphabetic()) {
            self.rest = inner.split_once('>').map_or("", |(_, rest)| rest);
            return None;
        }
        let name = &inner[..inner
            .find(|c| SPACE.contains(&c) || matches!(c, '/' | '>'))
            .unwrap_or(inner.len())];
        let attributes = &inner[name.len()..];
        let Some(end) = tag_length(attributes) else {
            self.rest = "";
            return None;
        };
        self.rest = &attributes[end + 1..];
        self.at = from..self.read();
        if closes {
            return Some(Piece::End(name));
        }
        if RAW.iter().any(|raw| raw.eq_ignore_ascii_case(name)) {
            self.rest = after_raw(self.rest, name);
        }
        Some(Piece::Start(Tag {
            name,
            rest: &attributes[..end],
        }))
    }
}

fn after_comment(comment: &str) -> &str {
    for empty in [">", "->"] {
        if let Some(rest) = comment.strip_prefix(empty) {
            return rest;
        }
    }
    let mut from = 0;
    while let Some(at) = comment[from..].find("--") {
        let rest = &comment[from + at + 2..];
        if let Some(rest) = rest.strip_prefix('>').or_else(|| rest.strip_prefix("!>")) {
            return rest;
        }
        from += at + 1;
    }
    ""
}

/// What follows the end tag of an element without markup inside; the end tag itself stays.
fn after_raw<'a>(html: &'a str, name: &str) -> &'a str {
    let mut from = 0;
    while let Some(at) = html[from..].find("</") {
        let at = from + at;
        let tag = &html[at + 2..];
        let same = tag
            .get(..name.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(name));
        if same && tag[name.len()..].starts_with(|c| SPACE.contains(&c) || matches!(c, '/' | '>')) {
            return &html[at..];
        }
        from = at + 2;
    }
    ""
}

/// Bytes before the `>` that ends a tag; one inside of quotes does not.
fn tag_length(attributes: &str) -> Option<usize> {
    let bytes = attributes.as_bytes();
    let mut at = 0;
    let mut value = false;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'>' => return Some(at),
            b'=' => value = true,
            b'"' | b'\'' if value => {
                at += 1 + attributes[at + 1..].find(char::from(byte))?;
                value = false;
            }
            byte if byte.is_ascii_whitespace() => {}
            _ if value => {
                // A value without quotes ends with a space.
                let rest = &attributes[at..];
                at += rest.find(|c| SPACE.contains(&c) || c == '>')?;
                value = false;
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    None
}

impl<'a> Tag<'a> {
    /// Whether this is its name, whatever its case.
    pub const fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// The attributes in their order: name and value as they are written.
    pub const fn attributes(&self) -> Attributes<'a> {
        Attributes { rest: self.rest }
    }

    /// The value of an attribute, with its character references resolved; the first counts.
    pub fn attribute(&self, name: &str) -> Option<Cow<'a, str>> {
        let found = self
            .attributes()
            .find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| decode(value))
    }
}

/// See [`Tag::attributes`].
#[derive(Clone, Debug)]
pub struct Attributes<'a> {
    rest: &'a str,
}

impl<'a> Iterator for Attributes<'a> {
    type Item = (&'a str, &'a str);

    fn next(&mut self) -> Option<(&'a str, &'a str)> {
        let rest = self.rest.trim_start_matches(|c| SPACE.contains(&c) || c == '/');
        let first = rest.chars().next()?;
        // An equals sign at the beginning belongs to the name.
        let skip = first.len_utf8();
        let length = rest[skip..]
            .find(|c| SPACE.contains(&c) || matches!(c, '/' | '='))
            .map_or(rest.len(), |at| at + skip);
        let (name, after) = rest.split_at(length);
        let Some(value) = after.trim_start_matches(SPACE).strip_prefix('=') else {
            self.rest = after;
            return Some((name, ""));
        };
        let value = value.trim_start_matches(SPACE);
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
        let (value, rest) = match quote {
            Some(quote) => value[1..].split_once(quote).unwrap_or((&value[1..], "")),
            None => value.split_at(value.find(SPACE).unwrap_or(value.len())),
        };
        self.rest = rest;
        Some((name, value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(html: &str) -> String {
        let one = |piece| match piece {
            Piece::Text(text) => format!("“{text}”"),
            Piece::End(name) => format!("/{name}"),
            Piece::Start(tag) => {
                let attributes: Vec<_> = tag
                    .attributes()
                    .map(|(name, value)| format!(" {name}:{value}"))
                    .collect();
                format!("{}{}", tag.name, attributes.concat())
            }
        };
        pieces(html).map(one).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn tags_and_text_are_told_apart() {
        let pairs = [
            ("a<b>c</b>", "“a”|b|“c”|/b"),
            ("1 < 2 <3 </ x", "“1 ”|“< 2 ”|“<3 ”"),
            ("<P  CLASS=x y='a>b' z = \"c d\"/>t", "P CLASS:x y:a>b z:c d|“t”"),
            ("<a href=/x/y>t", "a href:/x/y|“t”"),
            ("<a =x b>t", "a =x: b:|“t”"),
            (
                "x<!-- <b> -->y<!-->z<!doctype html>w<?php ?>v",
                "“x”|“y”|“z”|“w”|“v”",
            ),
            ("<script>if (a<b) '</p>'</script >t", "script|/script|“t”"),
            ("<style><b></style", "style"),
            ("<b", ""),
            ("<a href=\"x>y", ""),
            ("<", "“<”"),
            ("</", "“</”"),
            ("ä<ä>", "“ä”|“<ä>”"),
        ];
        for (html, expected) in pairs {
            // Text may come in several pieces.
            assert_eq!(
                told(html).replace("”|“", ""),
                expected.replace("”|“", ""),
                "{html}"
            );
        }
    }

    #[test]
    fn pieces_know_where_they_stand() {
        let html = "a<!-- b --><IMG src='x>y'>é</p ><script><b></script>c";
        let mut all = pieces(html);
        let mut written = Vec::new();
        while all.next().is_some() {
            written.push(all.written());
        }
        assert_eq!(
            written,
            ["a", "<IMG src='x>y'>", "é", "</p >", "<script>", "</script>", "c"]
        );
    }

    #[test]
    fn a_megabyte_of_anything_takes_no_time() {
        for part in [
            "<", "<a ", "</a ", "<!--", "<!", "<script>", "<a b='", "<p>", "&amp", "<a =", "--",
        ] {
            let html = part.repeat(1_000_000 / part.len());
            let began = std::time::Instant::now();
            let mut attributes = 0;
            for piece in pieces(&html) {
                if let Piece::Start(tag) = piece {
                    attributes += tag.attributes().count();
                }
            }
            let _ = decode(&html);
            assert!(began.elapsed().as_secs() < 3, "{part} {attributes}");
        }
    }
}
