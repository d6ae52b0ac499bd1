//! Reading runs, as lists, answers and events carry them.

use chrono::{DateTime, Utc};
use igny8::error::Problem;
use igny8::id::{AccountId, TaskId};
use igny8::job_run::{JobRun, Level, LogLine, Phase, Status};
use igny8::jobs::Job;
use igny8::resource::Resource;
use igny8::services::{JobRunDetail, JobRunPart};
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::error::Result;
use crate::repo::row::rfc3339;
use crate::repo::word::Word;
use crate::tenancy::Tx;

/// One run.
///
/// # Errors
/// 404 if the account has no such run.
pub async fn task(tx: &mut Tx, id: TaskId) -> Result<JobRun> {
    let account = tx.account();
    let found = states(tx.conn(), account, &[id.0]).await?;
    let found = found.into_iter().find(|task| task.id == id.0);
    found.ok_or_else(|| Problem::not_found(Resource::Tasks.one()).into())
}

/// The runs with these ids, and the parents of those that are children, as they are now.
///
/// # Errors
/// The database does not answer.
pub async fn states(conn: &mut PgConnection, account: AccountId, ids: &[Uuid]) -> Result<Vec<JobRun>> {
    let rows = query_tasks!(
        "select ",
        " from ai_tasks t where t.account_id = $1 and (t.id = any ($2) \
           or t.id in (select c.parent_id from ai_tasks c where c.account_id = $1 and c.id = any ($2))) \
         order by t.parent_id is null, t.id",
        account.0,
        ids
    )
    .fetch_all(conn)
    .await?;
    let tasks = rows.into_iter().map(|row| task_of!(row));
    Ok(tasks.collect())
}

/// One run with the last 200 lines of its log, oldest first.
///
/// # Errors
/// 404 if the account has no such run.
pub async fn detail(tx: &mut Tx, id: Uuid) -> Result<JobRunDetail> {
    let task = task(tx, TaskId(id)).await?;
    let lines = sqlx::query!(
        "select at, level as \"level: Word<Level>\", message from ai_task_logs where account_id = $1 and task_id = $2 order by seq desc limit 200",
        tx.account().0,
        id
    )
    .fetch_all(tx.conn())
    .await?;
    let parts = if task.children > 0 {
        parts(tx, id).await?
    } else {
        Vec::new()
    };
    Ok(JobRunDetail {
        task,
        parts,
        log: lines
            .into_iter()
            .rev()
            .map(|line| LogLine {
                at: rfc3339(line.at),
                level: line.level.0,
                message: line.message,
            })
            .collect(),
    })
}

/// The children of a run with what each is for, those that went wrong first: at most 1,000.
async fn parts(tx: &mut Tx, parent: Uuid) -> Result<Vec<JobRunPart>> {
    let rows = query_tasks!(
        "select ",
        ", coalesce(c.name, w.title, a.title, m.prompt, n.name, '') as \"label!\" from ai_tasks t \
         left join clusters c on c.account_id = t.account_id and c.id = t.item_id \
         left join writing_tasks w on w.account_id = t.account_id and w.id = t.item_id \
         left join contents a on a.account_id = t.account_id and a.id = t.item_id \
         left join images m on m.account_id = t.account_id and m.id = t.item_id \
         left join integrations n on n.account_id = t.account_id and n.id = t.item_id \
         where t.account_id = $1 and t.parent_id = $2 \
         order by t.status not in ('failed', 'dead'), t.status not in ('running', 'retry_wait'), t.id limit 1000",
        tx.account().0,
        parent
    )
    .fetch_all(tx.conn())
    .await?;
    let parts = rows.into_iter().map(|row| JobRunPart {
        task: task_of!(row),
        label: row.label,
    });
    Ok(parts.collect())
}

/// The runs that are not ended and those that ended in the last 10 minutes, newest first: at most 20.
///
/// # Errors
/// The database does not answer.
pub async fn tray(tx: &mut Tx) -> Result<Vec<JobRun>> {
    let rows = query_tasks!(
        "select ",
        " from ((select * from ai_tasks where account_id = $1 and finished_at is null and parent_id is null order by id desc limit 20) \
          union all (select * from ai_tasks where account_id = $1 and parent_id is null and finished_at > now() - interval '10 minutes' \
            order by finished_at desc limit 20)) t \
         order by t.id desc limit 20",
        tx.account().0
    )
    .fetch_all(tx.conn())
    .await?;
    let tasks = rows.into_iter().map(|row| task_of!(row));
    Ok(tasks.collect())
}

/// The latest runs of these functions, however long ago they ended, newest first: at most 8.
///
/// # Errors
/// The database does not answer.
pub async fn latest(tx: &mut Tx, functions: &[Job]) -> Result<Vec<JobRun>> {
    let rows = query_tasks!(
        "select ",
        " from ai_tasks t where t.account_id = $1 and t.parent_id is null and t.function = any ($2) \
         order by t.created_at desc, t.id limit 8",
        tx.account().0,
        &functions
            .iter()
            .map(|function| function.name())
            .collect::<Vec<_>>() as &[&str]
    )
    .fetch_all(tx.conn())
    .await?;
    let tasks = rows.into_iter().map(|row| task_of!(row));
    Ok(tasks.collect())
}

/// A statement, of two parts, whose rows are runs: between the parts stand the columns that [`task_of`] reads, of the row called `t`.
macro_rules! query_tasks {
    ($before:tt, $after:tt $(, $value:expr)* $(,)?) => {
        sqlx::query!(
            $before
                + "t.id as \"id!\", t.function as \"function!\", \
                   t.status as \"status!: crate::repo::word::Word<igny8::job_run::Status>\", \
                   t.phase as \"phase!: crate::repo::word::Word<igny8::job_run::Phase>\", \
                   t.percent as \"percent!\", t.message, t.result, t.error, t.credits as \"credits!\", \
                   t.attempt as \"attempt!\", t.cancel_requested as \"cancel_requested!\", t.parent_id, t.item_id, \
                   t.children as \"children!\", t.sites, t.created_at as \"created_at!\", t.started_at, t.finished_at"
                + $after,
            $($value),*
        )
    };
}
pub(super) use query_tasks;

/// The run in a row of [`query_tasks`], which has a type of its own in each statement.
macro_rules! task_of {
    ($row:expr) => {
        $crate::queue::store::read::JobRunRow {
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
            sites: $row.sites,
            created_at: $row.created_at,
            started_at: $row.started_at,
            finished_at: $row.finished_at,
        }
        .task()
    };
}
pub(super) use task_of;

/// A row as it is stored.
pub(super) struct JobRunRow {
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
    pub sites: Option<Vec<Uuid>>,
    pub created_at: DateTime<Utc>,
    pub started_at: Option<DateTime<Utc>>,
    pub finished_at: Option<DateTime<Utc>>,
}

impl JobRunRow {
    /// What it stands for.
    pub(super) fn task(self) -> JobRun {
        JobRun {
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
            sites: self.sites,
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
