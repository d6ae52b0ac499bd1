//! A row of `ai_tasks` as the object that lists, answers and events carry.

use chrono::{DateTime, Utc};
use igny8::job::Task;
use sqlx::Row as _;
use sqlx::postgres::PgRow;

use crate::repo::row::rfc3339;
use crate::repo::word::word;

/// The columns that [`task_of`] reads, of the row called `t`.
macro_rules! task_columns {
    () => {
        "t.id, t.function, t.status, t.phase, t.percent, t.message, t.result, t.error, t.credits, t.attempt, \
         t.cancel_requested, t.parent_id, t.item_id, t.children, t.created_at, t.started_at, t.finished_at"
    };
}
pub(super) use task_columns;

/// Decodes a row that has [`task_columns`].
pub(super) fn task_of(row: &PgRow) -> sqlx::Result<Task> {
    let percent: i16 = row.try_get("percent")?;
    let time = |column: &str| {
        row.try_get::<Option<DateTime<Utc>>, _>(column)
            .map(|at| at.map(rfc3339))
    };
    Ok(Task {
        id: row.try_get("id")?,
        function: row.try_get("function")?,
        status: word(row, "status")?,
        phase: word(row, "phase")?,
        percent: u8::try_from(percent).unwrap_or(100),
        message: row.try_get("message")?,
        result: row.try_get("result")?,
        error: row.try_get("error")?,
        credits: row.try_get("credits")?,
        attempt: row.try_get("attempt")?,
        cancel_requested: row.try_get("cancel_requested")?,
        parent_id: row.try_get("parent_id")?,
        item_id: row.try_get("item_id")?,
        children: row.try_get("children")?,
        created_at: rfc3339(row.try_get("created_at")?),
        started_at: time("started_at")?,
        finished_at: time("finished_at")?,
    })
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
