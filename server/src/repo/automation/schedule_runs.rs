//! SQL of schedules that are due, and of what came of their times.

use chrono::{DateTime, Utc};
use igny8::id::{AccountId, TaskId};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::error::Result;
use crate::tenancy::Tx;

/// A schedule whose time has come.
#[derive(Clone, Debug)]
pub struct Due {
    /// Whose.
    pub account: AccountId,
    /// Which.
    pub id: Uuid,
    /// What people call it.
    pub name: String,
    /// What it starts, by name.
    pub function: String,
    /// The site whose rows alone it is for.
    pub site: Option<Uuid>,
    /// The most credits that one run may use.
    pub credits: i64,
    /// The most rows that one run may be for.
    pub max_rows: Option<i64>,
    /// When, as a cron expression in local time.
    pub cron: String,
    /// Whose local time, as an IANA name.
    pub time_zone: String,
    /// The time that has come.
    pub fire_at: DateTime<Utc>,
}

/// Schedules whose time has come, at most 200, the longest due first. Those of suspended accounts wait.
///
/// # Errors
/// The database does not answer.
pub async fn due(conn: &mut PgConnection) -> Result<Vec<Due>> {
    let rows = sqlx::query!(
        "select s.account_id, s.id, s.name, s.function, s.site_id, s.credits, s.max_rows::int8 as max_rows, s.cron, s.time_zone, s.next_at \
         from schedules s where s.enabled and s.deleted_in is null and s.next_at <= now() \
           and not exists (select from suspensions x where x.account = s.account_id) \
         order by s.next_at limit 200"
    )
    .fetch_all(conn)
    .await?;
    let due = rows.into_iter().map(|row| Due {
        account: AccountId(row.account_id),
        id: row.id,
        name: row.name,
        function: row.function,
        site: row.site_id,
        credits: row.credits,
        max_rows: row.max_rows,
        cron: row.cron,
        time_zone: row.time_zone,
        fire_at: row.next_at,
    });
    Ok(due.collect())
}

/// Marks the time as fired and sets the next one. False if somebody else did, or the schedule has changed.
///
/// # Errors
/// The database does not answer.
pub async fn fire(tx: &mut Tx, due: &Due, next: DateTime<Utc>) -> Result<bool> {
    let moved = sqlx::query!(
        "update schedules set next_at = $4 where account_id = $1 and id = $2 and next_at = $3 and enabled and deleted_in is null",
        due.account.0,
        due.id,
        due.fire_at,
        next
    )
    .execute(tx.conn())
    .await?;
    if moved.rows_affected() == 0 {
        return Ok(false);
    }
    let fired = sqlx::query!(
        "insert into schedule_fires (account_id, schedule_id, fire_at) values ($1, $2, $3) on conflict do nothing",
        due.account.0,
        due.id,
        due.fire_at
    )
    .execute(tx.conn())
    .await?;
    Ok(fired.rows_affected() > 0)
}

/// What came of a time.
#[derive(Clone, Copy, Debug, Default)]
pub struct Outcome<'a> {
    /// The run that it started.
    pub task: Option<TaskId>,
    /// Rows that it took.
    pub rows: Option<i64>,
    /// Rows that it left for next time.
    pub left: Option<i64>,
    /// Why it left them, or why there was nothing to do.
    pub note: Option<&'a str>,
    /// Why it started no run.
    pub error: Option<&'a str>,
}

/// Notes what came of a time.
///
/// # Errors
/// The database does not answer.
pub async fn outcome(tx: &mut Tx, due: &Due, outcome: Outcome<'_>) -> Result<()> {
    sqlx::query!(
        "update schedule_fires set task_id = $4, error = $5, rows = $6, rows_left = $7, note = $8 \
         where account_id = $1 and schedule_id = $2 and fire_at = $3",
        due.account.0,
        due.id,
        due.fire_at,
        outcome.task.map(|task| task.0),
        outcome.error,
        outcome.rows,
        outcome.left,
        outcome.note
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Switches a schedule off that has no next time, and says why.
///
/// # Errors
/// The database does not answer.
pub async fn switch_off(tx: &mut Tx, due: &Due, error: &str) -> Result<()> {
    sqlx::query!(
        "update schedules set enabled = false, error = $3 where account_id = $1 and id = $2",
        due.account.0,
        due.id,
        error
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
