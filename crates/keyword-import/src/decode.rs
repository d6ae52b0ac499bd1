//! Text of any supported encoding as UTF-8, piece by piece.

use std::io::{ErrorKind, Read, Result};

use encoding_rs::CoderResult;
use igny8::planner::import::Encoding;
use oem_cp::{code_table::DECODING_TABLE_CP_MAP, code_table_type::TableType};

use super::{dress::Dress, limits::MAX_ROW_BYTES, strays::utf8};

const CHUNK: usize = 64 * 1024;

/// Decodes what a reader gives; bytes that mean nothing in the encoding become U+FFFD.
pub(super) struct Decoded<R> {
    inner: R,
    dress: Dress,
    /// The line whose end was not read yet, in a dress that turns lines.
    line: String,
    decoder: Decoder,
    raw: Vec<u8>,
    pending: std::ops::Range<usize>,
    ended: bool,
    broken: bool,
}

/// Turns bytes into text.
enum Decoder {
    /// UTF-8, with the bytes of a character that the end of a piece cut; single bytes of Windows-1252 among it, as they come of
    /// tables that were put together, are what they are there.
    Utf8 {
        rest: Vec<u8>,
        /// The byte before the rest.
        before: Option<u8>,
        begun: bool,
        strays: bool,
    },
    /// An encoding of the web.
    Web(Box<encoding_rs::Decoder>),
    /// A code page of DOS.
    Table(&'static TableType),
    /// UTF-32, with the bytes of a character that the end of a piece cut.
    Utf32 { big: bool, rest: Vec<u8> },
    /// UTF-8 whose bytes were taken for those of a code page and encoded once more.
    Twice(Box<[encoding_rs::Decoder; 2]>, &'static encoding_rs::Encoding),
}

impl Decoder {
    fn new(encoding: Encoding) -> Self {
        let web = |label: &str| {
            let known = encoding_rs::Encoding::for_label(label.as_bytes());
            known.map(encoding_rs::Encoding::new_decoder_with_bom_removal)
        };
        match encoding {
            Encoding::Utf32Le | Encoding::Utf32Be => Self::Utf32 {
                big: encoding == Encoding::Utf32Be,
                rest: Vec::new(),
            },
            Encoding::Utf8 | Encoding::Utf8Bom => Self::Utf8 {
                rest: Vec::new(),
                before: None,
                begun: false,
                strays: false,
            },
            _ if let Some(page) = page_between(encoding) => {
                let utf8 = encoding_rs::UTF_8;
                let both = [
                    utf8.new_decoder_with_bom_removal(),
                    utf8.new_decoder_with_bom_removal(),
                ];
                Self::Twice(Box::new(both), page)
            }
            _ => {
                let label = encoding.decoder();
                let page = label.strip_prefix("cp").and_then(|page| page.parse().ok());
                match page.and_then(|page: u16| DECODING_TABLE_CP_MAP.get(&page)) {
                    Some(table) => Self::Table(table),
                    None => Self::Web(Box::new(
                        web(label).unwrap_or_else(|| encoding_rs::UTF_8.new_decoder_with_bom_removal()),
                    )),
                }
            }
        }
    }

    /// Appends the text of `source`; answers with the bytes read, whether more must be asked of the rest, and whether
    /// some meant nothing.
    fn decode(&mut self, source: &[u8], text: &mut String, last: bool) -> (usize, bool, bool) {
        match self {
            Self::Utf8 {
                rest,
                before,
                begun,
                strays,
            } => {
                let mut bytes = std::mem::take(rest);
                bytes.extend_from_slice(source);
                let length = text.len();
                let (read, broken, stray) = utf8(&bytes, *before, text, last);
                *strays |= stray;
                if !*begun && text.len() > length {
                    *begun = true;
                    if text[length..].starts_with('\u{FEFF}') {
                        text.replace_range(length..length + '\u{FEFF}'.len_utf8(), "");
                    }
                }
                *rest = bytes.split_off(read);
                *before = bytes.last().copied().or(*before);
                (source.len(), false, broken)
            }
            Self::Web(decoder) => {
                text.reserve(decoder.max_utf8_buffer_length(source.len()).unwrap_or(CHUNK));
                let (result, read, replaced) = decoder.decode_to_string(source, text, last);
                (read, result == CoderResult::OutputFull, replaced)
            }
            Self::Table(table) => {
                let before = text.len();
                text.push_str(&table.decode_string_lossy(source));
                (source.len(), false, text[before..].contains('\u{FFFD}'))
            }
            Self::Utf32 { big, rest } => {
                rest.extend_from_slice(source);
                let (whole, cut) = rest.as_chunks::<4>();
                let mut broken = last && !cut.is_empty();
                for unit in whole {
                    let code = if *big {
                        u32::from_be_bytes(*unit)
                    } else {
                        u32::from_le_bytes(*unit)
                    };
                    let c = char::from_u32(code);
                    broken |= c.is_none();
                    if code != 0xFEFF {
                        text.push(c.unwrap_or('\u{FFFD}'));
                    }
                }
                *rest = cut.to_vec();
                (source.len(), false, broken)
            }
            Self::Twice(both, page) => {
                let [outer, inner] = &mut **both;
                let mut once =
                    String::with_capacity(outer.max_utf8_buffer_length(source.len()).unwrap_or(CHUNK));
                let (_, read, replaced) = outer.decode_to_string(source, &mut once, last);
                let bytes: Vec<u8> = once.chars().flat_map(|c| byte_in(c, page)).collect();
                text.reserve(inner.max_utf8_buffer_length(bytes.len()).unwrap_or(CHUNK));
                let (_, _, again) = inner.decode_to_string(&bytes, text, last);
                (read, false, replaced || again)
            }
        }
    }
}

/// The code page by way of which a text was encoded twice.
pub(super) fn page_between(encoding: Encoding) -> Option<&'static encoding_rs::Encoding> {
    match encoding {
        Encoding::Utf8Twice => Some(encoding_rs::WINDOWS_1252),
        Encoding::Utf8TwiceCyrillic => Some(encoding_rs::WINDOWS_1251),
        Encoding::Utf8TwiceCentral => Some(encoding_rs::WINDOWS_1250),
        Encoding::Utf8TwiceMac => Some(encoding_rs::MACINTOSH),
        _ => None,
    }
}

/// The byte that stands for a character in a code page; a character that is not in it as it is.
pub(super) fn byte_in(c: char, page: &'static encoding_rs::Encoding) -> Vec<u8> {
    let mut buffer = [0; 4];
    let utf8 = c.encode_utf8(&mut buffer);
    if c.is_ascii() {
        return utf8.as_bytes().to_vec();
    }
    // Programs that took bytes one by one kept those that a code page of Windows leaves unused.
    if let Ok(byte @ 0x80..=0x9F) = u8::try_from(u32::from(c)) {
        return vec![byte];
    }
    let (bytes, _, unmappable) = page.encode(utf8);
    if unmappable {
        utf8.as_bytes().to_vec()
    } else {
        bytes.into_owned()
    }
}

/// All of `bytes` as text, and whether some of them meant nothing. `cut` tells that the end may be in a character.
pub(super) fn whole(bytes: &[u8], encoding: Encoding, cut: bool) -> (String, bool) {
    let (mut text, mut decoder) = (String::new(), Decoder::new(encoding));
    let (mut at, mut broken) = (0, false);
    loop {
        let (read, more, replaced) = decoder.decode(&bytes[at..], &mut text, !cut);
        at += read;
        broken |= replaced;
        if !more {
            return (text, broken);
        }
    }
}

impl<R: Read> Decoded<R> {
    /// Decodes `inner` from its first byte; a byte-order mark is not part of the text.
    pub(super) fn new(inner: R, encoding: Encoding) -> Self {
        Self {
            inner,
            dress: Dress::Plain,
            line: String::new(),
            decoder: Decoder::new(encoding),
            raw: vec![0; CHUNK],
            pending: 0..0,
            ended: false,
            broken: false,
        }
    }

    /// The same for a text in this dress.
    pub(super) fn dressed(mut self, dress: Dress) -> Self {
        self.dress = dress;
        self
    }

    /// Whether some bytes meant nothing and were replaced.
    pub(super) fn broken(&self) -> bool {
        self.broken
    }

    /// Whether some bytes were of another encoding than the rest and were read as such.
    pub(super) fn mixed(&self) -> bool {
        matches!(self.decoder, Decoder::Utf8 { strays: true, .. })
    }

    /// Appends the next piece of text; false when there is no more.
    pub(super) fn read_more(&mut self, text: &mut String) -> Result<bool> {
        if !self.dress.turns() {
            return self.read_plain(text);
        }
        let before = text.len();
        while text.len() == before {
            let mut piece = std::mem::take(&mut self.line);
            let more = self.read_plain(&mut piece)?;
            // What has no end within reason is no line of a table.
            let whole = match piece.rfind(['\n', '\r']) {
                Some(end) if more => end + 1,
                None if more && piece.len() <= MAX_ROW_BYTES => 0,
                _ => piece.len(),
            };
            for line in piece[..whole].split_inclusive(['\n', '\r']) {
                text.push_str(&self.dress.turn(line));
            }
            self.line = piece.split_off(whole);
            if !more {
                return Ok(text.len() > before);
            }
        }
        Ok(true)
    }

    fn read_plain(&mut self, text: &mut String) -> Result<bool> {
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
            let (read, more, replaced) = self.decoder.decode(source, text, self.ended);
            self.broken |= replaced;
            // They mean nothing in a text, and databases refuse them.
            if text[before..].contains('\0') {
                let piece = text.split_off(before).replace('\0', "");
                text.push_str(&piece);
            }
            self.pending.start += read;
            if self.ended && !more {
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
        let utf32: Vec<u8> = text.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect();
        let bom = |mark: &[u8], bytes: &[u8]| [mark, bytes].concat();
        for (bytes, encoding) in [
            (text.as_bytes().to_vec(), Encoding::Utf8),
            (bom(b"\xEF\xBB\xBF", text.as_bytes()), Encoding::Utf8Bom),
            (bom(b"\xFF\xFE", &little), Encoding::Utf16Le),
            (little, Encoding::Utf16Le),
            (bom(b"\xFE\xFF", &big), Encoding::Utf16Be),
            (big, Encoding::Utf16Be),
            (bom(b"\xFF\xFE\0\0", &utf32), Encoding::Utf32Le),
            (utf32, Encoding::Utf32Le),
            (
                encoding_rs::WINDOWS_1252.encode(text).0.into_owned(),
                Encoding::Windows1252,
            ),
            (
                text.chars()
                    .map(|c| char::from_u32(u32::from(c)).unwrap())
                    .flat_map(|c| c.to_string().into_bytes())
                    .map(|byte| encoding_rs::WINDOWS_1252.decode(&[byte]).0.into_owned())
                    .collect::<String>()
                    .into_bytes(),
                Encoding::Utf8Twice,
            ),
        ] {
            assert_eq!(decode(&bytes, encoding), (text.to_owned(), false), "{encoding:?}");
        }
        assert_eq!(decode(b"caf\x82 cr\x8Ame", Encoding::Ibm850).0, "café crème");
    }

    #[test]
    fn every_encoding_has_a_decoder() {
        for encoding in Encoding::ALL {
            let (text, broken) = decode(&[b'a'; 8], *encoding);
            assert!(
                !text.is_empty() && (!broken || encoding.as_str().starts_with("utf")),
                "{encoding:?}"
            );
            let label = encoding.decoder();
            let is_web = encoding_rs::Encoding::for_label(label.as_bytes()).is_some();
            let is_own =
                label.starts_with("cp") || label.starts_with("utf-32") || page_between(*encoding).is_some();
            assert!(is_web || is_own, "{label}");
        }
    }

    #[test]
    fn broken_bytes_are_replaced_and_told() {
        assert_eq!(
            decode(b"caf\x81 \xE9\xE8", Encoding::Utf8),
            ("caf\u{FFFD} \u{FFFD}\u{FFFD}".to_owned(), true)
        );
        assert_eq!(decode(b"a\0b", Encoding::Utf16Le), ("a\u{FFFD}".to_owned(), true));
    }
}
