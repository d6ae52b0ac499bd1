//! The provider's words, cut to one short line that holds no key.

/// The most characters of a provider that are shown.
const MAX_CHARS: usize = 240;

/// One line of at most some hundred characters, without the key and whatever looks like one.
pub(super) fn short(text: &str, key: Option<&str>) -> String {
    let without = match key {
        // A key of three letters would blot out ordinary words; nobody's real key is so short.
        Some(key) if key.len() >= 6 => text.replace(key, "…"),
        _ => text.to_owned(),
    };
    let line = without
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .map(veiled)
        .collect::<Vec<_>>()
        .join(" ");
    match line.char_indices().nth(MAX_CHARS) {
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
        None => line,
    }
}

/// A word, unless it has a key in it, whole or starred as OpenAI quotes it.
fn veiled(word: &str) -> &str {
    let begins = |at: usize| !word[..at].ends_with(char::is_alphanumeric);
    let is_key = word.len() > 8 && word.match_indices("sk-").any(|(at, _)| begins(at));
    if is_key || word.contains("***") {
        "…"
    } else {
        word
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_one_short_line() {
        assert_eq!(short(" two\r\n lines\t\u{0}here ", None), "two lines here");
        assert_eq!(short("", None), "");
        let long = short(&"word ".repeat(100), None);
        assert!(
            long.chars().count() <= MAX_CHARS + 1 && long.ends_with('…'),
            "{long}"
        );
        let long = short(&"ß".repeat(1000), None);
        assert_eq!(long.chars().count(), MAX_CHARS + 1);
    }

    #[test]
    fn no_key_is_shown() {
        assert_eq!(
            short("key 'secret-key' is wrong", Some("secret-key")),
            "key '…' is wrong"
        );
        let quoted = "Incorrect API key provided: sk-abcde***********wxyz. You can find yours";
        assert_eq!(
            short(quoted, None),
            "Incorrect API key provided: … You can find yours"
        );
        assert_eq!(
            short("a ski-lift and a task-force", None),
            "a ski-lift and a task-force"
        );
    }
}
