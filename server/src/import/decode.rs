//! Text of any supported encoding as UTF-8, piece by piece.

use std::io::{ErrorKind, Read, Result};

use encoding_rs::{CoderResult, Decoder};
use igny8::planner::import::Encoding;

const CHUNK: usize = 64 * 1024;

/// Decodes what a reader gives; bytes that mean nothing in the encoding become U+FFFD.
pub(super) struct Decoded<R> {
    inner: R,
    decoder: Decoder,
    raw: Vec<u8>,
    pending: std::ops::Range<usize>,
    ended: bool,
    broken: bool,
}

impl<R: Read> Decoded<R> {
    /// Decodes `inner` from its first byte; a byte-order mark is not part of the text.
    pub(super) fn new(inner: R, encoding: Encoding) -> Self {
        let decoder = match encoding {
            Encoding::Utf8 | Encoding::Utf8Bom => encoding_rs::UTF_8,
            Encoding::Utf16Le => encoding_rs::UTF_16LE,
            Encoding::Utf16Be => encoding_rs::UTF_16BE,
            Encoding::Windows1252 => encoding_rs::WINDOWS_1252,
        }
        .new_decoder_with_bom_removal();
        Self {
            inner,
            decoder,
            raw: vec![0; CHUNK],
            pending: 0..0,
            ended: false,
            broken: false,
        }
    }

    /// Whether some bytes meant nothing and were replaced.
    pub(super) fn broken(&self) -> bool {
        self.broken
    }

    /// Appends the next piece of text; false when there is no more.
    pub(super) fn read_more(&mut self, text: &mut String) -> Result<bool> {
        let before = text.len();
        while text.len() == before {
            if self.pending.is_empty() {
                if self.ended {
                    return Ok(false);
                }
                let read = self.fill()?;
                self.ended = read == 0;
                self.pending = 0..read;
            }
            let source = &self.raw[self.pending.clone()];
            text.reserve(self.decoder.max_utf8_buffer_length(source.len()).unwrap_or(CHUNK));
            let (result, read, replaced) = self.decoder.decode_to_string(source, text, self.ended);
            self.broken |= replaced;
            self.pending.start += read;
            if self.ended && result == CoderResult::InputEmpty {
                return Ok(text.len() > before);
            }
        }
        Ok(true)
    }

    fn fill(&mut self) -> Result<usize> {
        loop {
            match self.inner.read(&mut self.raw) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                result => return result,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(bytes: &[u8], encoding: Encoding) -> (String, bool) {
        let (mut text, mut decoded) = (String::new(), Decoded::new(bytes, encoding));
        while decoded.read_more(&mut text).unwrap() {}
        (text, decoded.broken())
    }

    #[test]
    fn every_encoding_gives_the_same_text() {
        let text = "keyword\tvolume\ncafé crème\t1 200 €\n";
        let utf16: Vec<u16> = text.encode_utf16().collect();
        let little: Vec<u8> = utf16.iter().flat_map(|unit| unit.to_le_bytes()).collect();
        let big: Vec<u8> = utf16.iter().flat_map(|unit| unit.to_be_bytes()).collect();
        let bom = |mark: &[u8], bytes: &[u8]| [mark, bytes].concat();
        for (bytes, encoding) in [
            (text.as_bytes().to_vec(), Encoding::Utf8),
            (bom(b"\xEF\xBB\xBF", text.as_bytes()), Encoding::Utf8Bom),
            (bom(b"\xFF\xFE", &little), Encoding::Utf16Le),
            (little, Encoding::Utf16Le),
            (bom(b"\xFE\xFF", &big), Encoding::Utf16Be),
            (big, Encoding::Utf16Be),
            (
                encoding_rs::WINDOWS_1252.encode(text).0.into_owned(),
                Encoding::Windows1252,
            ),
        ] {
            assert_eq!(decode(&bytes, encoding), (text.to_owned(), false), "{encoding:?}");
        }
    }

    #[test]
    fn broken_bytes_are_replaced_and_told() {
        assert_eq!(
            decode(b"caf\xE9", Encoding::Utf8),
            ("caf\u{FFFD}".to_owned(), true)
        );
        assert_eq!(decode(b"a\0b", Encoding::Utf16Le), ("a\u{FFFD}".to_owned(), true));
    }
}
