//! What a connection that fails means for the person whose site it is.

use std::error::Error as _;
use std::io::ErrorKind;
use std::time::Duration;

use chrono::{DateTime, Utc};
use egress::EgressError;
use reqwest::header::{HeaderMap, RETRY_AFTER};

use super::error::DestinationError;

/// The fault of a request that was given so much time and met no answer at `host`.
pub(super) fn fault(error: EgressError, host: &str, given: Duration) -> DestinationError {
    let host = host.to_owned();
    match error {
        EgressError::TimedOut => DestinationError::TimedOut { after: given },
        EgressError::TooLarge { .. } => DestinationError::Malformed {
            detail: "the response is too long".to_owned(),
        },
        EgressError::Broken(_) => DestinationError::Broken(error),
        EgressError::Unreachable(_) if is_refused(&error) => {
            DestinationError::Refused { host, source: error }
        }
        EgressError::Unreachable(_) if is_about_certificates(&error) => {
            DestinationError::Certificate { host, source: error }
        }
        error => DestinationError::Unreachable(error),
    }
}

/// The kinds of the system's errors in the chain.
fn kinds(error: &EgressError) -> Vec<ErrorKind> {
    let mut found = Vec::new();
    let mut cause = error.source();
    while let Some(inner) = cause {
        // An error of the system may hold another one, which its source passes over.
        let mut held = inner.downcast_ref::<std::io::Error>();
        while let Some(error) = held {
            found.push(error.kind());
            held = error.get_ref().and_then(|inner| inner.downcast_ref());
        }
        cause = inner.source();
    }
    found
}

fn is_refused(error: &EgressError) -> bool {
    kinds(error).contains(&ErrorKind::ConnectionRefused)
}

/// The TLS library's errors come as data that makes no sense, or as words.
fn is_about_certificates(error: &EgressError) -> bool {
    let words = error.to_string().to_lowercase();
    kinds(error).contains(&ErrorKind::InvalidData)
        || ["certificate", "tls", "handshake"]
            .iter()
            .any(|word| words.contains(word))
}

/// Longer than a day is not waited for, whatever a site says.
const MAX_DELAY: Duration = Duration::from_hours(24);

/// How long to wait, as an answer says it: seconds, or a point in time.
pub fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let value = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = value.parse::<f64>() {
        let wait = Duration::try_from_secs_f64(seconds).ok()?;
        return Some(wait.min(MAX_DELAY));
    }
    let then = DateTime::parse_from_rfc2822(value).ok()?;
    let wait = (then.with_timezone(&Utc) - Utc::now()).to_std().ok()?;
    Some(wait.min(MAX_DELAY))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_times_are_read_in_both_forms() {
        let wait = |value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(RETRY_AFTER, reqwest::header::HeaderValue::from_static(value));
            retry_after(&headers)
        };
        assert_eq!(wait("7"), Some(Duration::from_secs(7)));
        assert_eq!(wait("1.5"), Some(Duration::from_millis(1500)));
        assert_eq!(wait("-1"), None);
        assert_eq!(wait("99999999999"), Some(MAX_DELAY));
        assert_eq!(wait("soon"), None);
        assert_eq!(wait("Wed, 21 Oct 2015 07:28:00 GMT"), None);
        assert!(wait("Wed, 21 Oct 2099 07:28:00 GMT") > Some(Duration::from_secs(1000)));
    }
}
