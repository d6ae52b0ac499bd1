//! Small things about text: cleaning, counting, shortening, escaping, filling slots.

/// One line without control characters and marks that turn the direction of text.
pub(super) fn clean(text: &str) -> String {
    let kept: String = text
        .chars()
        .map(|c| if c.is_control() || c == '\u{2028}' || c == '\u{2029}' { ' ' } else { c })
        .filter(|c| !matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}'))
        .collect();
    kept.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Cut at the end of a word, with `…` where something is missing.
pub(super) fn shorten(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let head: String = text.chars().take(most.saturating_sub(1)).collect();
    let whole = head.rfind(' ').filter(|end| *end * 2 > head.len());
    let head = whole.map_or(head.as_str(), |end| head.get(..end).unwrap_or(&head));
    format!("{}…", head.trim_end_matches([' ', ',', ':', ';', '.', '-', '–']))
}

/// Words between white space.
pub(super) fn words(text: &str) -> usize {
    text.split_whitespace().count()
}

/// Words of HTML that a reader sees.
pub(super) fn visible_words(html: &str) -> usize {
    let mut count = 0;
    let mut within = false;
    let mut in_word = false;
    let mut tag = String::new();
    for c in html.chars() {
        if within {
            within = c != '>';
            tag.push(c);
            // A link or a strong word goes on in the same word, a block does not.
            let inline = ["a>", "a ", "/a>", "strong>", "/strong>", "em>", "/em>"];
            if !within && !inline.iter().any(|name| tag.starts_with(name)) {
                in_word = false;
            }
        } else if c == '<' {
            within = true;
            tag.clear();
        } else if c.is_whitespace() {
            in_word = false;
        } else if !in_word {
            in_word = true;
            count += 1;
        }
    }
    count
}

/// Tokens, estimated.
pub(super) fn tokens(text: &str) -> u32 {
    u32::try_from(words(text).saturating_mul(4) / 3).unwrap_or(u32::MAX)
}

/// Text for HTML.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            _ => escaped.push(c),
        }
    }
    escaped
}

/// Puts values into the slots of a phrase. Braces within a value are left as they are.
pub(super) fn fill(phrase: &str, values: &[(char, &str)]) -> String {
    let mut filled = String::with_capacity(phrase.len() + 32);
    let mut rest = phrase;
    while let Some(start) = rest.find('{') {
        let (before, slot) = rest.split_at(start);
        filled.push_str(before);
        let value = values.iter().find(|(name, _)| {
            let mut chars = slot.chars().skip(1);
            chars.next() == Some(*name) && chars.next() == Some('}')
        });
        match value {
            Some((name, value)) => {
                filled.push_str(value);
                rest = slot.get(2 + name.len_utf8()..).unwrap_or_default();
            }
            None => {
                filled.push('{');
                rest = slot.get(1..).unwrap_or_default();
            }
        }
    }
    filled.push_str(rest);
    filled
}
