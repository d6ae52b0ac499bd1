//! Marks of sources that search models leave in their text and that lead nowhere outside of their own interface.

use super::tags;

/// The text without them; code is left alone.
pub(super) fn without(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        if rest.starts_with(['`', '~'])
            && let Some(end) = tags::code_end(text, at)
        {
            out.push_str(&text[at..end]);
            at = end;
            continue;
        }
        if let Some(length) = source(rest).or_else(|| number(text, at)) {
            // The blank before a mark goes with it where the sentence ends behind it.
            if text[at + length..].starts_with(['.', ',', ';', '!', '?']) && out.ends_with(' ') {
                out.pop();
            }
            at += length;
            continue;
        }
        let c = rest.chars().next().unwrap_or(' ');
        out.push(c);
        at += c.len_utf8();
    }
    out
}

/// `【4†source】`, `:contentReference[oaicite:2]{index=2}`, and what stands between the private signs of a search.
fn source(rest: &str) -> Option<usize> {
    const MAX_LENGTH: usize = 200;
    let within = |open: &str, close: &str| {
        let inner = rest.strip_prefix(open)?;
        let end = inner.find(close).filter(|end| *end <= MAX_LENGTH)?;
        Some((&inner[..end], open.len() + end + close.len()))
    };
    if let Some((inner, length)) = within("【", "】") {
        return inner.contains('†').then_some(length);
    }
    if let Some((_, length)) = within(":contentReference[oaicite:", "}") {
        return Some(length);
    }
    if let Some((_, length)) = within("[oaicite:", "]") {
        return Some(length);
    }
    within("\u{e200}", "\u{e201}").map(|(_, length)| length)
}

/// `[1]` behind a word or a sentence, where the text gives no address for it.
fn number(text: &str, at: usize) -> Option<usize> {
    let inner = text[at..].strip_prefix('[')?;
    let end = inner.find(']').filter(|end| (1..=2).contains(end))?;
    let digits = &inner[..end];
    let length = end + 2;
    let before = text[..at].chars().next_back()?;
    let after = text[at + length..].chars().next();
    // Apart from the word before it, it is one only at the end of what that word belongs to.
    let is_apart =
        before == ' ' && after.is_none_or(|c| matches!(c, '.' | ',' | ';' | '!' | '?' | '\n' | '['));
    let is_mark = digits.bytes().all(|b| b.is_ascii_digit())
        && !digits.starts_with('0')
        && (is_apart
            || before.is_alphanumeric()
            || matches!(
                before,
                '.' | ',' | ';' | '!' | '?' | ')' | '”' | '"' | '»' | ']' | '。' | '，' | '>'
            ))
        && !after.is_some_and(|c| c.is_alphanumeric() || matches!(c, '(' | ':' | '='));
    let is_given = text.contains(&format!("[{digits}]:")) || text.contains(&format!("[{digits}]("));
    (is_mark && !is_given).then_some(length)
}

#[cfg(test)]
mod tests {
    use super::without;

    #[test]
    fn marks_of_sources_go_and_nothing_else() {
        for (text, expected) in [
            ("Turn it weekly【4:0†source】.", "Turn it weekly."),
            ("Turn it weekly [1].", "Turn it weekly."),
            ("As in [1] and [2] above.", "As in [1] and [2] above."),
            (
                "Turn it weekly[1][2]. Then rest.[3]",
                "Turn it weekly. Then rest.",
            ),
            ("Turn it \u{e200}cite\u{e202}turn0search1\u{e201}.", "Turn it."),
            ("Turn it :contentReference[oaicite:0]{index=0}.", "Turn it."),
            ("【注意】 Turn it.", "【注意】 Turn it."),
            (
                "Take `a[1]` of a list[0] and b[12345].",
                "Take `a[1]` of a list[0] and b[12345].",
            ),
            (
                "See this[1].\n\n[1]: https://x.example/",
                "See this[1].\n\n[1]: https://x.example/",
            ),
            (
                "See this[1](https://x.example/).",
                "See this[1](https://x.example/).",
            ),
        ] {
            assert_eq!(without(text), expected, "{text}");
        }
    }
}
