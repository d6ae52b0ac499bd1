//! Whether database, Redis and workers do their work, and what waits.

use std::time::{Duration, Instant};

use igny8::backend::{Part, Report};
use sqlx::Row as _;

use crate::error::Result;
use crate::repo::row::rfc3339;
use crate::state::App;
use crate::tenancy::Reason;

/// A part that does not answer for this long does not work.
const PATIENCE: Duration = Duration::from_secs(3);

/// Looks at every part at the same time.
pub async fn report(app: &App) -> Report {
    let (database, redis) = tokio::join!(database(app), redis(app));
    let mut parts = database;
    parts.push(redis);
    parts.push(Part {
        key: "web".into(),
        label: "Web server".into(),
        ok: true,
        summary: "Answers".into(),
        facts: vec![("Version".into(), env!("CARGO_PKG_VERSION").into())],
    });
    // Without workers nothing is lost and pages work: runs wait. So this alone does not make the system unhealthy.
    let ok = parts.iter().all(|part| part.ok || part.key == "workers");
    Report {
        ok,
        at: rfc3339(chrono::Utc::now()),
        parts,
    }
}

fn part(key: &str, label: &str, ok: bool, summary: String, facts: Vec<(String, String)>) -> Part {
    Part {
        key: key.into(),
        label: label.into(),
        ok,
        summary,
        facts,
    }
}

fn fact(name: &str, value: impl std::fmt::Display) -> (String, String) {
    (name.to_owned(), value.to_string())
}

async fn database(app: &App) -> Vec<Part> {
    let began = Instant::now();
    match tokio::time::timeout(PATIENCE, look(app)).await {
        Ok(Ok(mut parts)) => {
            let (used, most) = app.db.load();
            parts[0]
                .facts
                .push(fact("Answered in", format!("{} ms", began.elapsed().as_millis())));
            parts[0]
                .facts
                .push(fact("Connections of this process", format!("{used} of {most}")));
            parts
        }
        Ok(Err(error)) => {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "the database does not answer"
            );
            vec![part(
                "database",
                "Database",
                false,
                "Does not answer. Check that PostgreSQL runs.".into(),
                vec![],
            )]
        }
        Err(_) => vec![part(
            "database",
            "Database",
            false,
            "Takes more than 3 seconds to answer.".into(),
            vec![],
        )],
    }
}

async fn look(app: &App) -> Result<Vec<Part>> {
    let mut tx = app.db.system(Reason::Observe).await?;
    let row = sqlx::query(
        "select current_setting('server_version') as version, \
           count(*) filter (where status in ('queued', 'retry_wait')) as waiting, \
           count(*) filter (where status = 'running') as running, \
           count(distinct worker) filter (where status = 'running') as busy, \
           coalesce(extract(epoch from now() - min(run_at) filter (where status = 'queued')), 0)::int8 as oldest \
         from ai_tasks where status in ('queued', 'retry_wait', 'running')",
    )
    .fetch_one(tx.conn())
    .await?;
    let (waiting, running, oldest): (i64, i64, i64) =
        (row.get("waiting"), row.get("running"), row.get("oldest"));
    let version: String = row.get("version");
    let stuck = oldest > 60 && running == 0;
    let summary = if stuck {
        "Runs wait, but no worker takes them. Start one with “igny8 worker”."
    } else {
        "Take runs"
    };
    Ok(vec![
        part(
            "database",
            "Database",
            true,
            "Answers".into(),
            vec![fact("PostgreSQL", version)],
        ),
        part(
            "workers",
            "Workers",
            !stuck,
            summary.into(),
            vec![
                fact("Waiting", waiting),
                fact("Running", running),
                fact("Busy workers", row.get::<i64, _>("busy")),
                fact("Longest wait", format!("{oldest} s")),
            ],
        ),
    ])
}

async fn redis(app: &App) -> Part {
    let began = Instant::now();
    match tokio::time::timeout(PATIENCE, crate::jobs::redis::version(&app.redis)).await {
        Ok(Ok(version)) => part(
            "redis",
            "Redis",
            true,
            "Answers".into(),
            vec![
                fact("Redis", version),
                fact("Answered in", format!("{} ms", began.elapsed().as_millis())),
            ],
        ),
        // Runs go on without it, more slowly, so that this is a fault but not an outage of the data.
        _ => part(
            "redis",
            "Redis",
            false,
            "Does not answer. Check that Redis runs.".into(),
            vec![],
        ),
    }
}
