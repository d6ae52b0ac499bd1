//! Characters that writers use for each other, and marks that nobody sees.

/// Whether a character is only there to direct how others are drawn: it tells no two words apart.
///
/// Soft hyphen, grapheme joiner, marks, embeddings and isolates of direction, zero-width space and joiners, word joiner,
/// variation selectors, tags, fillers, byte-order mark, and the stroke that stretches Arabic words (tatweel).
pub const fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{640}' | '\u{115F}'..='\u{1160}' | '\u{17B4}'..='\u{17B5}'
        | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
        | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}'
        | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}

/// Whether an invisible character changes how its word looks, so that it is shown though it is in no key: joiners between
/// letters of the scripts that need them and in emoji, tatweel, and the selector of an emoji's or an ideograph's form.
pub fn is_shown(before: Option<char>, c: char, after: Option<char>) -> bool {
    let (Some(before), after) = (before, after.unwrap_or(' ')) else {
        return false;
    };
    match c {
        '\u{200C}' | '\u{200D}' => joins(before) && joins(after),
        '\u{640}' => is_arabic(before) || is_arabic(after),
        '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}' | '\u{180B}'..='\u{180D}' => !before.is_ascii(),
        _ => false,
    }
}

/// Scripts in which a joiner stands between letters: Arabic, Syriac, those of India and its neighbours, emoji.
const fn joins(c: char) -> bool {
    is_arabic(c)
        || matches!(c,
            '\u{700}'..='\u{74F}' | '\u{900}'..='\u{DFF}' | '\u{F00}'..='\u{109F}' | '\u{1780}'..='\u{17FF}'
            | '\u{2190}'..='\u{2BFF}' | '\u{FE0F}' | '\u{1F000}'..='\u{1FAFF}')
}

const fn is_arabic(c: char) -> bool {
    matches!(c, '\u{600}'..='\u{6FF}' | '\u{750}'..='\u{77F}' | '\u{870}'..='\u{8FF}' | '\u{FB50}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}')
}

/// The one character that stands for all those that are written for each other.
///
/// Kinds of apostrophes, quotes and dashes; the letters that keyboards of Arabic, Persian and Urdu have each in their own
/// form; digits of any script; the Romanian letters that old fonts had with a cedilla; the final sigma.
pub fn one(c: char) -> char {
    match c {
        '\u{60}'
        | '\u{B4}'
        | '\u{2018}'..='\u{201B}'
        | '\u{2B9}'
        | '\u{2BB}'..='\u{2BD}'
        | '\u{2C8}'
        | '\u{2032}'
        | '\u{2035}'
        | '\u{55A}'
        | '\u{5F3}'
        | '\u{A78C}'
        | '\u{FF07}'
        | '\u{FF40}' => '\'',
        '\u{201C}'..='\u{201F}'
        | '\u{AB}'
        | '\u{BB}'
        | '\u{2033}'
        | '\u{2036}'
        | '\u{5F4}'
        | '\u{301D}'..='\u{301F}'
        | '\u{FF02}' => '"',
        '\u{2010}'..='\u{2015}'
        | '\u{2212}'
        | '\u{2043}'
        | '\u{5BE}'
        | '\u{FE58}'
        | '\u{FE63}'
        | '\u{FF0D}' => '-',
        // Kaf: Arabic, Persian, swash. Yeh: Arabic, Persian, without dots as Egypt types it. Heh and teh of Urdu.
        '\u{643}' | '\u{6A9}' | '\u{6AA}' => '\u{643}',
        '\u{64A}' | '\u{6CC}' | '\u{649}' => '\u{64A}',
        '\u{6C1}' => '\u{647}',
        '\u{6C3}' => '\u{629}',
        'ș' => 'ş',
        'ț' => 'ţ',
        'ς' => 'σ',
        _ => digit(c).unwrap_or(c),
    }
}

/// The first digit of each row of ten decimal digits that is in use beside ours.
const ZEROS: [u32; 22] = [
    0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xDE6, 0xE50, 0xED0,
    0xF20, 0x1040, 0x17E0, 0x1810, 0xA9D0, 0x1B50, 0xFF10,
];

/// The digit that a decimal digit of another script stands for, as `0` to `9`; `None` for any other character.
pub fn digit(c: char) -> Option<char> {
    let code = u32::from(c);
    if code < ZEROS[0] {
        return None;
    }
    let zero = ZEROS.iter().find(|zero| (**zero..**zero + 10).contains(&code))?;
    char::from_digit(code - zero, 10)
}
