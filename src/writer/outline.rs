//! What an article's HTML says, without its markup: blocks of plain text, links, pictures, words.

use crate::writer::markup::{Piece, Tag, decode, pieces};

/// What a block of text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockKind {
    /// A paragraph, or text that stands alone.
    Paragraph,
    /// A heading of this level.
    Heading(u8),
    /// An item of a list.
    Item,
    /// A cell of a table.
    Cell,
    /// A quotation.
    Quote,
    /// Code.
    Code,
    /// What stands under a picture or table.
    Caption,
}

/// A block of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Its text; single spaces between words, except in code.
    pub text: String,
}

/// A picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// Where it is.
    pub src: String,
    /// What it says to those who do not see it.
    pub alt: String,
}

/// What an article's HTML says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    /// Its blocks with text, in order.
    pub blocks: Vec<Block>,
    /// Where its links lead.
    pub links: Vec<String>,
    /// Its pictures.
    pub images: Vec<Image>,
}

/// Elements that begin and end a block.
const BLOCKS: &[&str] = &[
    "p",
    "li",
    "ul",
    "ol",
    "blockquote",
    "pre",
    "figure",
    "figcaption",
    "table",
    "thead",
    "tbody",
    "tfoot",
    "tr",
    "td",
    "th",
    "caption",
    "hr",
    "div",
    "section",
    "article",
    "dl",
    "dt",
    "dd",
];

impl Outline {
    /// Of this HTML, whatever it is.
    pub fn of(html: &str) -> Self {
        let mut reader = Reader::default();
        for piece in pieces(html) {
            match piece {
                Piece::Text(text) => reader.text(&decode(text)),
                Piece::Start(tag) => reader.start(tag),
                Piece::End(name) => reader.end(name),
            }
        }
        reader.flush();
        reader.outline
    }

    /// The text of all blocks, one a line.
    pub fn plain(&self) -> String {
        let texts: Vec<_> = self.blocks.iter().map(|block| block.text.as_str()).collect();
        texts.join("\n")
    }

    /// Words of all blocks.
    pub fn words(&self) -> usize {
        self.blocks.iter().map(|block| count_words(&block.text)).sum()
    }

    /// The headings in order: level and text.
    pub fn headings(&self) -> impl Iterator<Item = (u8, &str)> {
        self.blocks.iter().filter_map(|block| match block.kind {
            BlockKind::Heading(level) => Some((level, block.text.as_str())),
            _ => None,
        })
    }
}

#[derive(Default)]
struct Reader {
    outline: Outline,
    text: String,
    heading: Option<u8>,
    code: u32,
    caption: u32,
    cell: u32,
    item: u32,
    quote: u32,
}

/// The level of a heading's tag.
fn level(name: &str) -> Option<u8> {
    match name.as_bytes() {
        [b'h' | b'H', digit @ b'1'..=b'6'] => Some(digit - b'0'),
        _ => None,
    }
}

impl Reader {
    fn text(&mut self, text: &str) {
        if self.code > 0 {
            self.text.push_str(text);
            return;
        }
        for c in text.chars() {
            if !c.is_whitespace() {
                self.text.push(c);
            } else if !self.text.is_empty() && !self.text.ends_with(' ') {
                self.text.push(' ');
            }
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        if let Some(level) = level(tag.name) {
            self.flush();
            self.heading = Some(level);
        } else if BLOCKS.iter().any(|name| tag.is(name)) {
            self.flush();
            if let Some(depth) = self.depth(tag.name) {
                *depth = depth.saturating_add(1);
            }
        } else if tag.is("br") {
            self.text(if self.code > 0 { "\n" } else { " " });
        } else if tag.is("a") {
            self.outline.links.extend(tag.attribute("href").map(String::from));
        } else if tag.is("img") {
            let value = |name| tag.attribute(name).map(String::from).unwrap_or_default();
            self.outline.images.push(Image {
                src: value("src"),
                alt: value("alt"),
            });
        }
    }

    fn end(&mut self, name: &str) {
        if level(name).is_some() {
            self.flush();
            self.heading = None;
        } else if BLOCKS.iter().any(|block| block.eq_ignore_ascii_case(name)) {
            self.flush();
            if let Some(depth) = self.depth(name) {
                *depth = depth.saturating_sub(1);
            }
        }
    }

    /// How deep the text stands in elements of this name, of those that say what a block is.
    fn depth(&mut self, name: &str) -> Option<&mut u32> {
        Some(match name.to_ascii_lowercase().as_str() {
            "pre" => &mut self.code,
            "figcaption" | "caption" => &mut self.caption,
            "td" | "th" => &mut self.cell,
            "li" => &mut self.item,
            "blockquote" => &mut self.quote,
            _ => return None,
        })
    }

    fn flush(&mut self) {
        let text = std::mem::take(&mut self.text);
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        let kind = match self.heading {
            Some(level) => BlockKind::Heading(level),
            None if self.code > 0 => BlockKind::Code,
            None if self.caption > 0 => BlockKind::Caption,
            None if self.cell > 0 => BlockKind::Cell,
            None if self.item > 0 => BlockKind::Item,
            None if self.quote > 0 => BlockKind::Quote,
            None => BlockKind::Paragraph,
        };
        self.outline.blocks.push(Block {
            kind,
            text: text.to_owned(),
        });
    }
}

/// Whether a character is a word by itself: scripts that put no spaces between words.
const fn stands_alone(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}')
}

/// The words of a text; of Chinese and Japanese, each character.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
        let first = rest.chars().next()?;
        let length = if stands_alone(first) {
            first.len_utf8()
        } else {
            word_length(rest)
        };
        let (word, after) = rest.split_at(length);
        rest = after;
        Some(word)
    })
}

/// Bytes of the word at the beginning: letters and digits, with apostrophes, hyphens and the like only inside.
fn word_length(text: &str) -> usize {
    let mut length = 0;
    for (at, c) in text.char_indices() {
        let joins = matches!(c, '\'' | '’' | '-' | '.' | ',' | '\u{ad}' | '\u{2011}');
        if stands_alone(c) || c.is_whitespace() {
            break;
        } else if c.is_alphanumeric() || is_mark(c) {
            length = at + c.len_utf8();
        } else if !joins || length < at {
            break;
        }
    }
    length
}

fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

/// How many words a text has.
pub fn count_words(text: &str) -> usize {
    words(text).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_have_their_kind_and_plain_text() {
        let outline = Outline::of(
            "Intro<h2>Grip &amp; fit</h2><p>One <b>two</b>\n three<br>four</p><ul><li>A<ul><li>B</li></ul></li></ul>\
             <blockquote><p>Q</p></blockquote><pre>a  b\n c</pre><table><tr><td>x</td><th>y</th></tr></table>\
             <figure><img src=\"/a\" alt=\"A &quot;b&quot;\"><figcaption>Cap</figcaption></figure><p> </p>\
             <p><a href=\"/to?a&amp;b\">link</a></p>",
        );
        let blocks: Vec<_> = outline
            .blocks
            .iter()
            .map(|block| (block.kind, block.text.as_str()))
            .collect();
        let expected = [
            (BlockKind::Paragraph, "Intro"),
            (BlockKind::Heading(2), "Grip & fit"),
            (BlockKind::Paragraph, "One two three four"),
            (BlockKind::Item, "A"),
            (BlockKind::Item, "B"),
            (BlockKind::Quote, "Q"),
            (BlockKind::Code, "a  b\n c"),
            (BlockKind::Cell, "x"),
            (BlockKind::Cell, "y"),
            (BlockKind::Caption, "Cap"),
            (BlockKind::Paragraph, "link"),
        ];
        assert_eq!(blocks, expected);
        assert_eq!(outline.links, ["/to?a&b"]);
        assert_eq!(outline.images[0].alt, "A \"b\"");
        assert_eq!(outline.headings().collect::<Vec<_>>(), [(2, "Grip & fit")]);
    }

    #[test]
    fn words_are_counted_as_people_do() {
        let pairs = [
            ("", 0),
            ("one", 1),
            ("Don’t stop – e-mail at 5.30, please!", 6),
            ("Größe 1,5 mm", 3),
            ("東京の天気", 5),
            ("東京 trail 靴", 4),
            ("हिन्दी लेख", 2),
            ("... --- ...", 0),
            ("a\u{a0}b", 2),
        ];
        for (text, count) in pairs {
            assert_eq!(count_words(text), count, "{text}");
        }
    }

    #[test]
    fn odd_html_is_read_too() {
        for html in [
            "<",
            "</",
            "<h2",
            "</h2></li></td>",
            "<h2>a<p>b</h2>c",
            "<li><li><li>",
            "\0<p>\0",
            "<P>A</P>B",
        ] {
            let outline = Outline::of(html);
            assert!(outline.words() <= 4, "{html}");
        }
        let deep = "<blockquote>".repeat(100_000);
        assert_eq!(Outline::of(&deep), Outline::default());
    }
}
