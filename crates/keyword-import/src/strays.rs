//! UTF-8 with single bytes of Windows-1252 among it, as it comes of tables that were put together.

/// Appends what is UTF-8; answers with the bytes read, whether some meant nothing, and whether some were of Windows-1252.
pub(super) fn utf8(bytes: &[u8], before: Option<u8>, text: &mut String, last: bool) -> (usize, bool, bool) {
    let (mut at, mut broken, mut strays) = (0, false, false);
    while at < bytes.len() {
        let error = match std::str::from_utf8(&bytes[at..]) {
            Ok(valid) => {
                text.push_str(valid);
                return (bytes.len(), broken, strays);
            }
            Err(error) => error,
        };
        let (valid, rest) = bytes[at..].split_at(error.valid_up_to());
        text.push_str(std::str::from_utf8(valid).unwrap_or(""));
        at += valid.len();
        let length = error.error_len().unwrap_or(rest.len());
        // Whether it stands alone is seen by the byte behind it.
        if !last && (error.error_len().is_none() || length == rest.len()) {
            return (at, broken, strays);
        }
        match stray(bytes, at, before) {
            Some(c) => {
                text.push(c);
                strays = true;
                at += 1;
            }
            None => {
                text.push('\u{FFFD}');
                broken = true;
                at += length;
            }
        }
    }
    (at, broken, strays)
}

/// The character of Windows-1252 that the byte at this place is, where it stands alone among ASCII. `before` is the byte before all
/// of these.
pub(super) fn stray(bytes: &[u8], at: usize, before: Option<u8>) -> Option<char> {
    let last = match at.checked_sub(1) {
        Some(place) => bytes.get(place).copied(),
        None => before,
    };
    let is_ascii = |byte: Option<u8>| byte.is_none_or(|byte| byte.is_ascii());
    let byte = *bytes.get(at)?;
    // Letters, and the quotes, dashes and the euro that are typed among them.
    let is_typed =
        byte >= 0xC0 || matches!(byte, 0x80 | 0x85 | 0x91..=0x97 | 0x99 | 0xA0 | 0xAE | 0xB0 | 0xB4);
    (is_typed && is_ascii(last) && is_ascii(bytes.get(at + 1).copied()))
        .then(|| {
            encoding_rs::WINDOWS_1252
                .decode_without_bom_handling(&[byte])
                .0
                .chars()
                .next()
        })
        .flatten()
}
