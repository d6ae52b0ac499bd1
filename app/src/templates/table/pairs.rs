//! Query strings to decoded pairs, with what repeats put together as plain forms send it.

/// The decoded pairs of a query string, with or without its question mark. The values of a key that is there
/// more than once are joined by a comma, as the checkboxes of a form without scripts need.
pub(super) fn read(search: &str) -> Vec<(String, String)> {
    let mut pairs: Vec<(String, String)> = Vec::new();
    for part in search
        .trim_start_matches('?')
        .split('&')
        .filter(|part| !part.is_empty())
    {
        let (key, value) = part.split_once('=').unwrap_or((part, ""));
        let (key, value) = (decode(key), decode(value));
        match pairs.iter_mut().find(|(name, _)| *name == key) {
            Some((_, joined)) if !value.is_empty() => {
                if !joined.is_empty() {
                    joined.push(',');
                }
                joined.push_str(&value);
            }
            Some(_) => {}
            None => pairs.push((key, value)),
        }
    }
    pairs
}

/// Takes the percent signs and pluses out; what is not UTF-8 becomes the replacement character.
fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut i = 0;
    while i < bytes.len() {
        let escaped = (bytes[i] == b'%')
            .then(|| bytes.get(i + 1..i + 3))
            .flatten()
            .and_then(|pair| std::str::from_utf8(pair).ok())
            .and_then(|pair| u8::from_str_radix(pair, 16).ok());
        if let Some(byte) = escaped {
            out.push(byte);
            i += 3;
        } else {
            out.push(if bytes[i] == b'+' { b' ' } else { bytes[i] });
            i += 1;
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::read;

    fn pair(key: &str, value: &str) -> (String, String) {
        (key.to_owned(), value.to_owned())
    }

    #[test]
    fn pairs_are_decoded_and_joined() {
        assert_eq!(
            read("?a=1&b=x+y%26z&a=2&a="),
            [pair("a", "1,2"), pair("b", "x y&z")]
        );
        assert_eq!(read(""), []);
        assert_eq!(read("?q"), [pair("q", "")]);
    }

    #[test]
    fn broken_escapes_stay_as_they_are() {
        assert_eq!(
            read("q=100%&r=%zz&s=%ff"),
            [pair("q", "100%"), pair("r", "%zz"), pair("s", "\u{fffd}")]
        );
    }
}
