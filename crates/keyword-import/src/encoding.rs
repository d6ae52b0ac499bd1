//! Which encoding the bytes of a text file are in.

use std::io::{BufRead, BufReader, Result};

use igny8::planner::import::Encoding;

use super::{
    bytes::Bytes,
    decode,
    legacy::{self, Found, Hint},
    strays,
};

/// What the bytes of a whole file say about their encoding; fed piece by piece.
#[derive(Debug, Default)]
struct Utf8Check {
    /// Letters of more than one byte that are valid.
    good: u64,
    /// Bytes that belong to no valid letter.
    bad: u64,
    /// The bytes of a letter that the end of a piece cut.
    rest: Vec<u8>,
}

/// The encoding of a file: by its byte-order mark, by the zero bytes of UTF-16 and UTF-32, else UTF-8 where nearly all of
/// it is valid (one broken letter must not spoil the others), else what its letters and headers say.
///
/// `None` stands for bytes that are no text. `head` is the beginning of the file.
pub(super) fn detect(head: &[u8], bytes: &Bytes, hint: &Hint) -> Result<Option<Found>> {
    let unicode = |encoding| {
        Ok(Some(Found {
            encoding,
            others: Vec::new(),
        }))
    };
    for (mark, encoding) in [
        (&b"\xFF\xFE\0\0"[..], Encoding::Utf32Le),
        (b"\0\0\xFE\xFF", Encoding::Utf32Be),
        (b"\xEF\xBB\xBF", Encoding::Utf8Bom),
        (b"\xFF\xFE", Encoding::Utf16Le),
        (b"\xFE\xFF", Encoding::Utf16Be),
    ] {
        if head.starts_with(mark) {
            return match encoding {
                Encoding::Utf8Bom => Ok(Some(twice_or(encoding, head))),
                _ => unicode(encoding),
            };
        }
    }
    if head.contains(&0) {
        match wide(head) {
            Some(encoding) => return unicode(encoding),
            // Some tools pad a text with them at its end, and some leave one within.
            None if !has_few_zeros(head) => return Ok(None),
            None => {}
        }
    }
    // Japanese mail is ASCII with escapes; anything else with as many control characters is no text.
    if [&b"\x1B$B"[..], b"\x1B$@"]
        .iter()
        .any(|escape| head.windows(3).any(|at| at == *escape))
    {
        return unicode(Encoding::Iso2022Jp);
    }
    if controls(head) * 200 > head.len() {
        return Ok(None);
    }
    let check = Utf8Check::of(BufReader::with_capacity(64 * 1024, bytes.reader()))?;
    if check.bad == 0 || check.good > 10 * check.bad || is_mixed(head, &check) {
        return Ok(Some(twice_or(Encoding::Utf8, head)));
    }
    legacy::detect(head, bytes, hint).map(Some)
}

/// Whether a text is UTF-8 and Windows-1252 in turn: letters of both, and those of the latter alone among ASCII, as they are in the
/// languages of the West. Encodings of two bytes a letter have none such, and other single bytes none of UTF-8.
fn is_mixed(head: &[u8], check: &Utf8Check) -> bool {
    if check.good < 2 || check.bad > 4 * check.good {
        return false;
    }
    let (mut at, mut strays) = (0, 0);
    while at < head.len() {
        match std::str::from_utf8(&head[at..]) {
            Ok(_) => break,
            Err(error) => {
                at += error.valid_up_to();
                match error.error_len() {
                    Some(_) if strays::stray(head, at, None).is_some() => strays += 1,
                    Some(_) => return false,
                    None => break,
                }
                at += 1;
            }
        }
    }
    strays > 0
}

/// UTF-8, unless its letters are those of UTF-8 that was taken for a code page and encoded once more.
fn twice_or(encoding: Encoding, head: &[u8]) -> Found {
    let (text, _) = decode::whole(head, encoding, true);
    let found = [
        Encoding::Utf8Twice,
        Encoding::Utf8TwiceCyrillic,
        Encoding::Utf8TwiceMac,
        Encoding::Utf8TwiceCentral,
    ]
    .into_iter()
    .find(|twice| decode::page_between(*twice).is_some_and(|page| was_between(&text, page)));
    Found {
        encoding: found.unwrap_or(encoding),
        others: found.map(|_| encoding).into_iter().collect(),
    }
}

/// Whether all letters beyond ASCII make sense as bytes of this code page that are UTF-8.
fn was_between(text: &str, page: &'static encoding_rs::Encoding) -> bool {
    let (mut seen, mut letters) = (0, Vec::new());
    for c in text.chars() {
        if c.is_ascii() {
            letters.push(b' ');
        } else {
            seen += 1;
            letters.extend(decode::byte_in(c, page));
        }
    }
    // A pair of accented letters may happen to be a letter of UTF-8; three without an exception do not.
    let (again, wrong) = decode::whole(&letters, Encoding::Utf8, false);
    let turned = again.chars().filter(|c| !c.is_ascii()).count();
    !wrong && seen >= 3 && turned * 2 <= seen
}

/// Whether a text has zero bytes at its end or here and there only.
fn has_few_zeros(head: &[u8]) -> bool {
    let end = head
        .iter()
        .rposition(|byte| *byte != 0)
        .map_or(0, |last| last + 1);
    let pieces = head[..end].split(|byte| *byte == 0).count();
    end > 0 && (pieces - 1) * 20 <= end
}

/// UTF-32 or UTF-16 without a mark.
fn wide(head: &[u8]) -> Option<Encoding> {
    let (units, _) = head.as_chunks::<4>();
    let is_letter = |code: u32| code != 0 && char::from_u32(code).is_some();
    for (encoding, read) in [
        (Encoding::Utf32Le, u32::from_le_bytes as fn([u8; 4]) -> u32),
        (Encoding::Utf32Be, u32::from_be_bytes),
    ] {
        if units.len() > 1 && units.iter().all(|unit| is_letter(read(*unit))) {
            return Some(encoding);
        }
    }
    utf16(head)
}

/// UTF-16 without a mark: ASCII characters (each line end, each delimiter) show on which side the zero is.
fn utf16(head: &[u8]) -> Option<Encoding> {
    let (mut little, mut big, mut nothing) = (0_usize, 0_usize, 0_usize);
    let (pairs, _) = head.as_chunks::<2>();
    for pair in pairs {
        match pair {
            [0, 0] => nothing += 1,
            [0, low] if is_text(*low) => big += 1,
            [low, 0] if is_text(*low) => little += 1,
            _ => {}
        }
    }
    let most = little.max(big);
    if nothing > 0 || most * 20 < pairs.len() || little.min(big) * 10 > most {
        return None;
    }
    Some(if little > big {
        Encoding::Utf16Le
    } else {
        Encoding::Utf16Be
    })
}

fn is_text(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\n' | b'\r' | b' '..=b'~')
}

/// Control characters that text does not have.
fn controls(head: &[u8]) -> usize {
    head.iter()
        // The last of these is how DOS ended a text.
        .filter(|byte| matches!(byte, 1..=8 | 0x0B | 0x0E..=0x19 | 0x1B..=0x1F | 0x7F))
        .count()
}

impl Utf8Check {
    fn of(mut all: impl BufRead) -> Result<Self> {
        let mut check = Self::default();
        loop {
            let piece = all.fill_buf()?;
            if piece.is_empty() {
                check.bad += check.rest.len() as u64;
                return Ok(check);
            }
            let length = piece.len();
            if check.rest.is_empty() {
                check.feed(piece);
            } else {
                let mut joined = std::mem::take(&mut check.rest);
                joined.extend_from_slice(piece);
                check.feed(&joined);
            }
            all.consume(length);
        }
    }

    fn feed(&mut self, mut bytes: &[u8]) {
        loop {
            match std::str::from_utf8(bytes) {
                Ok(valid) => return self.count(valid),
                Err(error) => {
                    let (valid, broken) = bytes.split_at(error.valid_up_to());
                    self.count(std::str::from_utf8(valid).unwrap_or(""));
                    let Some(length) = error.error_len() else {
                        self.rest = broken.to_vec();
                        return;
                    };
                    self.bad += length as u64;
                    bytes = &broken[length..];
                }
            }
        }
    }

    fn count(&mut self, valid: &str) {
        if !valid.is_ascii() {
            self.good += valid.chars().filter(|c| !c.is_ascii()).count() as u64;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(bytes: &[u8]) -> Option<Encoding> {
        let mut file = tempfile::tempfile().unwrap();
        std::io::Write::write_all(&mut file, bytes).unwrap();
        let found = detect(bytes, &Bytes::of(file).unwrap(), &Hint::default()).unwrap();
        found.map(|found| found.encoding)
    }

    #[test]
    fn finds_each_encoding() {
        let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
        assert_eq!(of(b"keyword,volume\n"), Some(Encoding::Utf8));
        assert_eq!(of("кофе,кофеварка\n".as_bytes()), Some(Encoding::Utf8));
        assert_eq!(of(b"\xEF\xBB\xBFkeyword"), Some(Encoding::Utf8Bom));
        assert_eq!(of(b"caf\xE9,cr\xE8me\n"), Some(Encoding::Windows1252));
        assert_eq!(of(&utf16("\u{FEFF}кофе\t1\n")), Some(Encoding::Utf16Le));
        assert_eq!(
            of(&utf16("кофеварка\t100\nкофе\t1200\n")),
            Some(Encoding::Utf16Le)
        );
        let big: Vec<u8> = "keyword\tvolume"
            .encode_utf16()
            .flat_map(u16::to_be_bytes)
            .collect();
        assert_eq!(of(&big), Some(Encoding::Utf16Be));
        let wide = |text: &str| {
            text.chars()
                .flat_map(|c| u32::from(c).to_be_bytes())
                .collect::<Vec<_>>()
        };
        assert_eq!(of(&wide("кофе\t1\n")), Some(Encoding::Utf32Be));
        assert_eq!(of(&wide("\u{FEFF}coffee\t1\n")), Some(Encoding::Utf32Be));
        assert_eq!(of("Ð¿Ð¾Ñ\u{81}ÑƒÐ´Ð°\n".as_bytes()), Some(Encoding::Utf8Twice));
        assert_eq!(
            of("cafÃ© crÃ¨me Ã\u{A0} la carte\n".as_bytes()),
            Some(Encoding::Utf8Twice)
        );
        let between =
            |text: &str, page: &'static encoding_rs::Encoding| page.decode(text.as_bytes()).0.into_owned();
        for (text, page, twice) in [
            (
                "компост из листьев\n",
                encoding_rs::WINDOWS_1251,
                Encoding::Utf8TwiceCyrillic,
            ),
            (
                "café crème à la carte\n",
                encoding_rs::MACINTOSH,
                Encoding::Utf8TwiceMac,
            ),
            (
                "žlutý kůň\n",
                encoding_rs::WINDOWS_1250,
                Encoding::Utf8TwiceCentral,
            ),
        ] {
            assert_eq!(of(between(text, page).as_bytes()), Some(twice), "{text}");
            assert_eq!(
                decode::whole(between(text, page).as_bytes(), twice, false).0,
                text
            );
        }
        assert_eq!(of("café crème à la carte\n".as_bytes()), Some(Encoding::Utf8));
        assert_eq!(of("tea\x1A".as_bytes()), Some(Encoding::Utf8));
    }

    #[test]
    fn one_broken_letter_does_not_change_the_encoding() {
        assert_eq!(
            of(&["é".repeat(20).as_bytes(), b"\xE9,"].concat()),
            Some(Encoding::Utf8)
        );
    }

    #[test]
    fn binary_is_no_text() {
        let noise: Vec<u8> = (0..4096_u32)
            .map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8)
            .collect();
        assert_eq!(of(&noise), None);
        assert_eq!(of(b"\x01\x02\x03\x04\x05\x06\x07\x08 text"), None);
        assert_eq!(of(&[0; 64]), None);
    }
}
