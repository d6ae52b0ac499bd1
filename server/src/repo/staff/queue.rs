//! SQL of Staff › Queue and workers.

use chrono::Utc;
use igny8::job_run::Queue;
use igny8::services::{Part, Report};

use crate::error::Result;
use crate::repo::row::rfc3339;
use crate::repo::word::Word;
use crate::tenancy::Tx;

/// Seconds that a run may wait for a worker before that is a fault.
const LONG: i64 = 300;

/// What waits and runs by queue, what was done lately, and by whom.
///
/// # Errors
/// The database does not answer.
pub async fn report(tx: &mut Tx) -> Result<Report> {
    let mut parts = queues(tx).await?;
    parts.push(throughput(tx).await?);
    parts.push(workers(tx).await?);
    Ok(Report {
        ok: parts.iter().all(|part| part.ok),
        at: rfc3339(Utc::now()),
        parts,
    })
}

fn fact(name: &str, value: impl std::fmt::Display) -> (String, String) {
    (name.to_owned(), value.to_string())
}

/// Such as “3 min”.
fn span(seconds: i64) -> String {
    match seconds {
        ..60 => format!("{} s", seconds.max(0)),
        60..3_600 => format!("{} min", seconds / 60),
        _ => format!("{} h", seconds / 3_600),
    }
}

async fn queues(tx: &mut Tx) -> Result<Vec<Part>> {
    let rows = sqlx::query!(
        "select t.queue as \"queue!: Word<Queue>\", \
           count(*) filter (where t.status in ('queued', 'retry_wait') and x.account is null) as \"waiting!\", \
           count(*) filter (where t.status in ('queued', 'retry_wait') and x.account is not null) as \"held!\", \
           count(*) filter (where t.status = 'running') as \"running!\", \
           coalesce(extract(epoch from now() - min(t.run_at) \
             filter (where t.status in ('queued', 'retry_wait') and t.run_at <= now() and x.account is null)), 0)::int8 as \"oldest!\" \
         from ai_tasks t left join suspensions x on x.account = t.account_id \
         where t.finished_at is null and t.children = 0 group by t.queue"
    )
    .fetch_all(tx.conn())
    .await?;
    let parts = Queue::ALL.into_iter().map(|queue| {
        let row = rows.iter().find(|row| row.queue.0 == queue);
        let count = |of: fn(&_) -> i64| row.map_or(0, of);
        let (waiting, running, oldest) = (
            count(|row| row.waiting),
            count(|row| row.running),
            count(|row| row.oldest),
        );
        // An account has its turns: that some wait while others run is no fault.
        let ok = oldest < LONG || running > 0;
        Part {
            key: queue.as_str().to_owned(),
            label: format!("{} queue", queue.label()),
            ok,
            summary: if ok {
                "Processing tasks".to_owned()
            } else {
                "Tasks are queued, but none are running. Start a worker with “igny8 worker”.".to_owned()
            },
            facts: vec![
                fact("Waiting", waiting),
                fact("Longest wait", span(oldest)),
                fact("Running", running),
                fact("On hold (suspended accounts)", count(|row| row.held)),
            ],
        }
    });
    Ok(parts.collect())
}

async fn throughput(tx: &mut Tx) -> Result<Part> {
    let done = sqlx::query!(
        "select count(*) filter (where status = 'succeeded' and finished_at > now() - interval '1 hour') as \"hour!\", \
           count(*) filter (where status = 'succeeded') as \"day!\", \
           count(*) filter (where status = 'failed') as \"failed!\", \
           count(*) filter (where status = 'dead') as \"dead!\" \
         from ai_tasks where finished_at > now() - interval '24 hours' and children = 0"
    )
    .fetch_one(tx.conn())
    .await?;
    let ok = done.dead == 0;
    Ok(Part {
        key: "throughput".to_owned(),
        label: "Throughput".to_owned(),
        ok,
        summary: if ok {
            "No tasks were stopped in the last 24 hours".to_owned()
        } else {
            "Some tasks were stopped after their workers failed three times. See Staff › AI tasks, status Stopped.".to_owned()
        },
        facts: vec![
            fact("Succeeded in the last hour", done.hour),
            fact("Succeeded in the last 24 hours", done.day),
            fact("Failed in the last 24 hours", done.failed),
            fact("Stopped in the last 24 hours", done.dead),
        ],
    })
}

async fn workers(tx: &mut Tx) -> Result<Part> {
    let rows = sqlx::query!(
        "select worker as \"worker!\", count(*) as \"runs!\", bool_or(lease_until < now()) as \"late!\" \
         from ai_tasks where status = 'running' and worker is not null group by worker order by worker limit 50"
    )
    .fetch_all(tx.conn())
    .await?;
    let ok = !rows.iter().any(|row| row.late);
    let facts = rows.iter().map(|row| {
        let late = if row.late { ", no sign of life" } else { "" };
        fact(&row.worker, format!("{} running{late}", row.runs))
    });
    Ok(Part {
        key: "workers".to_owned(),
        label: "Workers".to_owned(),
        ok,
        summary: match (rows.is_empty(), ok) {
            (true, _) => "No tasks running".to_owned(),
            (false, true) => "All active workers are responding".to_owned(),
            (false, false) => "A worker stopped responding. Another one will take over its tasks.".to_owned(),
        },
        facts: facts.collect(),
    })
}
