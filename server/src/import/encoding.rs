//! Which encoding the bytes of a text file are in.

use std::io::{BufRead, Result};

use igny8::planner::import::Encoding;

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

/// The encoding of a file: by its byte-order mark, by the zero bytes of UTF-16, else UTF-8 where nearly
/// all of it is valid (one broken letter must not spoil the others), else Windows-1252.
///
/// `None` stands for bytes that are no text. `head` is the beginning of the file, `all` the whole of it.
pub(super) fn detect(head: &[u8], all: impl BufRead) -> Result<Option<Encoding>> {
    for (mark, encoding) in [
        (&b"\xEF\xBB\xBF"[..], Encoding::Utf8Bom),
        (b"\xFF\xFE", Encoding::Utf16Le),
        (b"\xFE\xFF", Encoding::Utf16Be),
    ] {
        if head.starts_with(mark) {
            return Ok(Some(encoding));
        }
    }
    if head.contains(&0) {
        return Ok(utf16(head));
    }
    if controls(head) * 200 > head.len() {
        return Ok(None);
    }
    let check = Utf8Check::of(all)?;
    let utf8 = check.bad == 0 || check.good > 10 * check.bad;
    Ok(Some(if utf8 {
        Encoding::Utf8
    } else {
        Encoding::Windows1252
    }))
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

/// Control characters that text does not have; Windows-1252 leaves a few more bytes unused.
fn controls(head: &[u8]) -> usize {
    head.iter()
        .filter(|byte| matches!(byte, 0..=8 | 0x0B | 0x0E..=0x1F | 0x7F))
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
        detect(bytes, std::io::BufReader::with_capacity(7, bytes)).unwrap()
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
