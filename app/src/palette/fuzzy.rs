//! How well a command fits what was typed: the same words first, then beginnings, then parts, then words with a slip of the finger.

/// What kinds of fit count, the best last; beneath, shorter texts are nearer.
const SCATTERED: u32 = 1_000;
const TYPO: u32 = 2_000;
const PART: u32 = 3_000;
const WORDS: u32 = 4_000;
const BEGINNING: u32 = 5_000;
const SAME: u32 = 6_000;
/// Letters from which on a word may have one wrong, and two.
const ONE_WRONG: usize = 4;
const TWO_WRONG: usize = 8;

/// How well `query` fits `text`; nothing when it does not. An empty query fits everything alike.
pub(super) fn score(query: &str, text: &str) -> Option<u32> {
    let (query, text) = (folded(query), folded(text));
    if query.is_empty() {
        return Some(0);
    }
    let kind = if text == query {
        SAME
    } else if text.starts_with(&query) {
        BEGINNING
    } else if words_begin(&query, &text) {
        WORDS
    } else if text.contains(&query) {
        PART
    } else if has_typo(&query, &text) {
        TYPO
    } else {
        return scattered(&query, &text).map(|score| SCATTERED + score.min(900));
    };
    let length = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
    Some(kind + 900 - length.min(900))
}

/// Lower-case words with one space between.
fn folded(text: &str) -> String {
    let words: Vec<_> = text.split_whitespace().map(str::to_lowercase).collect();
    words.join(" ")
}

/// The words of a text, without what is none.
fn words(text: &str) -> impl Iterator<Item = &str> + Clone {
    text.split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
}

/// Whether each word of the query begins a word of the text, in order.
fn words_begin(query: &str, text: &str) -> bool {
    let mut left = words(text);
    words(query).all(|wanted| left.any(|word| word.starts_with(wanted)))
}

/// Whether each word of the query is nearly the beginning of a word of the text.
fn has_typo(query: &str, text: &str) -> bool {
    words(query).all(|wanted| {
        let letters: Vec<char> = wanted.chars().collect();
        let most = match letters.len() {
            0..ONE_WRONG => 0,
            ONE_WRONG..TWO_WRONG => 1,
            _ => 2,
        };
        words(text).any(|word| {
            let word: Vec<char> = word.chars().collect();
            // As long as what was typed, or by as many letters longer or shorter as may be wrong.
            let shortest = letters.len().saturating_sub(most).max(1);
            (shortest..=letters.len() + most)
                .filter(|length| *length <= word.len())
                .any(|length| distance(&letters, &word[..length]) <= most)
        })
    })
}

/// The fewest letters to add, leave out, change or swap with their neighbour so that one becomes the other.
fn distance(one: &[char], other: &[char]) -> usize {
    let mut rows: Vec<Vec<usize>> = vec![(0..=other.len()).collect()];
    for (i, a) in one.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, b) in other.iter().enumerate() {
            let changed = rows[i][j] + usize::from(a != b);
            let mut least = changed.min(rows[i][j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *a == other[j - 1] && one[i - 1] == *b {
                least = least.min(rows[i - 1][j - 1] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[one.len()][other.len()]
}

/// Every letter must occur in order, two of them at least; runs and beginnings of words count more.
fn scattered(query: &str, text: &str) -> Option<u32> {
    let mut wanted = query.chars().filter(|letter| *letter != ' ').peekable();
    let (mut total, mut run, mut before, mut found) = (0, 0, ' ', 0);
    for letter in text.chars() {
        if wanted.peek() == Some(&letter) {
            wanted.next();
            run += 1;
            found += 1;
            total += run + if before.is_alphanumeric() { 0 } else { 3 };
        } else {
            run = 0;
        }
        before = letter;
    }
    (wanted.peek().is_none() && found > 1).then_some(total)
}

#[cfg(test)]
mod tests {
    use super::score;

    /// The texts that fit, the best first.
    fn order<'a>(query: &str, texts: &[&'a str]) -> Vec<&'a str> {
        let mut fitting: Vec<_> = texts
            .iter()
            .filter_map(|text| Some((score(query, text)?, *text)))
            .collect();
        fitting.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
        fitting.into_iter().map(|(_, text)| text).collect()
    }

    #[test]
    fn the_same_comes_before_beginnings_words_parts_typos_and_letters() {
        let texts = [
            "Stiles tally",
            "Tilse",
            "Subtitles",
            "Import tiles",
            "Tiles and stones",
            "Tiles",
        ];
        assert_eq!(
            order("tiles", &texts),
            [
                "Tiles",
                "Tiles and stones",
                "Import tiles",
                "Stiles tally",
                "Tilse",
                "Subtitles"
            ]
        );
        assert_eq!(order("im ti", &texts), ["Import tiles"]);
        assert_eq!(order("ti im", &texts), ["Import tiles"], "in any order");
    }

    #[test]
    fn slips_of_the_finger_are_forgiven_by_the_length_of_the_word() {
        for (typed, meant) in [
            ("keywrods", "Planner › Keywords"),
            ("kewords", "Keywords"),
            ("keeywords", "Keywords"),
            ("setings", "Settings"),
            ("integratoins", "Integrations"),
            ("clsters", "Clusters"),
        ] {
            assert!(score(typed, meant).is_some(), "{typed} does not find {meant}");
            assert!(score(typed, meant) < score(meant, meant), "{typed}");
        }
        assert_eq!(score("cat", "Cut"), None, "a short word is what it is");
        assert_eq!(score("xyz", "Keywords"), None);
        assert_eq!(score("z", "Keywords"), None);
    }

    #[test]
    fn shorter_texts_are_nearer_and_case_does_not_count() {
        assert!(score("key", "Keywords") > score("key", "Keywords of a rival"));
        assert_eq!(score("KEY", "keywords"), score("key", "Keywords"));
        assert_eq!(score("", "Keywords"), Some(0));
        assert_eq!(score("  ", "Keywords"), Some(0));
        assert!(score("über", "Über uns").is_some());
    }
}
