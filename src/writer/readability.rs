//! How easy a text is to read: by the Flesch formula where there is one for the language, else by its sentences.
//!
//! English: R. Flesch, "A new readability yardstick", Journal of Applied Psychology 32 (1948), 221-233:
//! `206.835 - 1.015 × words per sentence - 84.6 × syllables per word`.
//! German: T. Amstad, "Wie verständlich sind unsere Zeitungen?", Zürich (1978):
//! `180 - words per sentence - 58.5 × syllables per word`.

use crate::writer::outline::words;

/// How easy a text is to read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Readability {
    /// There is no sentence.
    Unknown,
    /// Flesch reading ease: about 0 (hard) to 100 (easy).
    Ease(f64),
    /// Words per sentence, for languages without a formula.
    SentenceWords(f64),
}

/// Of these texts in the language with this primary tag.
pub fn readability<'a>(texts: impl Iterator<Item = &'a str>, language: &str) -> Readability {
    let count = match language {
        "en" => Some(syllables_en as fn(&str) -> usize),
        "de" => Some(syllables_de as fn(&str) -> usize),
        _ => None,
    };
    let (mut sentences, mut all, mut syllables) = (0_usize, 0_usize, 0_usize);
    for text in texts {
        for sentence in split(text) {
            let mut any = false;
            for word in words(sentence) {
                any = true;
                all += 1;
                syllables += count.map_or(0, |count| count(word));
            }
            sentences += usize::from(any);
        }
    }
    if all == 0 {
        return Readability::Unknown;
    }
    let per_sentence = ratio(all, sentences);
    let per_word = ratio(syllables, all);
    match language {
        "en" => Readability::Ease(206.835 - 1.015 * per_sentence - 84.6 * per_word),
        "de" => Readability::Ease(180.0 - per_sentence - 58.5 * per_word),
        _ => Readability::SentenceWords(per_sentence),
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of words lie far below 2^52")]
fn ratio(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
}

/// The sentences of a text. A full stop before a small letter or inside of a word ends none.
fn split(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let mut ends = rest
            .char_indices()
            .filter(|(_, c)| matches!(c, '.' | '!' | '?' | '…' | '。' | '！' | '？'));
        let end = ends.find_map(|(at, c)| {
            let after = &rest[at + c.len_utf8()..];
            let wide = matches!(c, '。' | '！' | '？');
            let next = after.trim_start_matches(['"', '”', '“', '’', ')', '»']);
            let spaced = next.is_empty() || next.starts_with(char::is_whitespace);
            let goes_on = c == '.' && next.trim_start().starts_with(char::is_lowercase);
            (wide || (spaced && !goes_on)).then_some(rest.len() - after.len())
        });
        let (sentence, after) = rest.split_at(end.unwrap_or(rest.len()));
        rest = after;
        Some(sentence)
    })
}

/// Groups of vowels, without the `e` at the end that is not spoken.
fn syllables_en(word: &str) -> usize {
    let word = word.to_lowercase();
    let silent = word.ends_with('e') && !word.ends_with("le");
    groups(&word, "aeiouy").saturating_sub(usize::from(silent)).max(1)
}

fn syllables_de(word: &str) -> usize {
    groups(&word.to_lowercase(), "aeiouyäöü").max(1)
}

fn groups(word: &str, vowels: &str) -> usize {
    let mut count = 0;
    let mut inside = false;
    for c in word.chars() {
        let vowel = vowels.contains(c);
        count += usize::from(vowel && !inside);
        inside = vowel;
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ease(text: &str, language: &str) -> f64 {
        match readability([text].into_iter(), language) {
            Readability::Ease(ease) => ease,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn sentences_end_where_people_end_them() {
        let count = |text| {
            split(text)
                .filter(|sentence| words(sentence).next().is_some())
                .count()
        };
        assert_eq!(count("One. Two! Three? Four"), 4);
        assert_eq!(count("It costs 5.30 at example.com, e.g. here."), 1);
        assert_eq!(count("He said “Stop.” Then he left…"), 2);
        assert_eq!(count("一。二！三"), 3);
        assert_eq!(count("..."), 0);
    }

    #[test]
    fn the_formulas_give_what_they_say() {
        // Six words, six syllables, one sentence.
        assert!((ease("The cat sat on the mat.", "en") - (206.835 - 1.015 * 6.0 - 84.6)).abs() < 1e-9);
        // Five words, seven syllables.
        assert!((ease("Die Katze liegt im Garten.", "de") - (180.0 - 5.0 - 58.5 * 7.0 / 5.0)).abs() < 1e-9);
        assert_eq!(
            readability(["Un deux. Trois quatre."].into_iter(), "fr"),
            Readability::SentenceWords(2.0)
        );
        assert_eq!(readability(["… — !"].into_iter(), "en"), Readability::Unknown);
    }

    #[test]
    fn simple_text_reads_more_easily() {
        let simple = "We like dogs. They run fast. They eat a lot.";
        let hard = "Organisational considerations regarding interdisciplinary communication necessitate comprehensive \
                    documentation of responsibilities throughout implementation.";
        assert!(ease(simple, "en") > 80.0);
        assert!(ease(hard, "en") < 10.0);
    }
}
