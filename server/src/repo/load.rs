//! What waits and runs in all accounts together, for those who watch over the installation. No account's own figure leaves here.

use igny8::job_run::Queue;
use sqlx::PgConnection;

use crate::error::Result;
use crate::repo::word::Word;

/// What there is of one lane.
#[derive(Clone, Copy, Debug)]
pub struct Lane {
    /// The lane.
    pub queue: Queue,
    /// Runs that wait.
    pub waiting: i64,
    /// Runs that go on.
    pub running: i64,
    /// Seconds that the oldest has waited beyond its time.
    pub oldest: f64,
    /// Credits that its open runs hold.
    pub credits: i64,
}

/// The lanes that have something.
///
/// # Errors
/// The database does not answer.
pub async fn lanes(conn: &mut PgConnection) -> Result<Vec<Lane>> {
    let rows = sqlx::query!(
        "select queue as \"queue!: Word<Queue>\", count(*) filter (where status <> 'running') as \"waiting!\", \
           count(*) filter (where status = 'running') as \"running!\", \
           coalesce(extract(epoch from now() - min(run_at) filter (where status <> 'running' and run_at <= now())), 0)::float8 as \"oldest!\", \
           coalesce(sum(credits), 0)::int8 as \"credits!\" \
         from ai_tasks where status in ('queued', 'retry_wait', 'running') group by queue"
    )
    .fetch_all(conn)
    .await?;
    let lanes = rows.into_iter().map(|row| Lane {
        queue: row.queue.0,
        waiting: row.waiting,
        running: row.running,
        oldest: row.oldest,
        credits: row.credits,
    });
    Ok(lanes.collect())
}
