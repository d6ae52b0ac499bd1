//! Finding a command by a few of its letters.

/// How well `query` fits `text`: every letter must occur in order; runs and beginnings of words count more.
/// Nothing when it does not fit; an empty query fits everything alike.
pub(super) fn score(query: &str, text: &str) -> Option<u32> {
    let mut wanted = query
        .chars()
        .filter(|c| !c.is_whitespace())
        .flat_map(char::to_lowercase)
        .peekable();
    let (mut total, mut run, mut before) = (0, 0, ' ');
    for letter in text.chars().flat_map(char::to_lowercase) {
        if wanted.peek() == Some(&letter) {
            wanted.next();
            run += 1;
            total += run + if before.is_alphanumeric() { 0 } else { 3 };
        } else {
            run = 0;
        }
        before = letter;
    }
    wanted.peek().is_none().then_some(total)
}

#[cfg(test)]
mod tests {
    use super::score;

    #[test]
    fn beginnings_and_runs_beat_scattered_letters() {
        assert!(score("key", "Keywords") > score("key", "Make a query"));
        assert!(score("ik", "Import keywords") > score("ik", "Sink"));
        assert_eq!(score("xyz", "Keywords"), None);
        assert_eq!(score("", "Keywords"), Some(0));
        assert_eq!(score("KEY", "keywords"), score("key", "Keywords"));
    }
}
