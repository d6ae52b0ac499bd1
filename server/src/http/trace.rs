//! W3C trace context: a request belongs to the trace of whoever sent it, or begins one; its answer says which.

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use uuid::Uuid;

/// What the sender says.
const PARENT: &str = "traceparent";

/// What is answered: <https://w3c.github.io/trace-context/#traceresponse-header>.
pub const RESPONSE: HeaderName = HeaderName::from_static("traceresponse");

/// The trace that a request belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// 32 hexadecimal digits.
    pub id: String,
    sampled: bool,
}

impl Trace {
    /// The one that the sender names; else its id is the request's, so that either finds the other.
    pub fn of(headers: &HeaderMap, request: Uuid) -> Self {
        let mut named = headers.get_all(PARENT).iter();
        // Two say nothing.
        let parent = named.next().filter(|_| named.next().is_none());
        parent
            .and_then(|parent| parent.to_str().ok())
            .and_then(read)
            .unwrap_or_else(|| Self {
                id: request.simple().to_string(),
                sampled: false,
            })
    }

    /// What the answer of this request says. Its part of the trace is named by the half of its id that is random.
    pub fn answer(&self, request: Uuid) -> HeaderValue {
        let (_, part) = request.as_u64_pair();
        let flags = u8::from(self.sampled);
        let text = format!("00-{}-{part:016x}-{flags:02x}", self.id);
        HeaderValue::try_from(text).expect("digits and hyphens are plain ASCII")
    }
}

/// Reads `version-trace-parent-flags`. Later versions may have more behind it.
fn read(parent: &str) -> Option<Trace> {
    let mut parts = parent.split('-');
    let mut digits = |count: usize| {
        let part = parts.next()?;
        let right = part.len() == count && part.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        right.then_some(part)
    };
    let (version, id, part, flags) = (digits(2)?, digits(32)?, digits(16)?, digits(2)?);
    let is_zero = |text: &str| text.bytes().all(|byte| byte == b'0');
    if version == "ff" || is_zero(id) || is_zero(part) || (version == "00" && parts.next().is_some()) {
        return None;
    }
    let flags = u8::from_str_radix(flags, 16).ok()?;
    Some(Trace {
        id: id.to_owned(),
        sampled: flags & 1 == 1,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const REQUEST: Uuid = Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_00ab);

    fn of(parents: &[&str]) -> Trace {
        let mut headers = HeaderMap::new();
        for parent in parents {
            headers.append(PARENT, HeaderValue::from_str(parent).unwrap());
        }
        Trace::of(&headers, REQUEST)
    }

    #[test]
    fn a_trace_that_is_named_goes_on() {
        let trace = of(&["00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"]);
        assert_eq!(trace.id, "4bf92f3577b34da6a3ce929d0e0e4736");
        assert_eq!(
            trace.answer(REQUEST),
            "00-4bf92f3577b34da6a3ce929d0e0e4736-80000000000000ab-01"
        );
        let later = of(&["cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00-what-comes"]);
        assert_eq!(
            later.answer(REQUEST),
            "00-4bf92f3577b34da6a3ce929d0e0e4736-80000000000000ab-00"
        );
    }

    #[test]
    fn whatever_is_none_begins_one() {
        for wrong in [
            &[][..],
            &[""],
            &["00"],
            &["00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7"],
            &["00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01"],
            &["00-00000000000000000000000000000000-00f067aa0ba902b7-01"],
            &["00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01"],
            &["ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"],
            &["00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more"],
            &["00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0x"],
            &[
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-5bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            ],
        ] {
            assert_eq!(of(wrong).id, REQUEST.simple().to_string(), "{wrong:?}");
        }
    }
}
