//! Whether database, Redis and workers do their work, and what waits.

use std::time::Duration;

use igny8::services::{Part, Report};

use crate::error::Result;
use crate::queue::store;
use crate::repo::row::rfc3339;
use crate::services::RequestContext;
use crate::state::App;
use crate::tenancy::Reason;

/// A part that does not answer for this long does not work.
const TIMEOUT: Duration = Duration::from_secs(3);

/// What a member sees: whether each part works, and what waits of the own account. Versions, connections and what other
/// accounts do are the operator's.
///
/// # Errors
/// 401 when nobody is signed in.
pub async fn report_to(ctx: &RequestContext) -> Result<Report> {
    let grant = ctx.scope()?.member();
    let mut report = report(&ctx.app).await;
    let own = async {
        let mut tx = ctx.app.db.begin(&grant).await?;
        let counts = store::load(&mut tx).await?;
        Ok::<_, crate::error::Error>(counts)
    };
    // A database that does not answer is what the report says.
    let counts = tokio::time::timeout(TIMEOUT, own).await;
    for part in &mut report.parts {
        part.facts = match (part.key.as_str(), &counts) {
            ("workers", Ok(Ok((waiting, running)))) => vec![
                fact("Your queued AI tasks", waiting),
                fact("Your running AI tasks", running),
            ],
            _ => Vec::new(),
        };
    }
    Ok(report)
}

/// Looks at every part at the same time.
pub async fn report(app: &App) -> Report {
    let (database, redis) = tokio::join!(database(app), redis(app));
    let mut parts = database;
    parts.push(redis);
    parts.push(part("web", "Web server", true, "Operational"));
    // Without workers nothing is lost and pages work: runs wait. So this alone does not make the system unhealthy.
    let ok = parts.iter().all(|part| part.ok || part.key == "workers");
    Report {
        ok,
        at: rfc3339(chrono::Utc::now()),
        parts,
    }
}

fn part(key: &str, label: &str, ok: bool, summary: &str) -> Part {
    Part {
        key: key.into(),
        label: label.into(),
        ok,
        summary: summary.into(),
        facts: Vec::new(),
    }
}

fn fact(name: &str, value: impl std::fmt::Display) -> (String, String) {
    (name.to_owned(), value.to_string())
}

async fn database(app: &App) -> Vec<Part> {
    match tokio::time::timeout(TIMEOUT, look(app)).await {
        Ok(Ok(parts)) => parts,
        Ok(Err(error)) => {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "the database does not answer"
            );
            vec![part(
                "database",
                "Database",
                false,
                "Not responding. Check that PostgreSQL is running.",
            )]
        }
        Err(_) => vec![part(
            "database",
            "Database",
            false,
            "Takes more than 3 seconds to respond.",
        )],
    }
}

async fn look(app: &App) -> Result<Vec<Part>> {
    let mut tx = app.db.system(Reason::Observe).await?;
    let stuck = store::stuck(tx.conn()).await?;
    let summary = if stuck {
        "Tasks are queued, but no worker is running. Start one with “igny8 worker”."
    } else {
        "Processing jobs"
    };
    Ok(vec![
        part("database", "Database", true, "Operational"),
        part("workers", "Workers", !stuck, summary),
    ])
}

async fn redis(app: &App) -> Part {
    match tokio::time::timeout(TIMEOUT, crate::redis::version(&app.redis)).await {
        Ok(Ok(_)) => part("redis", "Redis", true, "Operational"),
        // Runs go on without it, more slowly, so that this is a fault but not an outage of the data.
        _ => part(
            "redis",
            "Redis",
            false,
            "Not responding. Check that Redis is running.",
        ),
    }
}
