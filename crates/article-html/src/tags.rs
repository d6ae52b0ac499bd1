//! Parts a text of Markdown and HTML at the elements that make blocks of their own.

/// A part of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part<'a> {
    /// An element that makes a block begins.
    Start {
        /// Its name.
        name: &'static str,
        /// As it is written.
        tag: &'a str,
    },
    /// It ends.
    End {
        /// Its name.
        name: &'static str,
    },
    /// Code within an element, as it is.
    Verbatim(&'a str),
    /// An element that only frames others, or that is no part of an article, stood here.
    Break,
    /// Markdown, or the text within an element, with elements of a line in it.
    Text(&'a str),
}

/// Elements that make blocks.
const BLOCKS: &[&str] = &[
    "p",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "table",
    "caption",
    "colgroup",
    "thead",
    "tbody",
    "tfoot",
    "tr",
    "th",
    "td",
    "blockquote",
    "figure",
    "figcaption",
    "hr",
];

/// Elements that frame others: what is in them stands as if they were not there.
const FRAMES: &[&str] = &[
    "html", "body", "div", "section", "article", "main", "header", "footer", "aside", "nav", "center",
    "address", "details", "summary", "form", "fieldset", "hgroup", "search", "font", "span", "template",
];

/// Elements of which nothing is for readers.
const UNSEEN: &[&str] = &[
    "head", "style", "script", "title", "noscript", "svg", "iframe", "object",
];

/// Elements within a line.
const INLINE: &[&str] = &[
    "a", "abbr", "b", "bdi", "bdo", "big", "br", "cite", "code", "col", "data", "del", "dfn", "em", "i",
    "img", "ins", "kbd", "label", "mark", "picture", "q", "s", "samp", "small", "source", "strike", "strong",
    "sub", "sup", "time", "tt", "u", "var", "wbr", "ruby", "rt", "rp",
];

/// The parts of a text. Signs that open no element that is known are those of the text: `use <name>` keeps its name.
pub(super) fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let (mut begins, mut at) = (0, 0);
    while let Some(found) = text[at..].find(['<', '`', '~']).map(|found| at + found) {
        if !text[found..].starts_with('<') {
            at = code_end(text, found).unwrap_or(found + 1);
            continue;
        }
        let Some((part, end)) = element(text, found) else {
            at = found + 1;
            continue;
        };
        if begins < found {
            parts.push(Part::Text(&text[begins..found]));
        }
        parts.push(part);
        (begins, at) = (end, end);
    }
    if begins < text.len() {
        parts.push(Part::Text(&text[begins..]));
    }
    parts
}

/// The part that begins with a tag here, and where it ends; `None` for tags of a line and for what is no tag.
fn element(text: &str, at: usize) -> Option<(Part<'_>, usize)> {
    let rest = &text[at..];
    if rest.starts_with("<!--") {
        let end = rest.find("-->").map_or(rest.len(), |end| end + 3);
        return Some((Part::Break, at + end));
    }
    if rest.starts_with("<!") || rest.starts_with("<?") {
        return Some((Part::Break, at + rest.find('>')? + 1));
    }
    let (is_end, name) = name(rest)?;
    let end = at + tag_end(rest)?;
    let is = |names: &[&'static str]| names.iter().copied().find(|known| *known == name);
    if let Some(name) = is(BLOCKS) {
        let tag = &text[at..end];
        return Some((
            if is_end {
                Part::End { name }
            } else {
                Part::Start { name, tag }
            },
            end,
        ));
    }
    if name == "pre" && !is_end {
        let close = find_close(rest, "pre");
        return Some((Part::Verbatim(&rest[..close]), at + close));
    }
    if is(UNSEEN).is_some() {
        let close = if is_end || rest[..end - at].ends_with("/>") {
            end - at
        } else {
            closes(rest, &name)?
        };
        return Some((Part::Break, at + close));
    }
    is(FRAMES)
        .filter(|name| !matches!(*name, "span" | "font"))
        .map(|_| (Part::Break, end))
}

/// Where the element ends that begins here, or the text.
fn find_close(rest: &str, name: &str) -> usize {
    closes(rest, name).unwrap_or(rest.len())
}

/// Where the element ends that begins here, if it does.
fn closes(rest: &str, name: &str) -> Option<usize> {
    let close = format!("</{name}");
    let lower = rest.to_ascii_lowercase();
    let at = lower.find(&close)?;
    Some(at + rest[at..].find('>')? + 1)
}

/// The name of a tag that begins here.
fn name(rest: &str) -> Option<(bool, String)> {
    let inner = rest.strip_prefix('<')?;
    let (is_end, inner) = inner
        .strip_prefix('/')
        .map_or((false, inner), |inner| (true, inner));
    let length = inner
        .find(|c: char| !c.is_ascii_alphanumeric())
        .unwrap_or(inner.len());
    let name = inner[..length].to_ascii_lowercase();
    let ends = inner[length..].starts_with(|c: char| c.is_whitespace() || matches!(c, '>' | '/'));
    (ends && name.starts_with(|c: char| c.is_ascii_alphabetic())).then_some((is_end, name))
}

/// Where a tag ends, which may have `>` in its quotes.
fn tag_end(rest: &str) -> Option<usize> {
    let mut quote = None;
    for (at, c) in rest.char_indices().take(4_000) {
        match (quote, c) {
            (None, '>') => return Some(at + 1),
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if c == open => quote = None,
            _ => {}
        }
    }
    // A quote that nothing closes is none.
    rest.find('>').map(|at| at + 1)
}

/// Whether a tag of a line begins here, or another that the sanitiser knows what to do with.
pub(super) fn is_known(rest: &str) -> bool {
    let known = |name: &str| {
        [BLOCKS, FRAMES, UNSEEN, INLINE]
            .iter()
            .any(|names| names.contains(&name))
            || name == "pre"
    };
    name(rest).is_some_and(|(_, name)| known(&name)) || rest.starts_with("<!--")
}

/// Where the code ends that begins with these marks: a fence at the beginning of a line, or a span in one.
pub(super) fn code_end(text: &str, at: usize) -> Option<usize> {
    let rest = &text[at..];
    let mark = rest.chars().next()?;
    let length = rest.len() - rest.trim_start_matches(mark).len();
    let line_begins = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let fence = &rest[..length];
    if length >= 3 && text[line_begins..at].trim().is_empty() {
        let mut from = rest.find('\n')? + 1;
        loop {
            let line = rest[from..].split('\n').next()?;
            if line.trim_start().starts_with(fence) && line.trim().trim_matches(mark).is_empty() {
                return Some(at + from + line.len());
            }
            from += line.len() + 1;
            if from >= rest.len() {
                return Some(text.len());
            }
        }
    }
    if mark != '`' {
        return None;
    }
    // A span ends with as many marks, in the same paragraph.
    let paragraph = rest.find("\n\n").unwrap_or(rest.len());
    let mut from = length;
    while let Some(found) = rest[from..paragraph].find('`').map(|found| from + found) {
        let run = rest[found..].len() - rest[found..].trim_start_matches('`').len();
        if run == length {
            return Some(at + found + run);
        }
        from = found + run;
    }
    None
}
