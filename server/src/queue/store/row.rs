//! A row of `ai_tasks` as the object that lists, answers and events carry.

use chrono::{DateTime, Utc};
use igny8::job::{Phase, Status, Task};
use serde_json::Value;
use uuid::Uuid;

use crate::repo::row::rfc3339;
use crate::repo::word::Word;

/// A statement, of two parts, whose rows are runs: between the parts stand the columns that [`task_of`] reads, of the row called `t`.
macro_rules! query_tasks {
    ($before:tt, $after:tt $(, $value:expr)* $(,)?) => {
        sqlx::query!(
            $before
                + "t.id as \"id!\", t.function as \"function!\", \
                   t.status as \"status!: crate::repo::word::Word<igny8::job::Status>\", \
                   t.phase as \"phase!: crate::repo::word::Word<igny8::job::Phase>\", \
                   t.percent as \"percent!\", t.message, t.result, t.error, t.credits as \"credits!\", \
                   t.attempt as \"attempt!\", t.cancel_requested as \"cancel_requested!\", t.parent_id, t.item_id, \
                   t.children as \"children!\", t.created_at as \"created_at!\", t.started_at, t.finished_at"
                + $after,
            $($value),*
        )
    };
}
pub(super) use query_tasks;

/// The run in a row of [`query_tasks`], which has a type of its own in each statement.
macro_rules! task_of {
    ($row:expr) => {
        $crate::queue::store::row::TaskRow {
            id: $row.id,
            function: $row.function,
            status: $row.status,
            phase: $row.phase,
            percent: $row.percent,
            message: $row.message,
            result: $row.result,
            error: $row.error,
            credits: $row.credits,
            attempt: $row.attempt,
            cancel_requested: $row.cancel_requested,
            parent_id: $row.parent_id,
            item_id: $row.item_id,
            children: $row.children,
            created_at: $row.created_at,
            started_at: $row.started_at,
            finished_at: $row.finished_at,
        }
        .task()
    };
}
pub(super) use task_of;

/// A row as it is stored.
pub(super) struct TaskRow {
    pub id: Uuid,
    pub function: String,
    pub status: Word<Status>,
    pub phase: Word<Phase>,
    pub percent: i16,
    pub message: Option<String>,
    pub result: Option<Value>,
    pub error: Option<String>,
    pub credits: i64,
    pub attempt: i16,
    pub cancel_requested: bool,
    pub parent_id: Option<Uuid>,
    pub item_id: Option<Uuid>,
    pub children: i32,
    pub created_at: DateTime<Utc>,
    pub started_at: Option<DateTime<Utc>>,
    pub finished_at: Option<DateTime<Utc>>,
}

impl TaskRow {
    /// What it stands for.
    pub(super) fn task(self) -> Task {
        Task {
            id: self.id,
            function: self.function,
            status: self.status.0,
            phase: self.phase.0,
            percent: u8::try_from(self.percent).unwrap_or(100),
            message: self.message,
            result: self.result,
            error: self.error,
            credits: self.credits,
            attempt: self.attempt,
            cancel_requested: self.cancel_requested,
            parent_id: self.parent_id,
            item_id: self.item_id,
            children: self.children,
            created_at: rfc3339(self.created_at),
            started_at: self.started_at.map(rfc3339),
            finished_at: self.finished_at.map(rfc3339),
        }
    }
}

/// The error for a stored name that this version does not know.
pub(super) fn unknown(column: &str, value: &str) -> sqlx::Error {
    sqlx::Error::ColumnDecode {
        index: column.to_owned(),
        source: format!("{value} is not known").into(),
    }
}

/// PostgreSQL's text cannot hold NUL, and a model or a file may send one.
pub(super) fn storable(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nul_is_not_stored() {
        assert_eq!(storable("a\0b"), "a\u{fffd}b");
    }
}
