//! Markdown, HTML, and what is some of both, as HTML: `CommonMark` with tables, struck out text and lists of tasks.
//!
//! Models that are asked for HTML answer in Markdown, or in HTML with Markdown in it, or in Markdown with some elements.
//! A text is parted at elements that make blocks of their own; what stands between them is read as Markdown, what stands
//! within them as the inside of a line, and code is left alone. Nothing here makes HTML safe: the sanitiser comes after.

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use super::tags::{Part, parts};

/// Stands before the inside of a line, so that it never begins a block.
const LEAD: &str = "<b></b>";

/// Elements whose text may be several blocks.
const ROOMY: &[&str] = &["li", "td", "th", "blockquote", "dd", "figcaption"];

/// Elements between whose parts is nothing but space.
const FRAMES: &[&str] = &[
    "ul", "ol", "dl", "table", "thead", "tbody", "tfoot", "tr", "figure", "colgroup",
];

/// Any text as HTML.
pub(super) fn html(text: &str) -> String {
    let text = widened(text);
    let mut out = String::with_capacity(text.len() + text.len() / 4);
    let mut open: Vec<&str> = Vec::new();
    for part in parts(&text) {
        match part {
            Part::Start { name, tag } => {
                // A new block ends a paragraph and a heading that were left open.
                if open.last().is_some_and(|last| is_line(last)) {
                    let last = open.pop().unwrap_or_default();
                    out.extend(["</", last, ">"]);
                }
                out.push_str(tag);
                if !matches!(name, "hr" | "img") {
                    open.push(name);
                }
            }
            Part::End { name } => {
                if let Some(at) = open.iter().rposition(|open| *open == name) {
                    open.truncate(at);
                    out.extend(["</", name, ">"]);
                }
            }
            Part::Verbatim(code) => out.push_str(code),
            Part::Break => out.push('\n'),
            Part::Text(text) => within(text, &mut open, &mut out),
        }
    }
    out
}

fn is_line(name: &str) -> bool {
    matches!(
        name,
        "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "dt" | "caption" | "summary"
    )
}

/// The text within the elements that are open.
fn within(text: &str, open: &mut Vec<&str>, out: &mut String) {
    if text.trim().is_empty() {
        out.push_str(text);
        return;
    }
    match open.last() {
        None => out.push_str(&blocks(text)),
        Some(name) if FRAMES.contains(name) => out.push_str(&line(text)),
        Some(name) if ROOMY.contains(name) => {
            let several = text.trim().contains("\n\n") || text.lines().skip(1).any(begins_a_block);
            out.push_str(&if several { blocks(text) } else { line(text) });
        }
        Some(name) => {
            // An empty line ends a paragraph that was left open, and what follows is Markdown again.
            match split_at_empty_line(text) {
                Some((first, rest)) if is_line(name) => {
                    out.push_str(&line(first));
                    out.extend(["</", name, ">\n"]);
                    open.pop();
                    within(rest, open, out);
                }
                _ => out.push_str(&line(text)),
            }
        }
    }
}

fn split_at_empty_line(text: &str) -> Option<(&str, &str)> {
    let at = text.find("\n\n").filter(|at| !text[..*at].trim().is_empty())?;
    let rest = &text[at..];
    (!rest.trim().is_empty()).then(|| (&text[..at], rest))
}

/// Whether a line begins a list, a heading, a quotation or a row of a table.
fn begins_a_block(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with(['|', '>'])
        || ["- ", "* ", "+ ", "# ", "## ", "### ", "#### ", "```"]
            .iter()
            .any(|mark| line.starts_with(mark))
        || line.split_once(['.', ')']).is_some_and(|(number, rest)| {
            !number.is_empty()
                && number.len() < 4
                && number.bytes().all(|b| b.is_ascii_digit())
                && rest.starts_with(' ')
        })
}

/// Markdown as blocks.
fn blocks(text: &str) -> String {
    let text = bold(&outdented(text));
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_FOOTNOTES;
    let events = Parser::new_ext(&text, options).map(|event| match event {
        // A box that can be ticked is no part of an article; its mark is.
        Event::TaskListMarker(true) => Event::Text("☑ ".into()),
        Event::TaskListMarker(false) => Event::Text("☐ ".into()),
        // What is indented is code to Markdown, and hardly ever to a model, which has fences for it.
        Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => Event::Start(Tag::Paragraph),
        other => other,
    });
    let mut indented = false;
    let events = events.map(|event| match event {
        Event::Start(Tag::Paragraph) => {
            indented = true;
            Event::Start(Tag::Paragraph)
        }
        Event::Start(Tag::CodeBlock(kind)) => {
            indented = false;
            Event::Start(Tag::CodeBlock(kind))
        }
        Event::End(TagEnd::CodeBlock) if indented => Event::End(TagEnd::Paragraph),
        other => other,
    });
    let mut out = String::new();
    pulldown_cmark::html::push_html(&mut out, events);
    out
}

/// The same without what every line is indented by, as the lines within an element are.
fn outdented(text: &str) -> String {
    let lines = || text.lines().filter(|line| !line.trim().is_empty());
    let depth = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let least = lines().map(depth).min().unwrap_or(0);
    if least == 0 {
        return text.to_owned();
    }
    let cut = |line: &str| line.get(least..).unwrap_or_default().to_owned();
    text.lines().map(cut).collect::<Vec<_>>().join("\n")
}

/// The inside of a line: bold words, code and links, but no blocks.
fn line(text: &str) -> String {
    if !text.contains(['*', '_', '`', '~', '[', '\\']) {
        return text.to_owned();
    }
    let inner = text.trim();
    let (before, after) = text.split_once(inner).unwrap_or_default();
    let one = bold(&inner.split_whitespace().collect::<Vec<_>>().join(" "));
    let mut out = String::new();
    let led = format!("{LEAD}{one}");
    pulldown_cmark::html::push_html(&mut out, Parser::new_ext(&led, Options::ENABLE_STRIKETHROUGH));
    let lined = out
        .trim_end()
        .strip_prefix("<p>")
        .and_then(|text| text.strip_prefix(LEAD)?.strip_suffix("</p>"));
    match lined {
        Some(line) => format!("{before}{line}{after}"),
        None => text.to_owned(),
    }
}

/// Bold words that Markdown does not see: its rules want a space or a sign around the stars, which languages without
/// spaces do not have.
fn bold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (is_code, text) in spans(text) {
        if is_code || !text.contains("**") {
            out.push_str(text);
            continue;
        }
        for line in text.split_inclusive('\n') {
            bold_line(line, &mut out);
        }
    }
    out
}

fn bold_line(line: &str, out: &mut String) {
    let mut rest = line;
    while let Some((before, after)) = rest.split_once("**") {
        let fits = |inner: &str, after: &str| {
            let sound = |c: char| !c.is_whitespace() && c != '*';
            let digit = |c: char| c.is_ascii_digit();
            let is_literal = inner.ends_with('\\') || before.ends_with(['*', '\\']) || after.starts_with('*');
            // Powers, as in `2**3**2`.
            let is_power = before.ends_with(digit) && after.starts_with(digit);
            inner.starts_with(sound) && inner.ends_with(sound) && !(is_literal || is_power)
        };
        out.push_str(before);
        match after.split_once("**") {
            Some((inner, next)) if fits(inner, next) => {
                out.extend(["<strong>", inner, "</strong>"]);
                rest = next;
            }
            _ => {
                out.push_str("**");
                rest = after;
            }
        }
    }
    out.push_str(rest);
}

/// A text in turns of what is code and what is not.
fn spans(text: &str) -> Vec<(bool, &str)> {
    let mut spans = Vec::new();
    let (mut begins, mut at) = (0, 0);
    while let Some(tick) = text[at..].find(['`', '~']).map(|tick| at + tick) {
        match super::tags::code_end(text, tick) {
            Some(end) => {
                spans.push((false, &text[begins..tick]));
                spans.push((true, &text[tick..end]));
                (begins, at) = (end, end);
            }
            None => at = tick + 1,
        }
    }
    spans.push((false, &text[begins..]));
    spans
}

/// Whether a line begins with an emoji or an arrow and a blank.
fn is_pictured(line: &str) -> bool {
    let is_picture = |c: char| matches!(c, '\u{2190}'..='\u{21ff}' | '\u{25a0}'..='\u{25ff}' | '\u{2600}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}' | '\u{1f300}'..='\u{1faff}');
    let rest =
        line.trim_start_matches(|c: char| is_picture(c) || matches!(c, '\u{fe0f}' | '\u{200d}' | '\u{20e3}'));
    let signs = line.len() - rest.len();
    (1..=16).contains(&signs) && rest.starts_with([' ', '\u{a0}'])
}

/// Headings without the blank behind their marks, and items with the signs of word processors, outside of listings.
fn spaced(text: &str) -> String {
    let (mut is_listing, mut out) = (false, String::with_capacity(text.len()));
    let lines: Vec<&str> = text.split('\n').collect();
    for (place, line) in lines.iter().copied().enumerate() {
        if place > 0 {
            out.push('\n');
        }
        let begun = line.trim_start();
        if begun.starts_with("```") || begun.starts_with("~~~") {
            is_listing = !is_listing;
        }
        is_listing |= begun.contains("<pre");
        let hashes = begun.chars().take_while(|c| *c == '#').count();
        let heading = begun[hashes..].starts_with(char::is_alphabetic) && (2..=6).contains(&hashes);
        let item = begun
            .strip_prefix(['•', '●', '▪', '◦', '‣'])
            .filter(|rest| rest.starts_with([' ', '\t', '\u{a0}']));
        let indent = &line[..line.len() - begun.len()];
        // Several lines one below the other with a picture each are a list; one alone is a sentence.
        let beside = [place.checked_sub(1), Some(place + 1)];
        let is_pictured = is_pictured(begun)
            && beside
                .into_iter()
                .flatten()
                .filter_map(|place| lines.get(place))
                .any(|line| is_pictured(line.trim_start()));
        match item {
            None if is_pictured && !is_listing => out.extend([indent, "- ", begun]),
            Some(rest) if !is_listing => out.extend([indent, "- ", rest.trim_start()]),
            None if heading && !is_listing => out.extend([&begun[..hashes], " ", &begun[hashes..]]),
            _ => out.push_str(line),
        }
        is_listing &= !begun.contains("</pre");
    }
    out
}

/// Marks that are written as wide as a Chinese letter, in the places where they are marks.
fn widened(text: &str) -> String {
    let text = spaced(&text.replace("\r\n", "\n").replace('\r', "\n"));
    if !text.contains(['＊', '＃', '｜', '～', '＿', '－']) {
        return text;
    }
    let lines = text.split('\n').map(|line| {
        let mut line = line
            .replace("＊＊", "**")
            .replace("～～", "~~")
            .replace("＿＿", "__");
        let begun = line.trim_start();
        let hashes = begun.chars().take_while(|c| *c == '＃').count();
        if (1..=6).contains(&hashes) {
            let rest = begun
                .trim_start_matches('＃')
                .trim_start_matches([' ', '\u{3000}']);
            line = format!("{} {rest}", "#".repeat(hashes));
        } else if let Some(rest) = begun.strip_prefix(['＊', '－']) {
            let item = rest.trim_start_matches([' ', '\u{3000}']);
            // Only with a space after it: elsewhere it is a sign of the text.
            if item.len() < rest.len() {
                line = format!("- {item}");
            }
        } else if begun.starts_with('｜') && begun.trim_end().ends_with('｜') {
            line = line.replace('｜', "|").replace('－', "-");
        }
        line
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
#[path = "markdown_tests.rs"]
mod tests;
