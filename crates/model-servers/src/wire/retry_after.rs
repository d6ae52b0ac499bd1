//! When a request may be made again: `Retry-After` in seconds or as a date (RFC 9110), the milliseconds and the ends of
//! limits that some send beside it, and what bodies say of it in fields or words.

use std::time::Duration;

use chrono::{DateTime, Utc};
use reqwest::header::{HeaderMap, RETRY_AFTER};
use serde_json::Value;

/// Longer than a day is not waited for, whatever a server says.
const MAX_DELAY: Duration = Duration::from_hours(24);

/// Headers that count what is left of a limit, with those that say when there is more.
const LIMITS: [(&str, &str); 2] = [
    ("x-ratelimit-remaining-requests", "x-ratelimit-reset-requests"),
    ("x-ratelimit-remaining-tokens", "x-ratelimit-reset-tokens"),
];

/// Words before a time to wait.
const BEFORE: &[&str] = &[
    "try again in ",
    "try again after ",
    "retry in ",
    "retry after ",
    "retrying in ",
    "wait for ",
    "wait ",
    "reset in ",
    "resets in ",
    "reset after ",
    "available again in ",
    "available in ",
    "available after ",
    "slow down for ",
];

/// When it may be tried again, if the headers say so.
pub(super) fn read(headers: &HeaderMap) -> Option<Duration> {
    let header = |name: &str| Some(headers.get(name)?.to_str().ok()?.trim());
    let millis = header("retry-after-ms").and_then(|text| text.parse::<f64>().ok());
    if let Some(millis) = millis {
        return Some(seconds(millis / 1000.0));
    }
    if let Some(text) = header(RETRY_AFTER.as_str()) {
        return match text.parse::<f64>() {
            Ok(number) => Some(seconds(number)),
            Err(_) => until(text, Utc::now()).or_else(|| written(text)),
        };
    }
    LIMITS
        .iter()
        .find_map(|(left, end)| {
            let is_none = header(left)?.parse::<f64>().is_ok_and(|left| left <= 0.0);
            written(header(end)?).filter(|_| is_none)
        })
        .or_else(|| {
            // Of Anthropic, as a date.
            ["requests", "tokens", "input-tokens", "output-tokens"]
                .iter()
                .find_map(|kind| {
                    let left = header(&format!("anthropic-ratelimit-{kind}-remaining"))?;
                    let end = header(&format!("anthropic-ratelimit-{kind}-reset"))?;
                    let end = DateTime::parse_from_rfc3339(end).ok()?.to_utc();
                    let wait = (end - Utc::now()).to_std().unwrap_or_default().min(MAX_DELAY);
                    (left.parse::<f64>().ok()? <= 0.0).then_some(wait)
                })
        })
        .or_else(|| {
            // Of OpenRouter and gateways, as a point in time.
            let is_none = header("x-ratelimit-remaining")?
                .parse::<f64>()
                .is_ok_and(|left| left <= 0.0);
            at_time(header("x-ratelimit-reset")?, Utc::now()).filter(|_| is_none)
        })
}

/// A point in time in milliseconds or seconds since 1970, or seconds from now.
fn at_time(text: &str, now: DateTime<Utc>) -> Option<Duration> {
    let number = text.parse::<f64>().ok()?;
    #[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 are exact")]
    let now = now.timestamp_millis() as f64 / 1000.0;
    Some(seconds(match number {
        millis if millis > 1e11 => millis / 1000.0 - now,
        point if point > 1e9 => point - now,
        wait => wait,
    }))
}

/// The same in an error's fields: of `OpenRouter` in seconds, of Google as `{"retryDelay": "34s"}` in its details.
pub(super) fn in_body(error: &Value) -> Option<Duration> {
    let places = [error, &error["metadata"], &error["metadata"]["headers"]];
    let fields = [
        "estimated_time",
        "retry_after_seconds",
        "retry_after",
        "retryAfter",
        "Retry-After",
    ];
    let named = places.into_iter().find_map(|place| {
        fields.iter().find_map(|field| match &place[*field] {
            Value::Number(number) => Some(seconds(number.as_f64()?)),
            Value::String(text) => text.parse().ok().map(seconds).or_else(|| written(text)),
            _ => None,
        })
    });
    let details = || {
        let details = error["details"].as_array()?;
        details
            .iter()
            .find_map(|detail| written(detail["retryDelay"].as_str()?))
    };
    named.or_else(details)
}

/// The same in words: `Please try again in 6m0s.`
pub(super) fn in_words(text: &str) -> Option<Duration> {
    let text = text.to_lowercase();
    BEFORE.iter().find_map(|words| {
        let mut places = text.match_indices(words);
        places.find_map(|(at, _)| {
            let rest = text[at + words.len()..].trim_start_matches(['~', '≈', '(']);
            let about = ["about ", "approximately ", "around ", "another ", "at least "];
            let rest = about
                .iter()
                .find_map(|word| rest.strip_prefix(word))
                .unwrap_or(rest);
            written(rest)
        })
    })
}

/// A time as it is written at the beginning of a text: `20s`, `6m0s`, `1h16m0.667s`, `2 hours and 5 minutes`.
fn written(text: &str) -> Option<Duration> {
    let (mut rest, mut sum) = (text.trim_start(), None);
    loop {
        let digits = rest
            .find(|c: char| !c.is_ascii_digit() && c != '.')
            .unwrap_or(rest.len());
        let Ok(number) = rest[..digits].trim_end_matches('.').parse::<f64>() else {
            break;
        };
        let behind = rest[digits..].trim_start();
        let letters = behind.find(|c: char| !c.is_alphabetic()).unwrap_or(behind.len());
        let unit = match &behind[..letters] {
            "ms" | "millisecond" | "milliseconds" => 0.001,
            "s" | "sec" | "secs" | "second" | "seconds" | "秒" => 1.0,
            "m" | "min" | "mins" | "minute" | "minutes" => 60.0,
            "h" | "hr" | "hrs" | "hour" | "hours" => 3_600.0,
            "d" | "day" | "days" => 86_400.0,
            _ => break,
        };
        sum = Some(sum.unwrap_or(0.0) + number * unit);
        rest = behind[letters..].trim_start_matches([' ', ',']);
        rest = rest.strip_prefix("and ").unwrap_or(rest);
    }
    sum.map(seconds)
}

fn seconds(number: f64) -> Duration {
    // What is no number becomes none, and what is out of range as long as can be.
    let wait = Duration::try_from_secs_f64(number.max(0.0)).unwrap_or(MAX_DELAY);
    wait.min(MAX_DELAY)
}

fn until(date: &str, now: DateTime<Utc>) -> Option<Duration> {
    let date = DateTime::parse_from_rfc2822(date)
        .or_else(|_| DateTime::parse_from_rfc3339(date))
        .ok()?
        .to_utc();
    let wait = (date - now).to_std().unwrap_or_default();
    Some(wait.min(MAX_DELAY))
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
        assert_eq!(
            read(&headers("retry-after", "30s")),
            Some(Duration::from_secs(30))
        );
        let both = headers("retry-after-ms", "250");
        assert_eq!(read(&both), Some(Duration::from_millis(250)));
        assert_eq!(read(&HeaderMap::new()), None);
    }

    #[test]
    fn the_end_of_a_limit_is_read_where_nothing_is_left_of_it() {
        let limits = |left: &str, reset: &str| {
            let mut headers = headers("x-ratelimit-remaining-requests", "12");
            headers.insert("x-ratelimit-reset-requests", "1s".parse().expect("a header"));
            headers.insert("x-ratelimit-remaining-tokens", left.parse().expect("a header"));
            headers.insert("x-ratelimit-reset-tokens", reset.parse().expect("a header"));
            read(&headers)
        };
        assert_eq!(limits("0", "6m0s"), Some(Duration::from_mins(6)));
        assert_eq!(limits("0", "7.66s"), Some(Duration::from_millis(7660)));
        assert_eq!(limits("5", "6m0s"), None);
        assert_eq!(limits("0", "soon"), None);
    }

    #[test]
    fn words_say_when() {
        for (text, expected) in [
            (
                "Rate limit reached for gpt-4o. Please try again in 20s. Visit https://x.test",
                Some(20.0),
            ),
            ("Limit 3, Used 3. Please try again in 6m0s.", Some(360.0)),
            ("Please try again in 1h16m0.667s. Need more?", Some(4560.667)),
            ("Please try again in 250ms.", Some(0.25)),
            (
                "Quota exceeded. Please retry in 38.420861211s.",
                Some(38.420_861_211),
            ),
            (
                "Rate limit of 50 per 86400s exceeded for UserByModelByDay. Please wait 3549 seconds before retrying.",
                Some(3549.0),
            ),
            ("Try again in 2 hours and 5 minutes.", Some(7500.0)),
            ("please retry after 60 seconds", Some(60.0)),
            ("please wait for 5 seconds", Some(5.0)),
            ("Please try again in a moment", None),
            ("try again in 2 weeks", None),
            ("wait 5", None),
            ("", None),
        ] {
            assert_eq!(in_words(text).map(|wait| wait.as_secs_f64()), expected, "{text}");
        }
    }

    #[test]
    fn dates_are_read() {
        let now = DateTime::parse_from_rfc3339("1994-11-06T08:49:07Z")
            .expect("a date")
            .to_utc();
        let date = "Sun, 06 Nov 1994 08:49:37 GMT";
        assert_eq!(until(date, now), Some(Duration::from_secs(30)));
        assert_eq!(until(date, now + Duration::from_mins(1)), Some(Duration::ZERO));
        assert_eq!(until("Sat, 06 Nov 2094 08:49:37 GMT", now), Some(MAX_DELAY));
    }
}
