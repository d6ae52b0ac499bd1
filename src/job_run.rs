//! A background run as everybody sees it: states, phases, and the object that lists, answers and events carry.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::choices;

choices! {
    /// Where a run waits, in the order in which workers look.
    pub enum Queue {
        /// Somebody waits for it.
        Interactive = "interactive", "Interactive";
        /// Long work that may take its time.
        Bulk = "bulk", "Bulk";
        /// Started by a schedule.
        Scheduled = "scheduled", "Scheduled";
    }
}

choices! {
    /// The state of a run.
    pub enum Status {
        /// Waits for a worker.
        Queued = "queued", "Queued";
        /// A worker has it.
        Running = "running", "Running", Info;
        /// Failed for now; starts again by itself.
        RetryWait = "retry_wait", "Waiting to retry", Warn;
        /// Done.
        Succeeded = "succeeded", "Succeeded", Good;
        /// Ended with an error.
        Failed = "failed", "Failed", Bad;
        /// Stopped by a person.
        Cancelled = "cancelled", "Canceled", Warn;
        /// Its workers died too often.
        Dead = "dead", "Stopped", Bad;
    }
}

impl Status {
    /// Whether nothing more happens by itself.
    pub const fn is_terminal(self) -> bool {
        matches!(
            self,
            Self::Succeeded | Self::Failed | Self::Cancelled | Self::Dead
        )
    }
}

choices! {
    /// The phase of a run, with the percent at which it begins.
    pub enum Phase {
        /// Waits.
        Queued = "queued", "Waiting for a worker";
        /// Reads what it needs.
        Prepare = "prepare", "Reading";
        /// Does the long part.
        Call = "call", "Working";
        /// Checks the answer.
        Parse = "parse", "Checking";
        /// Writes the results.
        Save = "save", "Saving";
        /// Ended well.
        Done = "done", "Done";
    }
}

impl Phase {
    /// From which to which percent the phase goes.
    pub const fn span(self) -> (u8, u8) {
        match self {
            Self::Queued => (0, 0),
            Self::Prepare => (1, 10),
            Self::Call => (25, 70),
            Self::Parse => (71, 85),
            Self::Save => (86, 98),
            Self::Done => (100, 100),
        }
    }

    /// The percent of the whole run at this share (0 to 1) of the phase.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the share is clamped, so the result lies between the span's bounds"
    )]
    pub fn percent(self, share: f32) -> u8 {
        let (from, to) = self.span();
        from + (f32::from(to - from) * share.clamp(0.0, 1.0)) as u8
    }
}

/// One run, as `GET …/system/tasks/{id}` answers and `task` events carry.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct JobRun {
    /// The run's id.
    pub id: Uuid,
    /// The function's name.
    pub function: String,
    /// Its state.
    pub status: Status,
    /// Its phase.
    pub phase: Phase,
    /// Percent done.
    pub percent: u8,
    /// What it is doing or did, in one short sentence.
    pub message: Option<String>,
    /// What came of it; its shape is the function's.
    pub result: Option<serde_json::Value>,
    /// Why it failed and what to do.
    pub error: Option<String>,
    /// Credits that it cost, or holds while it runs.
    pub credits: i64,
    /// How often it was started.
    pub attempt: i16,
    /// Whether somebody asked it to stop.
    pub cancel_requested: bool,
    /// The run of many items that it is a part of.
    #[serde(default)]
    pub parent_id: Option<Uuid>,
    /// The row that it is for, where it is for one.
    #[serde(default)]
    pub item_id: Option<Uuid>,
    /// Its parts, where it is one of many items.
    #[serde(default)]
    pub children: i32,
    /// The sites that it is about, where they are known: members who are limited to some see runs of these alone.
    #[serde(default)]
    pub sites: Option<Vec<Uuid>>,
    /// When it was asked for, RFC 3339.
    #[cfg_attr(feature = "schema", schemars(extend("format" = "date-time")))]
    pub created_at: String,
    /// When a worker took it.
    #[cfg_attr(feature = "schema", schemars(extend("format" = "date-time")))]
    pub started_at: Option<String>,
    /// When it ended.
    #[cfg_attr(feature = "schema", schemars(extend("format" = "date-time")))]
    pub finished_at: Option<String>,
}

choices! {
    /// How much a line of a run's log matters.
    pub enum Level {
        /// To be known.
        Info = "info", "Info";
        /// Not as it should be, and the run goes on.
        Warn = "warn", "Warning", Warn;
        /// Wrong.
        Error = "error", "Error", Bad;
    }
}

/// One line of a run's log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LogLine {
    /// When, RFC 3339.
    #[cfg_attr(feature = "schema", schemars(extend("format" = "date-time")))]
    pub at: String,
    /// How much it matters.
    pub level: Level,
    /// What happened.
    pub message: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phases_follow_each_other() {
        for pair in Phase::ALL.windows(2) {
            assert!(pair[0].span().1 <= pair[1].span().0);
        }
        assert_eq!(Phase::Call.percent(0.0), 25);
        assert_eq!(Phase::Call.percent(1.0), 70);
        assert_eq!(Phase::Call.percent(f32::NAN), 25);
    }
}
