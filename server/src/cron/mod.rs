//! Cron expressions, and the instants that they mean in a time zone whose clocks change.
//!
//! A rhythm (an hour field that begins with `*`) has no gap: it goes on through an hour that comes twice, and through one
//! that is missing. A fixed time fires once a day: in an hour that comes twice the first time, in one that is missing
//! right after it.

mod zone;

use chrono::{DateTime, NaiveDateTime, SubsecRound as _, TimeDelta, Utc};
use croner::Cron;
use croner::parser::{CronParser, Seconds};
use igny8::error::Problem;

pub use zone::unknown_zone;

use zone::Zone;

/// Clock changes that are looked through for a time that comes rarely.
const CHANGES: usize = 400;

/// The next time after `after` that a five-field cron expression means in the time zone of this IANA name.
///
/// # Errors
/// A field error of `cron` if the expression is none, or never comes; of `time_zone` if there is no such zone.
pub fn next(cron: &str, zone: &str, after: DateTime<Utc>) -> Result<DateTime<Utc>, Problem> {
    let expression = Expression::parse(cron)?;
    let zone = Zone::get(zone)?;
    // A fraction of a second in the question would be one in the answer, and grow.
    let after = after.trunc_subsecs(0);
    let mut offset = zone.offset(after);
    // Before this local time, everything has been once already.
    let mut reached = zone
        .change_before(after)
        .map_or(NaiveDateTime::MIN, |change| local(change.at, change.before));
    let (mut from, mut inclusive, mut cursor) = (local(after, offset), false, after);
    for _ in 0..CHANGES {
        if !expression.rhythm && reached > from {
            (from, inclusive) = (reached, true);
        }
        let found = expression.next(from, inclusive)?;
        let at = found.and_utc() - TimeDelta::seconds(offset);
        let Some(change) = zone.change_after(cursor).filter(|change| change.at <= at) else {
            return Ok(at);
        };
        let (end, begin) = (local(change.at, change.before), local(change.at, change.after));
        // What the clock leaves out, and a rhythm's beat at the very moment that it goes back, is now.
        let now = if begin > end {
            found <= begin
        } else {
            expression.rhythm && found == end
        };
        if now {
            return Ok(change.at);
        }
        (from, inclusive, cursor) = (begin, true, change.at);
        (offset, reached) = (change.after, end);
    }
    Err(never())
}

fn local(at: DateTime<Utc>, offset: i64) -> NaiveDateTime {
    at.naive_utc() + TimeDelta::seconds(offset)
}

fn never() -> Problem {
    Problem::field("cron", "This date never occurs. Fix the day or the month.")
}

struct Expression {
    cron: Cron,
    /// Whether it goes on through the hours instead of naming some.
    rhythm: bool,
}

impl Expression {
    fn parse(text: &str) -> Result<Self, Problem> {
        let wrong = |_| {
            Problem::field(
                "cron",
                "Enter five fields: minute, hour, day, month, weekday. For example, 0 6 * * 1-5.",
            )
        };
        let cron = CronParser::builder()
            .seconds(Seconds::Disallowed)
            .build()
            .parse(text)
            .map_err(wrong)?;
        let mut fields = text.split_whitespace();
        let hour = fields.nth(1);
        Ok(Self {
            cron,
            rhythm: hour.map_or(text.trim() == "@hourly", |hour| {
                hour.starts_with('*') || hour == "0-23" || hour.starts_with("0-23/")
            }),
        })
    }

    /// The next local time; it knows no clock changes.
    fn next(&self, from: NaiveDateTime, inclusive: bool) -> Result<NaiveDateTime, Problem> {
        let found = self.cron.find_next_occurrence(&from.and_utc(), inclusive);
        Ok(found.map_err(|_| never())?.naive_utc())
    }
}

#[cfg(test)]
mod tests;
