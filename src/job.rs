//! A background run as everybody sees it: states, phases, and the object that lists, answers and events carry.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::choice::{Choice, Tone};

/// Where a run waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Queue {
    /// Somebody waits for it.
    Interactive,
    /// Long work that may take its time.
    Bulk,
    /// Started by a schedule.
    Scheduled,
}

impl Queue {
    /// All of them, in the order in which workers look.
    pub const ALL: [Self; 3] = [Self::Interactive, Self::Bulk, Self::Scheduled];

    /// The name as stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Interactive => "interactive",
            Self::Bulk => "bulk",
            Self::Scheduled => "scheduled",
        }
    }
}

/// The state of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "TaskStatus")
)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Waits for a worker.
    Queued,
    /// A worker has it.
    Running,
    /// Failed for now; starts again by itself.
    RetryWait,
    /// Done.
    Succeeded,
    /// Ended with an error.
    Failed,
    /// Stopped by a person.
    Cancelled,
    /// Its workers died too often.
    Dead,
}

/// The states as lists show them.
pub static STATUSES: &[Choice] = &[
    Choice::new("queued", "Queued"),
    Choice::new("running", "Running").tone(Tone::Info),
    Choice::new("retry_wait", "Waiting to retry").tone(Tone::Warn),
    Choice::new("succeeded", "Succeeded").tone(Tone::Good),
    Choice::new("failed", "Failed").tone(Tone::Bad),
    Choice::new("cancelled", "Cancelled").tone(Tone::Warn),
    Choice::new("dead", "Stopped").tone(Tone::Bad),
];

impl Status {
    /// The state as stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::RetryWait => "retry_wait",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::Dead => "dead",
        }
    }

    /// The state with this stored name.
    pub fn parse(name: &str) -> Option<Self> {
        use Status::{Cancelled, Dead, Failed, Queued, RetryWait, Running, Succeeded};
        [Queued, Running, RetryWait, Succeeded, Failed, Cancelled, Dead]
            .into_iter()
            .find(|status| status.name() == name)
    }

    /// Whether nothing more happens by itself.
    pub const fn is_terminal(self) -> bool {
        matches!(
            self,
            Self::Succeeded | Self::Failed | Self::Cancelled | Self::Dead
        )
    }
}

/// The phase of a run, with the percent at which it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "TaskPhase")
)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Waits.
    Queued,
    /// Reads what it needs.
    Prepare,
    /// Does the long part.
    Call,
    /// Checks the answer.
    Parse,
    /// Writes the results.
    Save,
    /// Ended well.
    Done,
}

impl Phase {
    /// All of them in order.
    pub const ALL: [Self; 6] = [
        Self::Queued,
        Self::Prepare,
        Self::Call,
        Self::Parse,
        Self::Save,
        Self::Done,
    ];

    /// The name as stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Prepare => "prepare",
            Self::Call => "call",
            Self::Parse => "parse",
            Self::Save => "save",
            Self::Done => "done",
        }
    }

    /// What people read.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Queued => "Waiting for a worker",
            Self::Prepare => "Reading",
            Self::Call => "Working",
            Self::Parse => "Checking",
            Self::Save => "Saving",
            Self::Done => "Done",
        }
    }

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
pub struct Task {
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

/// One line of a run's log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LogLine {
    /// When, RFC 3339.
    #[cfg_attr(feature = "schema", schemars(extend("format" = "date-time")))]
    pub at: String,
    /// `info`, `warn` or `error`.
    pub level: String,
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

    #[test]
    fn statuses_and_choices_agree() {
        for choice in STATUSES {
            assert_eq!(Status::parse(choice.value).map(Status::name), Some(choice.value));
        }
    }
}
