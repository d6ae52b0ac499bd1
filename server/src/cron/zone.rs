//! Time zones as schedules need them: the offset at a moment, and when it changes.

use chrono::{DateTime, Utc};
use igny8::error::Problem;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// A time zone, from the system's database or, without one, from that of this build.
pub(super) struct Zone(TimeZone);

/// A change of the clock.
#[derive(Clone, Copy, Debug)]
pub(super) struct Change {
    /// When.
    pub at: DateTime<Utc>,
    /// Seconds east of UTC until then.
    pub before: i64,
    /// And from then on.
    pub after: i64,
}

/// What is said of a time zone that there is not.
pub fn unknown_zone() -> Problem {
    Problem::field(
        "time_zone",
        "Enter an IANA time zone such as Europe/Berlin or UTC.",
    )
}

impl Zone {
    /// The zone with this IANA name.
    pub(super) fn get(name: &str) -> Result<Self, Problem> {
        TimeZone::get(name).map(Self).map_err(|_| unknown_zone())
    }

    /// Seconds east of UTC.
    pub(super) fn offset(&self, at: DateTime<Utc>) -> i64 {
        self.0.to_offset(stamp(at)).seconds().into()
    }

    /// The first change after a moment.
    pub(super) fn change_after(&self, at: DateTime<Utc>) -> Option<Change> {
        let found = self.0.following(stamp(at));
        found.map(|change| self.change(change.timestamp())).find(moves)
    }

    /// The last change up to a moment.
    pub(super) fn change_before(&self, at: DateTime<Utc>) -> Option<Change> {
        // Of whole seconds; a change at this very moment counts.
        let found = self.0.preceding(stamp(at + chrono::TimeDelta::seconds(1)));
        found.map(|change| self.change(change.timestamp())).find(moves)
    }

    fn change(&self, at: Timestamp) -> Change {
        let at = DateTime::from_timestamp(at.as_second(), 0).unwrap_or_default();
        Change {
            at,
            before: self.offset(at - chrono::TimeDelta::seconds(1)),
            after: self.offset(at),
        }
    }
}

/// Some changes are of names alone.
fn moves(change: &Change) -> bool {
    change.before != change.after
}

fn stamp(at: DateTime<Utc>) -> Timestamp {
    // Chrono's years go beyond what any calendar here asks for.
    Timestamp::from_second(at.timestamp()).unwrap_or(Timestamp::MAX)
}
