//! Cuts a piece of clean HTML into its outermost elements and texts.

use igny8::writer::markup::{Piece, Tag, pieces};

/// An element or a text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Child<'a> {
    tag: Option<Tag<'a>>,
    /// With its tags.
    pub(super) outer: &'a str,
    /// Without them.
    pub(super) inner: &'a str,
}

impl Child<'_> {
    /// The element's name; empty for a text.
    pub(super) fn name(&self) -> &str {
        self.tag.map_or("", |tag| tag.name)
    }

    /// An attribute, decoded.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        Some(self.tag?.attribute(name)?.into_owned())
    }
}

/// Elements without content.
const EMPTY: &[&str] = &["br", "hr", "img"];

/// Elements that stand within a line.
const INLINE: &[&str] = &[
    "", "a", "b", "br", "code", "em", "i", "img", "s", "strong", "sub", "sup", "u", "del", "ins", "mark",
    "small", "span", "kbd", "cite", "abbr", "q",
];

/// Whether an element stands within a line; texts do.
pub(super) fn is_inline(name: &str) -> bool {
    INLINE.contains(&name)
}

/// The outermost elements and texts in order.
pub(super) fn children(html: &str) -> Vec<Child<'_>> {
    let mut found = Vec::new();
    let mut all = pieces(html);
    // Tag, where it begins, where its content begins; how many elements are open within it.
    let mut open: Option<(Tag<'_>, usize, usize)> = None;
    let mut depth = 0_usize;
    while let Some(piece) = all.next() {
        let place = all.place();
        match piece {
            Piece::Text(text) if open.is_none() => found.push(Child {
                tag: None,
                outer: text,
                inner: text,
            }),
            Piece::Text(_) => {}
            Piece::Start(tag) if EMPTY.contains(&tag.name) => {
                if open.is_none() {
                    found.push(Child {
                        tag: Some(tag),
                        outer: &html[place],
                        inner: "",
                    });
                }
            }
            Piece::Start(tag) => {
                if open.is_none() {
                    open = Some((tag, place.start, place.end));
                }
                depth += 1;
            }
            Piece::End(_) => {
                depth = depth.saturating_sub(1);
                if depth == 0
                    && let Some((tag, start, content)) = open.take()
                {
                    found.push(Child {
                        tag: Some(tag),
                        outer: &html[start..place.end],
                        inner: &html[content..place.start],
                    });
                }
            }
        }
    }
    if let Some((tag, start, content)) = open {
        found.push(Child {
            tag: Some(tag),
            outer: &html[start..],
            inner: &html[content..],
        });
    }
    found
}

/// The only child, if it is such an element and nothing but white space stands beside it.
pub(super) fn only<'a>(html: &'a str, name: &str) -> Option<Child<'a>> {
    let mut all = children(html)
        .into_iter()
        .filter(|child| !child.outer.trim().is_empty());
    let first = all.next()?;
    (first.name() == name && all.next().is_none()).then_some(first)
}
