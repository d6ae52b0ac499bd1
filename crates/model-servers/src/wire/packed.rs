//! Answers that are packed though they were asked for plain: some servers and proxies pack them all the same, and say so in no
//! header, or by a name that HTTP's client does not unpack.

use std::io::Read;

use bytes::Bytes;
use provider::ProviderError;

use super::malformed;

/// What a body in gzip begins with.
const GZIP: &[u8] = b"\x1f\x8b";
/// The same of Zstandard.
const ZSTANDARD: &[u8] = b"\x28\xb5\x2f\xfd";

/// Bytes of a piece that are unpacked at once.
const PIECE: usize = 16 << 10;

/// Whether a body that begins so is no text: answers are, and begin with a bracket, a word or a mark of byte order.
pub(crate) fn begins_packed(first: &[u8]) -> bool {
    match first {
        [0xef, 0xbb, ..] | [] => false,
        _ if first.starts_with(ZSTANDARD) || is_zlib(first) => true,
        [byte, ..] => *byte >= 0x80 || (*byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r')),
    }
}

/// The header of zlib: the method, a window, and a sum of both that 31 divides.
fn is_zlib(first: &[u8]) -> bool {
    matches!(first, [cmf, flags, ..] if cmf & 0x0f == 8 && cmf >> 4 <= 7
        && u16::from_be_bytes([*cmf, *flags]).is_multiple_of(31) && !flags.is_ascii_whitespace() && *flags != b'"')
}

/// The body as text, unpacked where it is packed; what is neither is left as it came.
///
/// # Errors
/// It is packed in a way that is not read here, broken, or longer than `cap` unpacked.
pub(super) fn unpacked(body: Bytes, cap: usize) -> Result<Bytes, ProviderError> {
    if !begins_packed(&body) || std::str::from_utf8(&body).is_ok() {
        return Ok(body);
    }
    if body.starts_with(ZSTANDARD) {
        return Err(malformed(
            "it is compressed with Zstandard, which was not asked for: turn compression off in the server or the proxy in front of it",
        ));
    }
    if body.starts_with(GZIP) {
        return whole(flate2::read::MultiGzDecoder::new(&*body), cap);
    }
    if is_zlib(&body) {
        return whole(flate2::read::ZlibDecoder::new(&*body), cap);
    }
    // Neither Brotli nor bare deflate has a mark; what comes out tells whether it was one.
    let brotli = whole(brotli_decompressor::Decompressor::new(&*body, PIECE), cap).ok();
    let found = brotli.filter(is_text).or_else(|| {
        whole(flate2::read::DeflateDecoder::new(&*body), cap)
            .ok()
            .filter(is_text)
    });
    Ok(found.unwrap_or(body))
}

fn is_text(body: &Bytes) -> bool {
    !body.is_empty() && std::str::from_utf8(body).is_ok()
}

fn whole(packed: impl Read, cap: usize) -> Result<Bytes, ProviderError> {
    let mut text = Vec::new();
    let most = u64::try_from(cap).unwrap_or(u64::MAX).saturating_add(1);
    packed
        .take(most)
        .read_to_end(&mut text)
        .map_err(|_| ProviderError::Unavailable {
            detail: "its answer is compressed and was cut off".to_owned(),
            retry_after: None,
        })?;
    if text.len() > cap {
        return Err(malformed(format!("it is longer than {cap} bytes")));
    }
    Ok(text.into())
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

    use super::*;

    const TEXT: &str = r#"{"choices":[{"message":{"content":"Grüße"},"finish_reason":"stop"}]}"#;
    /// The same by `brotli` (Python's 1.2.1), quality 5.
    const BROTLI: &[u8] = include_bytes!("packed.br");

    fn packed() -> [Vec<u8>; 4] {
        let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
        gzip.write_all(TEXT.as_bytes()).unwrap();
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::default());
        zlib.write_all(TEXT.as_bytes()).unwrap();
        let mut bare = DeflateEncoder::new(Vec::new(), Compression::default());
        bare.write_all(TEXT.as_bytes()).unwrap();
        [
            gzip.finish().unwrap(),
            zlib.finish().unwrap(),
            bare.finish().unwrap(),
            BROTLI.to_vec(),
        ]
    }

    #[test]
    fn what_is_packed_is_unpacked_and_what_is_not_stays() {
        for body in packed() {
            assert!(begins_packed(&body), "{:?}", &body[..4]);
            assert_eq!(unpacked(body.into(), 1000).unwrap(), TEXT);
        }
        for plain in [TEXT, "", "data: {}\n\n", "\u{feff}{}", " {}", "x", "xà", "\n{}"] {
            assert_eq!(unpacked(plain.into(), 1000).unwrap(), plain);
        }
        let picture = Bytes::from_static(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
        assert_eq!(unpacked(picture.clone(), 1000).unwrap(), picture);
    }

    #[test]
    fn what_is_too_long_broken_or_of_another_kind_is_told() {
        let [gzip, zlib, ..] = packed();
        for body in [gzip.clone(), zlib] {
            assert!(matches!(
                unpacked(body.into(), 10),
                Err(ProviderError::Malformed { .. })
            ));
        }
        let cut = unpacked(Bytes::copy_from_slice(&gzip[..gzip.len() / 2]), 1000);
        assert!(matches!(cut, Err(ProviderError::Unavailable { .. })), "{cut:?}");
        let told = unpacked(Bytes::from_static(b"\x28\xb5\x2f\xfd\x04\x00"), 1000).unwrap_err();
        assert!(told.to_string().contains("Zstandard"), "{told}");
    }
}
