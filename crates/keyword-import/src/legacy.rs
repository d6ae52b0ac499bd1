//! Which code page a text is in that is not Unicode: what its headers say, else what its letters look like.

use std::io::{Read as _, Result};

use chardetng::EncodingDetector;
use igny8::planner::import::Encoding;

use super::{bytes::Bytes, decode, headers, plausible::plausible};

/// What is known of a file's writer from elsewhere: the site's language and the last part of its domain.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hint {
    /// A language tag such as `ru` or `zh-TW`.
    pub language: Option<String>,
    /// The top-level domain, such as `jp`.
    pub tld: Option<String>,
}

/// Bytes that the statistics of letters are made from.
const MAX_SAMPLE_BYTES: u64 = 2 * 1024 * 1024;

/// The encoding of a file, and others in which its bytes make sense, the likely ones first.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Found {
    pub(super) encoding: Encoding,
    pub(super) others: Vec<Encoding>,
}

/// By how much the letters of a page must be better than those of the guess, and how good they must be, where nothing else speaks for it.
const CLEARLY: i32 = 10;
/// The same for pages that few programs still write.
const RARELY: i32 = 26;
const LIKELY: i32 = 70;

/// Bytes in which headers and letters are compared between encodings.
const SAMPLE: usize = 16 * 1024;

/// Most encodings that are offered beside the chosen one.
const OFFERED: usize = 8;

/// Languages by their first letters, the domain that stands for them, and their code pages, the likely ones first.
const LANGUAGES: &[(&str, &str, &[Encoding])] = &[
    ("ru", "ru", CYRILLIC),
    ("be", "by", CYRILLIC),
    ("bg", "bg", CYRILLIC),
    (
        "sr",
        "rs",
        &[Encoding::Windows1250, Encoding::Windows1251, Encoding::Ibm852],
    ),
    ("mk", "mk", CYRILLIC),
    ("kk", "kz", CYRILLIC),
    (
        "uk",
        "ua",
        &[
            Encoding::Windows1251,
            Encoding::Koi8U,
            Encoding::Ibm866,
            Encoding::MacCyrillic,
        ],
    ),
    ("pl", "pl", CENTRAL),
    ("cs", "cz", CENTRAL),
    ("sk", "sk", CENTRAL),
    ("hu", "hu", CENTRAL),
    ("sl", "si", CENTRAL),
    ("hr", "hr", CENTRAL),
    ("bs", "ba", CENTRAL),
    (
        "ro",
        "ro",
        &[Encoding::Windows1250, Encoding::Iso8859_16, Encoding::Ibm852],
    ),
    (
        "el",
        "gr",
        &[Encoding::Windows1253, Encoding::Iso8859_7, Encoding::Ibm737],
    ),
    ("tr", "tr", &[Encoding::Windows1254, Encoding::Ibm857]),
    ("az", "az", &[Encoding::Windows1254, Encoding::Windows1251]),
    ("he", "il", HEBREW),
    ("iw", "il", HEBREW),
    ("ar", "sa", &[Encoding::Windows1256, Encoding::Iso8859_6]),
    ("fa", "ir", &[Encoding::Windows1256]),
    ("ur", "pk", &[Encoding::Windows1256]),
    ("lt", "lt", BALTIC),
    ("lv", "lv", BALTIC),
    ("et", "ee", BALTIC),
    ("vi", "vn", &[Encoding::Windows1258]),
    ("th", "th", &[Encoding::Windows874]),
    (
        "ja",
        "jp",
        &[Encoding::ShiftJis, Encoding::EucJp, Encoding::Iso2022Jp],
    ),
    ("ko", "kr", &[Encoding::EucKr]),
    ("zh-tw", "tw", &[Encoding::Big5, Encoding::Gb18030]),
    ("zh-hk", "hk", &[Encoding::Big5, Encoding::Gb18030]),
    ("zh-hant", "tw", &[Encoding::Big5, Encoding::Gb18030]),
    ("zh", "cn", &[Encoding::Gb18030, Encoding::Big5]),
];

const CYRILLIC: &[Encoding] = &[
    Encoding::Windows1251,
    Encoding::Koi8R,
    // The statistics of letters call both of this family by this name.
    Encoding::Koi8U,
    Encoding::Ibm866,
    Encoding::Iso8859_5,
    Encoding::MacCyrillic,
];
const CENTRAL: &[Encoding] = &[Encoding::Windows1250, Encoding::Iso8859_2, Encoding::Ibm852];
const HEBREW: &[Encoding] = &[Encoding::Windows1255, Encoding::Iso8859_8, Encoding::Ibm862];
const BALTIC: &[Encoding] = &[Encoding::Windows1257, Encoding::Iso8859_13, Encoding::Ibm775];

/// Code pages that are compared with what the statistics of letters say, since those do not know them.
const BESIDE: [Encoding; 9] = [
    Encoding::Macintosh,
    Encoding::Ibm850,
    Encoding::Ibm437,
    Encoding::Ibm852,
    Encoding::Ibm857,
    Encoding::Ibm737,
    Encoding::Ibm862,
    Encoding::Ibm775,
    Encoding::MacCyrillic,
];

impl Hint {
    fn of_language(&self) -> Option<&'static (&'static str, &'static str, &'static [Encoding])> {
        let language = self.language.as_deref()?.to_ascii_lowercase().replace('_', "-");
        let exact = LANGUAGES.iter().find(|(tag, ..)| *tag == language);
        exact.or_else(|| {
            let first = language.split('-').next()?;
            LANGUAGES.iter().find(|(tag, ..)| *tag == first)
        })
    }

    /// The domain that the statistics of letters are asked with.
    fn tld(&self) -> Option<&str> {
        let own = self.tld.as_deref().filter(|tld| {
            (2..=16).contains(&tld.len())
                && tld
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        });
        self.of_language().map(|(_, tld, _)| *tld).or(own)
    }

    fn expected(&self) -> &'static [Encoding] {
        let by_tld = || {
            LANGUAGES
                .iter()
                .find(|(_, tld, _)| Some(*tld) == self.tld.as_deref())
        };
        self.of_language()
            .or_else(by_tld)
            .map_or(&[], |(.., pages)| *pages)
    }
}

/// The code page of a file that is not Unicode.
pub(super) fn detect(head: &[u8], bytes: &Bytes, hint: &Hint) -> Result<Found> {
    let guess = guess(bytes, hint)?;
    let sample = &head[..head.len().min(SAMPLE)];
    let cut = bytes.length() > sample.len() as u64;
    let mut rated: Vec<Rated> = Vec::new();
    let first = [guess].into_iter().chain(hint.expected().iter().copied());
    for encoding in first.chain(
        Encoding::ALL
            .iter()
            .copied()
            .filter(|encoding| is_legacy(*encoding)),
    ) {
        if rated.iter().all(|other| other.encoding != encoding)
            && let Some(rate) = Rated::of(encoding, sample, (cut, encoding == guess), hint)
        {
            rated.push(rate);
        }
    }
    // Headers that are known only in some encodings leave the choice to those; the guess goes first among equals.
    let most = rated.iter().map(|rate| rate.headers).max().unwrap_or(0);
    let fits = |rate: &Rated| rate.headers == most;
    let guessed = rated.iter().position(|rate| rate.encoding == guess && fits(rate));
    let place = by_letters(&rated, &fits, guess, hint)
        .or(guessed)
        .or_else(|| rated.iter().position(fits))
        .unwrap_or(0);
    let chosen = rated.get(place).map_or(guess, |rate| rate.encoding);
    let mut others: Vec<Rated> = rated.into_iter().filter(|rate| rate.encoding != chosen).collect();
    // The order of the list, which is likely ones first, stays among equals.
    others.sort_by_key(|rate| std::cmp::Reverse((rate.headers, rate.letters)));
    Ok(Found {
        encoding: chosen,
        others: others
            .into_iter()
            .map(|rate| rate.encoding)
            .take(OFFERED)
            .collect(),
    })
}

/// The page in which the letters stand best as words have them, where it is clearly better than what the statistics of letters say.
fn by_letters(rated: &[Rated], fits: &dyn Fn(&Rated) -> bool, guess: Encoding, hint: &Hint) -> Option<usize> {
    let expects_guess = hint.expected().contains(&guess);
    let own = rated.iter().find(|rate| rate.encoding == guess && fits(rate));
    let own = own.map_or(-100, |rate| rate.letters);
    let worth = |rate: &Rated| {
        let expected = hint.expected().contains(&rate.encoding);
        // A page of the site's language is taken before one of another script that reads as well.
        let needed = match (rate.encoding == guess, expected && !expects_guess) {
            (true, _) => 0,
            (false, true) => -1,
            (false, false) if BESIDE.contains(&rate.encoding) => RARELY,
            (false, false) => CLEARLY,
        };
        (rate.letters - needed, rate.letters)
    };
    let candidates = rated.iter().enumerate().filter(|(_, rate)| fits(rate));
    let (place, best) = candidates
        .map(|(place, rate)| (place, worth(rate)))
        .reduce(|best, next| if next.1.0 > best.1.0 { next } else { best })?;
    let is_expected = hint.expected().contains(&rated[place].encoding);
    let likely = is_expected || BESIDE.contains(&rated[place].encoding) || best.1 >= LIKELY;
    // What reads the same in both is no reason for another.
    let is_same = || {
        let guessed = rated.iter().find(|rate| rate.encoding == guess);
        !is_expected && guessed.is_some_and(|guessed| guessed.text == rated[place].text)
    };
    (rated[place].encoding == guess || best.0 > own && likely && !is_same()).then_some(place)
}

/// Languages that a code page is for, as far as their letters are known.
const fn written(encoding: Encoding) -> &'static [&'static str] {
    match encoding {
        Encoding::Windows1250 | Encoding::Iso8859_2 | Encoding::Ibm852 => {
            &["pl", "cs", "sk", "hu", "sl", "hr", "ro", "sq", "de"]
        }
        Encoding::Iso8859_16 => &["ro"],
        Encoding::Windows1254 | Encoding::Ibm857 => &["tr"],
        Encoding::Windows1257 | Encoding::Iso8859_13 | Encoding::Ibm775 => &["lt", "lv", "et"],
        Encoding::Windows1258 => &["vi"],
        Encoding::Windows1252 => &[
            "ca", "da", "de", "es", "et", "fi", "fr", "is", "it", "nb", "nl", "pt", "sq", "sv",
        ],
        Encoding::Iso8859_15 | Encoding::Macintosh | Encoding::Ibm850 | Encoding::Ibm437 => &[
            "ca", "da", "de", "es", "fi", "fr", "is", "it", "nb", "nl", "pt", "sv",
        ],
        Encoding::Koi8U => &["ru", "uk"],
        Encoding::Koi8R => &["ru"],
        _ => &[],
    }
}

fn is_legacy(encoding: Encoding) -> bool {
    !matches!(
        encoding,
        Encoding::Utf8
            | Encoding::Utf8Bom
            | Encoding::Utf8Twice
            | Encoding::Utf8TwiceCyrillic
            | Encoding::Utf8TwiceCentral
            | Encoding::Utf8TwiceMac
            | Encoding::Utf16Le
            | Encoding::Utf16Be
            | Encoding::Utf32Le
            | Encoding::Utf32Be
            | Encoding::Iso2022Jp
    )
}

fn guess(bytes: &Bytes, hint: &Hint) -> Result<Encoding> {
    let mut detector = EncodingDetector::new();
    let mut reader = bytes.reader().take(MAX_SAMPLE_BYTES);
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let read = reader.read(&mut buffer)?;
        if read == 0 {
            detector.feed(b"", true);
            break;
        }
        detector.feed(&buffer[..read], false);
    }
    let name = detector.guess(hint.tld().map(str::as_bytes), false).name();
    let name = if name == "GBK" { "gb18030" } else { name };
    Ok(Encoding::from_name(name).unwrap_or(Encoding::Windows1252))
}

/// The code page of a file's name in an archive: too short for statistics alone, so that the oldest rule is the last.
pub(super) fn of_name(raw: &[u8], hint: &Hint) -> Encoding {
    let mut detector = EncodingDetector::new();
    detector.feed(raw, true);
    let (name, sure) = detector.guess_assess(hint.tld().map(str::as_bytes), false);
    let name = if name.name() == "GBK" {
        "gb18030"
    } else {
        name.name()
    };
    let guess = Encoding::from_name(name).unwrap_or(Encoding::Ibm437);
    let rate = |encoding: Encoding| {
        plausible(
            &decode::whole(raw, encoding, false).0,
            hint.language.as_deref(),
            written(encoding),
        )
    };
    [guess, Encoding::Ibm437, Encoding::Ibm850]
        .into_iter()
        .max_by_key(|encoding| (rate(*encoding), *encoding == guess && sure))
        .unwrap_or(guess)
}

/// How well a sample reads in one encoding.
struct Rated {
    encoding: Encoding,
    /// Headers with letters beyond ASCII that are known.
    headers: usize,
    /// How much its letters look like words, at most 106.
    letters: i32,
    text: String,
}

impl Rated {
    /// `None` where bytes mean nothing in the encoding, unless it must be rated.
    fn of(encoding: Encoding, sample: &[u8], (cut, must): (bool, bool), hint: &Hint) -> Option<Self> {
        let (text, broken) = decode::whole(sample, encoding, cut);
        if broken && !must {
            return None;
        }
        let lines = text.lines().take(20);
        let known = lines
            .flat_map(|line| line.split([',', ';', '\t', '|']))
            .filter(|cell| {
                !cell.is_ascii() && cell.len() < 200 && headers::is_known(&headers::normalise(cell))
            });
        Some(Self {
            encoding,
            headers: known.count(),
            letters: plausible(&text, hint.language.as_deref(), written(encoding))
                - if broken { 100 } else { 0 },
            text,
        })
    }
}

#[cfg(test)]
#[path = "legacy_tests.rs"]
mod tests;
