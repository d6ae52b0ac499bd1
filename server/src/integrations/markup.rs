//! The little of HTML that publishing reads and writes: escapes, tags and their attributes, the text of a piece.

use std::ops::Range;

/// A tag as it stands in its source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    /// Where, with its angle brackets.
    pub(super) at: Range<usize>,
    /// Its name, in lower case.
    pub(super) name: String,
    /// Whether it closes.
    pub(super) closes: bool,
    /// What stands after its name.
    rest: &'a str,
}

impl Tag<'_> {
    /// The value of an attribute, decoded.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        let mut rest = self.rest;
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
            let end = rest
                .find(|c: char| c == '=' || c == '/' || c.is_whitespace())
                .unwrap_or(rest.len());
            if end == 0 {
                // Nothing is left, or something that is no attribute.
                return None;
            }
            let (found, after) = rest.split_at(end);
            rest = after.trim_start();
            let value = match rest.strip_prefix('=') {
                Some(after) => {
                    let (value, after) = value(after.trim_start());
                    rest = after;
                    value
                }
                None => "",
            };
            if found.eq_ignore_ascii_case(name) {
                return Some(decode(value));
            }
        }
    }
}

fn value(text: &str) -> (&str, &str) {
    for quote in ['"', '\''] {
        if let Some(text) = text.strip_prefix(quote) {
            return text.split_once(quote).unwrap_or((text, ""));
        }
    }
    text.split_at(text.find(char::is_whitespace).unwrap_or(text.len()))
}

/// All tags in order; comments are none.
pub(super) fn tags(html: &str) -> Vec<Tag<'_>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(start) = html[from..].find('<').map(|at| from + at) {
        let inner = &html[start + 1..];
        if inner.starts_with("!--") {
            match html[start..].find("-->") {
                Some(end) => from = start + end + 3,
                None => break,
            }
            continue;
        }
        let (closes, inner) = match inner.strip_prefix('/') {
            Some(inner) => (true, inner),
            None => (false, inner),
        };
        from = start + 1;
        if !inner.starts_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        let Some(length) = length(inner) else { break };
        let whole = &inner[..length];
        let name = whole
            .find(|c: char| c == '/' || c.is_whitespace())
            .unwrap_or(length);
        let end = html.len() - inner.len() + length + 1;
        found.push(Tag {
            at: start..end,
            name: whole[..name].to_ascii_lowercase(),
            closes,
            rest: &whole[name..],
        });
        from = end;
    }
    found
}

/// Bytes up to the angle bracket that ends a tag and stands in no quotes.
fn length(text: &str) -> Option<usize> {
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (None, '>') => return Some(at),
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), _) if open == c => quote = None,
            _ => {}
        }
    }
    None
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
    igny8::writer::markup::decode(text).into_owned()
}

/// The text of a piece of HTML, its white space made single blanks.
pub(super) fn text_of(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut from = 0;
    for tag in tags(html) {
        text.push_str(&html[from..tag.at.start]);
        text.push(' ');
        from = tag.at.end;
    }
    text.push_str(&html[from..]);
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
        let html = "a < b<P>x</P ><!-- <b> --><img alt='2 > 1' data-x SRC=\"/a?b&amp;c\" width=3/><br/>";
        let found = tags(html);
        let names: Vec<_> = found.iter().map(|tag| (tag.name.as_str(), tag.closes)).collect();
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
