//! How far runs are and what they say: written for all runs of a worker at once.

use chrono::{DateTime, Utc};
use igny8::id::TaskId;
use igny8::job_run::{Level, Phase};
use sqlx::PgConnection;

use super::claim::Claim;
use super::read::storable;
use crate::error::Result;
use crate::tenancy::Tx;

/// How far a run is.
#[derive(Clone, Debug)]
pub struct Progress<'a> {
    /// The run.
    pub claim: &'a Claim,
    /// Its phase.
    pub phase: Phase,
    /// Percent of the whole.
    pub percent: u8,
    /// What it is doing.
    pub message: Option<String>,
}

/// A line of a run's log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// When it was said.
    pub at: DateTime<Utc>,
    /// How much it matters.
    pub level: Level,
    /// What was said.
    pub message: String,
}

/// Writes progress. Rows that their runs have locked are left out: the next progress comes soon, and the end sets its own.
///
/// # Errors
/// The database does not answer.
pub async fn write_progress(conn: &mut PgConnection, all: &[Progress<'_>]) -> Result<()> {
    sqlx::query!(
        "with p as ( \
           select * from unnest($1::uuid[], $2::uuid[], $3::int8[], $4::text[], $5::int2[], $6::text[]) \
             as p(account_id, id, fence, phase, percent, message)), \
         free as ( \
           select p.* from ai_tasks t join p on p.account_id = t.account_id and p.id = t.id \
           where t.fence = p.fence and t.status = 'running' \
           for no key update of t skip locked) \
         update ai_tasks t set phase = free.phase, percent = free.percent, message = free.message \
         from free where t.account_id = free.account_id and t.id = free.id",
        &all.iter().map(|one| one.claim.account.0).collect::<Vec<_>>(),
        &all.iter().map(|one| one.claim.id.0).collect::<Vec<_>>(),
        &all.iter().map(|one| one.claim.fence).collect::<Vec<_>>(),
        &all.iter().map(|one| one.phase.as_str()).collect::<Vec<_>>() as &[&str],
        &all.iter().map(|one| i16::from(one.percent)).collect::<Vec<_>>(),
        &all.iter()
            .map(|one| one.message.as_deref().map(storable))
            .collect::<Vec<_>>() as &[Option<String>]
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Writes log lines of several runs, each with the fence of its claim.
///
/// # Errors
/// The database does not answer.
pub async fn write_lines(conn: &mut PgConnection, lines: &[(&Claim, Line)]) -> Result<()> {
    // Not only of those that still run: lines may be on their way while the run ends.
    sqlx::query!(
        "insert into ai_task_logs (account_id, task_id, at, level, message) \
         select l.account_id, l.task_id, l.at, l.level, l.message \
         from unnest($1::uuid[], $2::uuid[], $3::int8[], $4::timestamptz[], $5::text[], $6::text[]) with ordinality \
           as l(account_id, task_id, fence, at, level, message, n) \
         join ai_tasks t on t.account_id = l.account_id and t.id = l.task_id and t.fence = l.fence \
         order by l.n",
        &lines.iter().map(|(claim, _)| claim.account.0).collect::<Vec<_>>(),
        &lines.iter().map(|(claim, _)| claim.id.0).collect::<Vec<_>>(),
        &lines.iter().map(|(claim, _)| claim.fence).collect::<Vec<_>>(),
        &lines.iter().map(|(_, line)| line.at).collect::<Vec<_>>(),
        &lines.iter().map(|(_, line)| line.level.as_str()).collect::<Vec<_>>() as &[&str],
        &lines.iter().map(|(_, line)| storable(&line.message)).collect::<Vec<_>>()
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Writes log lines of one run.
///
/// # Errors
/// The database does not answer.
pub async fn add_lines(conn: &mut PgConnection, claim: &Claim, lines: Vec<Line>) -> Result<()> {
    if lines.is_empty() {
        return Ok(());
    }
    let lines: Vec<_> = lines.into_iter().map(|line| (claim, line)).collect();
    write_lines(conn, &lines).await
}

/// Writes a line of a run's log before anybody has claimed it.
///
/// # Errors
/// The database does not answer.
pub async fn say(tx: &mut Tx, task: TaskId, message: &str) -> Result<()> {
    sqlx::query!(
        "insert into ai_task_logs (account_id, task_id, level, message) values ($1, $2, 'info', $3)",
        tx.account().0,
        task.0,
        storable(message)
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Removes the logs of runs that ended more than 90 days ago; the runs stay. Says how many lines.
///
/// # Errors
/// The database does not answer.
pub async fn purge_logs(conn: &mut PgConnection) -> Result<u64> {
    let done = sqlx::query!(
        "delete from ai_task_logs where (account_id, task_id, seq) in ( \
           select l.account_id, l.task_id, l.seq from ai_task_logs l \
           join ai_tasks t on t.account_id = l.account_id and t.id = l.task_id \
           where l.at < now() - interval '90 days' and t.finished_at < now() - interval '90 days' \
           limit 10000)"
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}
