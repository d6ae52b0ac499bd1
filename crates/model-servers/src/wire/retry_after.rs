//! `Retry-After`: seconds or a date (RFC 9110), and the milliseconds that some send beside it.

use std::time::Duration;

use chrono::{DateTime, Utc};
use reqwest::header::{HeaderMap, RETRY_AFTER};

/// Longer than a day is not waited for, whatever a server says.
const LONGEST: Duration = Duration::from_hours(24);

/// When it may be tried again, if the headers say so.
pub(super) fn read(headers: &HeaderMap) -> Option<Duration> {
    let millis = headers
        .get("retry-after-ms")
        .and_then(|value| value.to_str().ok());
    if let Some(millis) = millis.and_then(|text| text.trim().parse::<f64>().ok()) {
        return Some(seconds(millis / 1000.0));
    }
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    match text.parse::<f64>() {
        Ok(number) => Some(seconds(number)),
        Err(_) => until(text, Utc::now()),
    }
}

fn seconds(number: f64) -> Duration {
    // What is no number becomes none, and what is out of range as long as can be.
    let wait = Duration::try_from_secs_f64(number.max(0.0)).unwrap_or(LONGEST);
    wait.min(LONGEST)
}

fn until(date: &str, now: DateTime<Utc>) -> Option<Duration> {
    let date = DateTime::parse_from_rfc2822(date).ok()?.to_utc();
    let wait = (date - now).to_std().unwrap_or_default();
    Some(wait.min(LONGEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: &'static str, value: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(name, value.parse().expect("a header"));
        headers
    }

    #[test]
    fn seconds_and_milliseconds_are_read() {
        for (text, expected) in [
            ("7", Some(7.0)),
            (" 0 ", Some(0.0)),
            ("1.5", Some(1.5)),
            ("-3", Some(0.0)),
            ("99999999999999999999", Some(86_400.0)),
            ("NaN", Some(0.0)),
            ("inf", Some(86_400.0)),
            ("soon", None),
            ("", None),
        ] {
            let read = read(&headers("retry-after", text)).map(|wait| wait.as_secs_f64());
            assert_eq!(read, expected, "{text}");
        }
        let both = headers("retry-after-ms", "250");
        assert_eq!(read(&both), Some(Duration::from_millis(250)));
        assert_eq!(read(&HeaderMap::new()), None);
    }

    #[test]
    fn dates_are_read() {
        let now = DateTime::parse_from_rfc3339("1994-11-06T08:49:07Z")
            .expect("a date")
            .to_utc();
        let date = "Sun, 06 Nov 1994 08:49:37 GMT";
        assert_eq!(until(date, now), Some(Duration::from_secs(30)));
        assert_eq!(until(date, now + Duration::from_mins(1)), Some(Duration::ZERO));
        assert_eq!(until("Sat, 06 Nov 2094 08:49:37 GMT", now), Some(LONGEST));
    }
}
