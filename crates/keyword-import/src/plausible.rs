//! How much the letters of a text stand as words have them: what shows that it was read in a wrong code page.

use std::{collections::HashMap, sync::LazyLock};

use super::letters::LETTERS;

/// Languages that share the letters of another.
const LIKE: &[(&str, &str)] = &[
    ("no", "nb"),
    ("nn", "nb"),
    ("bs", "hr"),
    ("sh", "hr"),
    ("gl", "es"),
    ("be", "ru"),
    ("kk", "ru"),
];

/// What a letter is worth that a language does not have.
const FOREIGN: i64 = -20;

/// What the language that a text is expected to be in has before others.
const EXPECTED: i64 = 6;

/// The place of a language, and what stands before a letter and behind it there.
type InLanguage = (usize, &'static str, &'static str);

/// For each letter beyond ASCII, the languages that have it by their place, with its neighbours there.
static KNOWN: LazyLock<HashMap<char, Vec<InLanguage>>> = LazyLock::new(|| {
    let mut known: HashMap<char, Vec<_>> = HashMap::new();
    for (place, (_, letters)) in LETTERS.iter().enumerate() {
        for (letter, before, behind) in *letters {
            known.entry(*letter).or_default().push((place, *before, *behind));
        }
    }
    known
});

/// The place of the language with this tag.
fn place(language: Option<&str>) -> Option<usize> {
    let first = language?.split(['-', '_']).next()?.to_ascii_lowercase();
    let own = LIKE
        .iter()
        .find(|(tag, _)| *tag == first)
        .map_or(first.as_str(), |(_, own)| own);
    LETTERS.iter().position(|(tag, _)| *tag == own)
}

/// From -100 to 106, over the characters beyond ASCII: letters among letters of their script and case are right; signs
/// within words, capitals behind small letters, scripts mixed in a word and control characters are wrong. Latin and Cyrillic
/// letters are rated by the language that suits all of them best: by whether it has them, and between these neighbours.
///
/// `written` are the languages that the code page is for; where there are none, it is all of them.
pub(super) fn plausible(text: &str, language: Option<&str>, written: &[&str]) -> i32 {
    let (mut sum, mut seen, mut spelt) = (0_i64, 0_i64, 0_i64);
    let mut languages = vec![0_i64; LETTERS.len()];
    let (mut first, mut before, mut letters) = (' ', ' ', text.chars().peekable());
    while let Some(c) = letters.next() {
        if !c.is_ascii() {
            let behind = letters.peek().copied().unwrap_or(' ');
            seen += 1;
            match sign([first, before], c, letters.clone()).map_or_else(|| rate(before, c, behind), Some) {
                Some(rate) => sum += rate,
                None => {
                    spelt += 1;
                    add(&mut languages, before, c, behind);
                }
            }
        } else if is_capital_in_word(before, c) && !before.is_ascii() {
            sum -= 50;
        }
        (first, before) = (before, c);
    }
    if spelt > 0
        && let Some(place) = place(language)
    {
        languages[place] += EXPECTED * spelt;
    }
    let is_written = |place: usize| written.is_empty() || written.contains(&LETTERS[place].0);
    let best = (0..languages.len())
        .filter(|place| is_written(*place))
        .map(|place| languages[place]);
    sum += FOREIGN * spelt + best.max().unwrap_or(0);
    i32::try_from(sum / seen.max(1)).unwrap_or(0).clamp(-100, 106)
}

/// What a sign is worth that stands as in print: an apostrophe before an ending or behind an elision, a quotation mark at the
/// outside of a word, a currency or degree beside its number. Other pages have letters in the places of all of them.
fn sign(before: [char; 2], c: char, mut behind: impl Iterator<Item = char>) -> Option<i64> {
    let [first, before] = before;
    let next = behind.next().unwrap_or(' ');
    let is_usual = match c {
        '’' | '´' if before.is_alphabetic() && next.is_alphabetic() => {
            let last = behind.next().unwrap_or(' ');
            let ending = match next.to_ascii_lowercase() {
                's' | 't' | 'd' | 'm' => !last.is_alphabetic(),
                'l' => last == 'l',
                'r' | 'v' => last == 'e',
                _ => false,
            };
            let elided = matches!(
                before.to_ascii_lowercase(),
                'c' | 'd' | 'j' | 'l' | 'm' | 'n' | 's' | 't'
            ) && (!first.is_alphabetic() || before.eq_ignore_ascii_case(&'l') && first == 'l');
            ending || elided || before == 'u' && first == 'q'
        }
        '“' | '‘' | '„' | '«' | '‚' => !before.is_alphanumeric() && next.is_alphanumeric(),
        '”' | '»' | '®' | '™' => before.is_alphanumeric() && !next.is_alphanumeric(),
        // Behind a word, or in place of letters before one: ’n’, ’90s.
        '’' => before.is_alphanumeric() != next.is_alphanumeric(),
        '£' | '€' | '¥' => before.is_ascii_digit() || next.is_ascii_digit(),
        '°' => before.is_ascii_digit(),
        _ => false,
    };
    is_usual.then_some(100)
}

/// Adds to each language that has a letter what it is worth more there than a foreign one.
fn add(languages: &mut [i64], before: char, c: char, behind: char) {
    let is_next = |letters: &str, next: char| {
        letters.contains(if next.is_alphabetic() || is_mark(next) {
            small(next)
        } else {
            ' '
        })
    };
    for (place, before_it, behind_it) in KNOWN.get(&small(c)).into_iter().flatten() {
        let next = i64::from(is_next(before_it, before)) + i64::from(is_next(behind_it, behind));
        languages[*place] += 20 + 40 * next - FOREIGN;
    }
}

/// A letter as the table of languages has it.
fn small(c: char) -> char {
    match c.to_lowercase().next().unwrap_or(c) {
        'ș' => 'ş',
        'ț' => 'ţ',
        small => small,
    }
}

/// A mark above or below the letter before it.
const fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}')
}

/// What a character beyond ASCII is worth between these; `None` for a letter of
/// Latin or Cyrillic, which depends on the language.
fn rate(before: char, c: char, after: char) -> Option<i64> {
    if c.is_control() || c == '\u{FFFD}' || matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{2500}'..='\u{259F}') {
        return Some(-100);
    }
    if is_mark(c) {
        return if script(before) == Script::Latin {
            None
        } else {
            Some(-100)
        };
    }
    let script = script(c);
    if !c.is_alphabetic() && script == Script::None {
        let within = before.is_alphabetic() && after.is_alphabetic();
        let usual = matches!(
            c,
            '’' | '‘' | '·' | '–' | '—' | '\u{A0}' | '\u{200C}' | '\u{200D}' | '´'
        );
        return Some(match (within, usual) {
            (_, true) => 20,
            (true, false) => -100,
            (false, false) if before.is_alphabetic() || after.is_alphabetic() => -60,
            _ => 0,
        });
    }
    let mixes = |other: char| other.is_alphabetic() && self::script(other) != script;
    if is_capital_in_word(before, c) {
        return Some(-80);
    }
    if mixes(before) || mixes(after) {
        return Some(-60);
    }
    // A letter alone may be any sign of another page.
    if !before.is_alphabetic() && !after.is_alphabetic() && !is_mark(after) {
        return Some(0);
    }
    match script {
        // Signs that look like letters to Unicode and stand in no word.
        _ if matches!(c, 'ª' | 'º' | 'ƒ' | 'ˆ' | '˜' | 'µ') => Some(-60),
        Script::Latin | Script::Cyrillic => None,
        // Letters of the end of a word.
        Script::Hebrew if matches!(c, 'ם' | 'ן' | 'ץ' | 'ף' | 'ך') && after.is_alphabetic() => {
            Some(-100)
        }
        Script::Greek if c == 'ς' && after.is_alphabetic() => Some(-100),
        Script::Kana if matches!(c, '\u{FF61}'..='\u{FF9F}') => Some(20),
        _ => Some(100),
    }
}

/// A capital behind a small letter, as wrong code pages make it.
fn is_capital_in_word(before: char, c: char) -> bool {
    before.is_lowercase() && c.is_uppercase()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    None,
    Latin,
    Greek,
    Cyrillic,
    Hebrew,
    Arabic,
    Thai,
    /// Kana and ideographs, which one text mixes.
    Kana,
    Hangul,
}

fn script(c: char) -> Script {
    match c {
        'a'..='z' | 'A'..='Z' | '\u{C0}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}' if c.is_alphabetic() => {
            Script::Latin
        }
        '\u{370}'..='\u{3FF}' | '\u{1F00}'..='\u{1FFF}' => Script::Greek,
        '\u{400}'..='\u{52F}' => Script::Cyrillic,
        '\u{590}'..='\u{5FF}' => Script::Hebrew,
        '\u{600}'..='\u{6FF}' | '\u{750}'..='\u{77F}' => Script::Arabic,
        '\u{E00}'..='\u{E7F}' => Script::Thai,
        '\u{3005}'..='\u{30FF}'
        | '\u{3400}'..='\u{9FFF}'
        | '\u{F900}'..='\u{FAFF}'
        | '\u{FF61}'..='\u{FF9F}' => Script::Kana,
        '\u{AC00}'..='\u{D7AF}' | '\u{1100}'..='\u{11FF}' | '\u{3130}'..='\u{318F}' => Script::Hangul,
        _ => Script::None,
    }
}

#[cfg(test)]
mod tests {
    use super::plausible;

    #[test]
    fn words_beat_what_a_wrong_page_makes_of_them() {
        for (right, wrong) in [
            ("café crème", "cafŽ crme"),
            ("größe", "gr\u{94}·e"),
            ("компост", "êîìïîñò"),
            ("kompostér", "komposté‚"),
            ("コンポスト", "ƒRƒ“ƒ|ƒXƒg"),
        ] {
            assert!(
                plausible(right, None, &[]) > plausible(wrong, None, &[]),
                "{right} {wrong}: {} {}",
                plausible(right, None, &[]),
                plausible(wrong, None, &[])
            );
        }
    }
}
