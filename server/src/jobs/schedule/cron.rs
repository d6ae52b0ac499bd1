//! Cron expressions.

use chrono::NaiveDateTime;
use croner::parser::{CronParser, Seconds};
use igny8::error::Problem;

/// The next time after `now` that a five-field cron expression means, both in the schedule's local time.
///
/// # Errors
/// A field error of `cron` if the expression is none, or never comes.
pub fn next(cron: &str, now: NaiveDateTime) -> Result<NaiveDateTime, Problem> {
    let wrong = |_| {
        Problem::field(
            "cron",
            "Give five fields: minute, hour, day, month, weekday; for example 0 6 * * 1-5.",
        )
    };
    let cron = CronParser::builder()
        .seconds(Seconds::Disallowed)
        .build()
        .parse(cron)
        .map_err(wrong)?;
    // Local time has no gaps here; PostgreSQL maps it to instants.
    let never = |_| Problem::field("cron", "This time never comes. Correct the day or the month.");
    Ok(cron
        .find_next_occurrence(&now.and_utc(), false)
        .map_err(never)?
        .naive_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> NaiveDateTime {
        NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
    }

    #[test]
    fn the_next_time_is_later() {
        assert_eq!(
            next("0 6 * * 1-5", at("2026-01-02 06:00")).unwrap(),
            at("2026-01-05 06:00")
        );
        assert_eq!(
            next("*/15 * * * *", at("2026-01-02 06:01")).unwrap(),
            at("2026-01-02 06:15")
        );
    }

    #[test]
    fn nonsense_is_refused() {
        for bad in ["", "x", "* * *", "61 * * * *", "0 0 30 2 *", "* * * * * *"] {
            assert!(next(bad, at("2026-01-02 06:00")).is_err(), "{bad}");
        }
    }
}
