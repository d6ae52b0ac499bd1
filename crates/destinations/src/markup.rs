//! The little of HTML that publishing reads and writes: escapes, tags and their attributes, the text of a piece.

use std::ops::Range;

use igny8::writer::markup::{self, Piece, pieces};

/// A tag as it stands in its source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    /// Where, with its angle brackets.
    pub(super) at: Range<usize>,
    /// Its name, in lower case.
    pub(super) name: String,
    /// What it says where it opens an element; none where it closes one.
    start: Option<markup::Tag<'a>>,
}

impl Tag<'_> {
    /// Whether it closes an element.
    pub(super) const fn closes(&self) -> bool {
        self.start.is_none()
    }

    /// The value of an attribute, decoded.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        Some(self.start?.attribute(name)?.into_owned())
    }
}

/// All tags in order; comments and what stands in scripts and their like are none.
pub(super) fn tags(html: &str) -> Vec<Tag<'_>> {
    let mut all = pieces(html);
    let mut found = Vec::new();
    while let Some(piece) = all.next() {
        let (name, start) = match piece {
            Piece::Text(_) => continue,
            Piece::Start(tag) => (tag.name, Some(tag)),
            Piece::End(name) => (name, None),
        };
        found.push(Tag {
            at: all.place(),
            name: name.to_ascii_lowercase(),
            start,
        });
    }
    found
}

/// Text as it may stand between tags and in quoted attributes.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// Text without its character references; what is none stays as it is.
pub(super) fn decode(text: &str) -> String {
    markup::decode(text).into_owned()
}

/// The text of a piece of HTML, its white space made single blanks.
pub(super) fn text_of(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    for piece in pieces(html) {
        match piece {
            Piece::Text(written) => text.push_str(written),
            Piece::Start(_) | Piece::End(_) => text.push(' '),
        }
    }
    single_spaced(&decode(&text))
}

/// Text with single blanks between its words.
pub(super) fn single_spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_and_attributes_are_found() {
        let html = "a < b<P>x</P ><!-- <b> --><img alt='2 > 1' data-x SRC=\"/a?b&amp;c\" width=3><br/>";
        let found = tags(html);
        let names: Vec<_> = found
            .iter()
            .map(|tag| (tag.name.as_str(), tag.closes()))
            .collect();
        assert_eq!(names, [("p", false), ("p", true), ("img", false), ("br", false)]);
        let image = &found[2];
        assert_eq!(image.attribute("src").as_deref(), Some("/a?b&c"));
        assert_eq!(image.attribute("alt").as_deref(), Some("2 > 1"));
        assert_eq!(image.attribute("data-x").as_deref(), Some(""));
        assert_eq!(image.attribute("class"), None);
        assert_eq!(&html[found[3].at.clone()], "<br/>");
    }

    #[test]
    fn broken_html_does_no_harm() {
        for html in [
            "<",
            "<a",
            "<a href=\"",
            "<!-- ",
            "</",
            "<img =x>",
            "&#",
            "&#xffffff;",
            "ü<ü>&ü;",
        ] {
            for tag in tags(html) {
                let _ = tag.attribute("x");
            }
            let _ = text_of(html);
        }
    }

    #[test]
    fn references_are_decoded_and_text_is_escaped() {
        assert_eq!(
            decode("Tom &amp; J&#8217;s &#x201C;Q&quot; &unknown; &"),
            "Tom & J’s “Q\" &unknown; &"
        );
        assert_eq!(decode(&escape("<a b='c'> & \"d\"")), "<a b='c'> & \"d\"");
        assert_eq!(text_of("<p>One&nbsp;two</p>\n<p>three</p>"), "One two three");
    }
}
