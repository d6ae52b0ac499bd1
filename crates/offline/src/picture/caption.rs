//! The title on a panel, and the mark of a draft.

use std::fmt::Write as _;

use provider::ImageStyle;
use unicode_normalization::UnicodeNormalization;

use super::{Canvas, FONT};
use crate::text::escape;

/// The most lines of a title.
const LINES: usize = 4;

/// What the mark says.
const MARK: &str = "Offline draft";

/// Pixels of the shorter side from which there is room for words.
const ROOM: f32 = 120.0;

/// Panel, title and mark; nothing where there is no room for words.
pub(super) fn caption(canvas: &Canvas, title: &str, style: ImageStyle) -> String {
    let (width, height) = (canvas.width, canvas.height);
    if width.min(height) < ROOM {
        return String::new();
    }
    let mut svg = mark(canvas);
    let Some(title) = drawable(title) else {
        return svg;
    };
    let margin = width.min(height) * 0.05;
    let padding = margin * 0.75;
    let room = width - 2.0 * margin - 2.0 * padding;
    let (size, lines) = fitted(&title, room, width.min(height));
    let line_height = size * 1.22;
    let panel_height = line_height * count(lines.len()) + 2.0 * padding - size * 0.2;
    let top = height - margin - panel_height;
    let widest = lines
        .iter()
        .map(|line| measure(line) * size)
        .fold(0.0_f32, f32::max);
    let panel_width = (widest.min(room) + 2.0 * padding).max(width * 0.3);
    let (panel, ink, outline) = match style {
        ImageStyle::Realistic => (
            canvas.palette.shade(0.0, 0.35, 0.1),
            "white".to_owned(),
            String::new(),
        ),
        ImageStyle::Artistic => (
            canvas.palette.shade(0.0, 0.3, 0.97),
            canvas.palette.shade(0.0, 0.6, 0.14),
            String::new(),
        ),
        ImageStyle::Cartoon => (
            "white".to_owned(),
            "rgb(12%,12%,16%)".to_owned(),
            format!(" stroke=\"rgb(12%,12%,16%)\" stroke-width=\"{:.1}\"", size * 0.08),
        ),
    };
    let _ = write!(
        svg,
        "<rect x=\"{margin:.1}\" y=\"{top:.1}\" width=\"{panel_width:.1}\" height=\"{panel_height:.1}\" \
         rx=\"{:.1}\" fill=\"{panel}\" fill-opacity=\"0.9\"{outline}/>",
        size * 0.3
    );
    for (at, line) in lines.iter().enumerate() {
        // The font is a light one: an outline in its own colour gives it weight.
        let _ = write!(
            svg,
            "<text x=\"{:.1}\" y=\"{:.1}\" font-family=\"{FONT}\" font-size=\"{size:.1}\" fill=\"{ink}\" \
             stroke=\"{ink}\" stroke-width=\"{:.2}\">{}</text>",
            margin + padding,
            top + padding + size * 0.82 + line_height * count(at),
            size * 0.028,
            escape(line)
        );
    }
    svg
}

fn mark(canvas: &Canvas) -> String {
    let size = (canvas.width.min(canvas.height) * 0.026).max(9.0);
    let margin = canvas.width.min(canvas.height) * 0.03;
    let width = measure(MARK) * size + size * 1.4;
    let left = canvas.width - margin - width;
    format!(
        "<rect x=\"{left:.1}\" y=\"{margin:.1}\" width=\"{width:.1}\" height=\"{:.1}\" rx=\"{:.1}\" fill=\"black\" \
         fill-opacity=\"0.6\"/><text x=\"{:.1}\" y=\"{:.1}\" font-family=\"{FONT}\" font-size=\"{size:.1}\" \
         fill=\"white\">{MARK}</text>",
        size * 1.9,
        size * 0.95,
        left + size * 0.7,
        margin + size * 1.3,
    )
}

/// The largest size at which the title fits, and its lines.
fn fitted(title: &str, room: f32, shorter: f32) -> (f32, Vec<String>) {
    let mut size = shorter * 0.088;
    let smallest = shorter * 0.05;
    loop {
        let lines = wrapped(title, room / size);
        if lines.len() <= LINES || size <= smallest {
            return (size, cut(lines, room / size));
        }
        size = (size * 0.92).max(smallest);
    }
}

/// At most so many lines, the last with `…` where something is missing.
fn cut(mut lines: Vec<String>, room: f32) -> Vec<String> {
    if lines.len() > LINES {
        lines.truncate(LINES);
        if let Some(last) = lines.last_mut() {
            while measure(last) + 0.6 > room && last.pop().is_some() {}
            let kept = last.trim_end_matches([' ', ',', ':', ';', '-', '–']).len();
            last.truncate(kept);
            last.push('…');
        }
    }
    lines
}

/// Lines of words, each at most `room` times the size wide. A word that is wider is broken.
fn wrapped(title: &str, room: f32) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in title.split(' ') {
        let gap = if line.is_empty() { "" } else { " " };
        if measure(&line) + measure(gap) + measure(word) <= room {
            line.push_str(gap);
            line.push_str(word);
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        for c in word.chars() {
            if !line.is_empty() && measure(&line) + advance(c) > room {
                lines.push(std::mem::take(&mut line));
            }
            line.push(c);
        }
        if lines.len() > LINES {
            break;
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// The width of a text at size 1, rather too much than too little.
fn measure(text: &str) -> f32 {
    text.chars().map(advance).sum()
}

fn advance(c: char) -> f32 {
    match c {
        ' ' | 'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | '’' | '‘' => 0.28,
        'f' | 't' | 'r' | '(' | ')' | '[' | ']' | '-' | '"' | '“' | '”' | '/' => 0.4,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '—' | '…' | 'Щ' | 'Ш' | 'Ж' | 'ж' | 'ш' | 'щ' | 'ю' | 'Ю' => {
            0.92
        }
        _ if c.is_uppercase() => 0.7,
        _ => 0.57,
    }
}

/// The title in letters that the font has; none if too little of it is left to be read.
fn drawable(title: &str) -> Option<String> {
    let composed: String = title.nfc().take(400).collect();
    let known: String = composed.chars().filter(|c| has_glyph(*c)).collect();
    let known = known.split_whitespace().collect::<Vec<_>>().join(" ");
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count();
    let (kept, all) = (letters(&known), letters(&composed));
    (kept > 0 && kept * 2 >= all).then_some(known)
}

fn has_glyph(c: char) -> bool {
    matches!(c,
        ' '..='~' | '\u{a0}'..='\u{17f}' | '\u{218}'..='\u{21b}' | '\u{386}'..='\u{3ce}' | '\u{400}'..='\u{45f}'
        | '\u{490}' | '\u{491}' | '–' | '—' | '‘'..='‚' | '“'..='„' | '†' | '‡' | '•' | '…' | '‰' | '‹' | '›' | '€' | '™')
}

fn count(number: usize) -> f32 {
    u16::try_from(number).map_or(0.0, f32::from)
}
