//! Points in time as a query says them.

/// A date, or a date with a time as in RFC 3339, whose seconds may be left out.
pub(super) fn looks_like_a_time(value: &str) -> bool {
    let Some((date, time)) = value.split_at_checked(10) else {
        return false;
    };
    is_date(date) && (time.is_empty() || is_time(time))
}

fn number(text: &str, digits: usize) -> Option<u32> {
    (text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| text.parse().ok())
        .flatten()
}

fn is_date(text: &str) -> bool {
    let mut parts = text.split('-');
    let mut next = |digits| parts.next().and_then(|part| number(part, digits));
    let (Some(year), Some(month), Some(day)) = (next(4), next(2), next(2)) else {
        return false;
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return false,
    };
    (1..=days).contains(&day)
}

fn is_time(text: &str) -> bool {
    let Some(rest) = text.strip_prefix(['T', 't']) else {
        return false;
    };
    let at = rest.find(['Z', 'z', '+', '-']).unwrap_or(rest.len());
    let (clock, offset) = rest.split_at(at);
    let minutes = |text: &str| {
        let Some((hours, minutes)) = text.split_once(':') else {
            return false;
        };
        number(hours, 2).is_some_and(|hours| hours < 24)
            && number(minutes, 2).is_some_and(|minutes| minutes < 60)
    };
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
    let has_seconds = clock.len() == "00:00:00".len();
    let clock = match clock.rsplit_once(':').filter(|_| has_seconds) {
        Some((clock, seconds)) if number(seconds, 2).is_some_and(|seconds| seconds < 60) => clock,
        Some(_) => return false,
        None => clock,
    };
    let fraction = (1..=9).contains(&fraction.len()) && fraction.bytes().all(|byte| byte.is_ascii_digit());
    let offset = matches!(offset, "Z" | "z") || offset.strip_prefix(['+', '-']).is_some_and(minutes);
    minutes(clock) && fraction && offset && (has_seconds || !text.contains('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_those_of_the_standard() {
        for good in [
            "2026-01-31",
            "2024-02-29",
            "2026-01-31T10:00Z",
            "2026-01-31T10:00:00Z",
            "2026-01-31T10:00:00.123456Z",
            "2026-01-31t10:00:00+14:00",
            "0001-01-01T00:00:00-00:30",
        ] {
            assert!(looks_like_a_time(good), "{good}");
        }
        for bad in [
            "",
            "2026",
            "2026-02-29",
            "2026-13-01",
            "2026-01-32",
            "2026-1-1",
            "2026-01-31T",
            "2026-01-31 10:00:00Z",
            "2026-01-31T10:00:00",
            "2026-01-31T24:00:00Z",
            "2026-01-31T10:60Z",
            "2026-01-31T10:00:00.Z",
            "2026-01-31T10:00:00+1400",
            "2026-01-3é",
            "2026-01-31T10:00.5Z",
            "2026-01-31Tx0:00:00Z",
        ] {
            assert!(!looks_like_a_time(bad), "{bad}");
        }
    }
}
