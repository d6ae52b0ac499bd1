//! Runs that nothing would wake any more: their worker died, or Redis forgot them.

use igny8::job::Queue;
use sqlx::PgConnection;

use super::feed::Ticket;
use crate::error::Result;
use crate::repo::word::Word;

/// Whether this transaction is the only one in the installation that does the work called `name` right now. It loses
/// that when it does nothing for `seconds`, so that a process that hangs does not keep others from it.
///
/// # Errors
/// The database does not answer.
pub async fn try_lead(conn: &mut PgConnection, name: &str, seconds: u32) -> Result<bool> {
    let said = sqlx::query!(
        "select pg_try_advisory_xact_lock(hashtextextended($1, 0)) as \"leads!\", \
           set_config('idle_in_transaction_session_timeout', $2, true)",
        format!("igny8 {name}"),
        format!("{seconds}s")
    )
    .fetch_one(conn)
    .await?;
    Ok(said.leads)
}

/// Running runs whose lease ran out, at most 500, marked as sent once more: each is answered again only after 15 s.
///
/// # Errors
/// The database does not answer.
pub async fn expired(conn: &mut PgConnection) -> Result<Vec<Ticket>> {
    let rows = sqlx::query!(
        "with lost as ( \
           select account_id, id from ai_tasks \
           where status = 'running' and dispatched_at is not null and lease_until < now() \
             and dispatched_at < greatest(now() - interval '15 seconds', lease_until) \
           order by lease_until limit 500 \
           for no key update skip locked) \
         update ai_tasks t set dispatched_at = now() from lost where t.account_id = lost.account_id and t.id = lost.id \
         returning t.account_id, t.id, t.queue as \"queue: Word<Queue>\""
    )
    .fetch_all(conn)
    .await?;
    let tickets = rows
        .into_iter()
        .map(|row| Ticket::stored(row.account_id, row.id, row.queue));
    Ok(tickets.collect())
}

/// Waiting runs that were sent more than `seconds` ago and not claimed, still in Redis or lost, at most 5,000, the
/// longest first.
///
/// # Errors
/// The database does not answer.
pub async fn stale(conn: &mut PgConnection, seconds: f64) -> Result<Vec<Ticket>> {
    let rows = sqlx::query!(
        "select account_id, id, queue as \"queue: Word<Queue>\" from ai_tasks \
         where status in ('queued', 'retry_wait') and dispatched_at is not null \
           and dispatched_at < now() - make_interval(secs => $1) \
         order by dispatched_at limit 5000",
        seconds
    )
    .fetch_all(conn)
    .await?;
    let tickets = rows
        .into_iter()
        .map(|row| Ticket::stored(row.account_id, row.id, row.queue));
    Ok(tickets.collect())
}

/// Lets PostgreSQL look at the runs again if there are far more of them than it knows of: plans for a few would read all.
///
/// # Errors
/// The database does not answer.
pub async fn refresh_statistics(conn: &mut PgConnection) -> Result<()> {
    sqlx::query!("select refresh_statistics('ai_tasks')")
        .fetch_one(conn)
        .await?;
    Ok(())
}
