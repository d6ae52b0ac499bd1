//! The header by which a client says that a request is the same as one before.

use axum::http::{HeaderMap, HeaderName};
use igny8::error::Problem;

/// The header of requests.
const KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// The most characters of a key.
const MAX_KEY: usize = 200;

/// The key of a request, if it has one.
///
/// # Errors
/// 400 for one that is none, and for several.
pub fn key(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let mut all = headers.get_all(KEY).iter();
    let Some(first) = all.next() else { return Ok(None) };
    let key = first
        .to_str()
        .ok()
        .filter(|key| (1..=MAX_KEY).contains(&key.len()));
    match (key, all.next()) {
        (Some(key), None) => Ok(Some(key.to_owned())),
        _ => Err(Problem::bad_request(format!(
            "Send one Idempotency-Key of 1 to {MAX_KEY} ASCII characters."
        ))),
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn a_key_is_one_text_of_a_bounded_length() {
        let with = |values: &[&[u8]]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(KEY, HeaderValue::from_bytes(value).unwrap());
            }
            key(&headers)
        };
        assert_eq!(with(&[]), Ok(None));
        assert_eq!(with(&[b"\"a b\""]), Ok(Some("\"a b\"".to_owned())));
        let long = [b'x'; MAX_KEY + 1];
        for bad in [&[&b""[..]][..], &[b"a", b"a"], &[&long], &["é".as_bytes()]] {
            assert!(with(bad).is_err(), "{bad:?}");
        }
    }
}
