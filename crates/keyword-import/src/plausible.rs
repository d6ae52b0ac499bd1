//! How much the letters of a text stand as words have them: what shows that it was read in a wrong code page.

/// Languages that are written in Latin letters, and their letters beyond ASCII.
const LETTERS: &[(&str, &str)] = &[
    ("sv", "åäöé"),
    ("fi", "åäöšž"),
    ("et", "äõöüšž"),
    ("da", "æøåé"),
    ("no", "æøåéòô"),
    ("nb", "æøåéòô"),
    ("nn", "æøåéòô"),
    ("is", "áðéíóúýþæö"),
    ("de", "äöüßé"),
    ("nl", "áéëïóöüè"),
    ("fr", "àâæçéèêëîïôœùûüÿ"),
    ("es", "áéíñóúü"),
    ("ca", "àçéèíïóòúü"),
    ("pt", "áâãàçéêíóôõúü"),
    ("it", "àèéìíîòóùú"),
    ("pl", "ąćęłńóśźż"),
    ("cs", "áčďéěíňóřšťúůýž"),
    ("sk", "áäčďéíĺľňóôŕšťúýž"),
    ("hu", "áéíóöőúüű"),
    ("ro", "ăâîșşțţ"),
    ("sl", "čšž"),
    ("hr", "čćđšž"),
    ("bs", "čćđšž"),
    ("sq", "ëç"),
    ("tr", "çğıöşüâîû"),
    ("lt", "ąčęėįšųūž"),
    ("lv", "āčēģīķļņšūž"),
];

/// The letters beyond ASCII of the language with this tag; none where they are not known.
fn letters_of(language: Option<&str>) -> &'static str {
    let first = language.and_then(|tag| tag.split(['-', '_']).next());
    let found = first.and_then(|first| LETTERS.iter().find(|(tag, _)| tag.eq_ignore_ascii_case(first)));
    found.map_or("", |(_, letters)| letters)
}

/// From -100 to 100, over the characters beyond ASCII: letters among letters of their script and case are right; signs
/// within words, capitals behind small letters, scripts mixed in a word and control characters are wrong. Latin letters that
/// the language does not have count little.
pub(super) fn plausible(text: &str, language: Option<&str>) -> i32 {
    let own = letters_of(language);
    let (mut sum, mut seen) = (0_i64, 0_i64);
    let (mut before, mut letters) = (' ', text.chars().peekable());
    while let Some(c) = letters.next() {
        if !c.is_ascii() {
            seen += 1;
            sum += rate(before, c, letters.peek().copied().unwrap_or(' '), own);
        } else if is_capital_in_word(before, c) && !before.is_ascii() {
            sum -= 50;
        }
        before = c;
    }
    i32::try_from(sum / seen.max(1)).unwrap_or(0).clamp(-100, 100)
}

fn rate(before: char, c: char, after: char, own: &str) -> i64 {
    if c.is_control() || c == '\u{FFFD}' || matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{2500}'..='\u{259F}') {
        return -100;
    }
    let script = script(c);
    if !c.is_alphabetic() && script == Script::None {
        let within = before.is_alphabetic() && after.is_alphabetic();
        let usual = matches!(
            c,
            '’' | '‘' | '·' | '–' | '—' | '\u{A0}' | '\u{200C}' | '\u{200D}' | '´'
        );
        return match (within, usual) {
            (_, true) => 20,
            (true, false) => -100,
            (false, false) if before.is_alphabetic() || after.is_alphabetic() => -60,
            _ => 0,
        };
    }
    let mixes = |other: char| other.is_alphabetic() && self::script(other) != script;
    if is_capital_in_word(before, c) {
        return -80;
    }
    if mixes(before) || mixes(after) {
        return -60;
    }
    match script {
        // Signs that look like letters to Unicode and stand in no word.
        _ if matches!(c, 'ª' | 'º' | 'ƒ' | 'ˆ' | '˜' | 'µ') => -60,
        Script::Latin if !own.is_empty() => {
            if c.to_lowercase().all(|small| own.contains(small)) {
                100
            } else {
                10
            }
        }
        Script::Latin if is_rare(c) => 10,
        Script::Kana if matches!(c, '\u{FF61}'..='\u{FF9F}') => 20,
        _ => 100,
    }
}

/// A capital behind a small letter, as wrong code pages make it.
fn is_capital_in_word(before: char, c: char) -> bool {
    before.is_lowercase() && c.is_uppercase()
}

/// Letters of few languages, which stand for frequent ones of another code page.
fn is_rare(c: char) -> bool {
    matches!(
        c,
        'þ' | 'Þ'
            | 'ð'
            | 'Ð'
            | 'ÿ'
            | 'Ÿ'
            | 'ý'
            | 'Ý'
            | 'õ'
            | 'Õ'
            | 'î'
            | 'Î'
            | 'ï'
            | 'Ï'
            | 'ë'
            | 'Ë'
            | 'ì'
            | 'Ì'
            | 'ù'
            | 'Ù'
            | 'û'
            | 'Û'
            | 'ò'
            | 'Ò'
            | 'å'
            | 'Å'
            | 'ŕ'
            | 'ĺ'
            | 'ŷ'
    )
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
                plausible(right, None) > plausible(wrong, None),
                "{right} {wrong}: {} {}",
                plausible(right, None),
                plausible(wrong, None)
            );
        }
    }
}
