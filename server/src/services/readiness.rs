//! Whether this process may be sent requests: what it needs answers, the database has its migrations, and it is not about to stop.

use std::time::Duration;

use crate::error::Result;
use crate::repo::migrations;
use crate::state::App;
use crate::tenancy::Reason;

/// What does not answer for this long does not work.
const TIMEOUT: Duration = Duration::from_secs(3);

/// A reason for not being ready.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unready {
    /// The part: `process`, `database`, `migrations`, `redis`.
    pub part: &'static str,
    /// What is wrong and what to do, in one sentence.
    pub what: String,
}

/// Why it is not ready; nothing if it is.
pub async fn reasons(app: &App) -> Vec<Unready> {
    if app.stopping.is_cancelled() {
        return vec![unready(
            "process",
            "This process is about to stop. Send requests to another one.",
        )];
    }
    let (database, redis) = tokio::join!(
        tokio::time::timeout(TIMEOUT, database(app)),
        tokio::time::timeout(TIMEOUT, crate::redis::version(&app.redis))
    );
    let mut reasons = Vec::new();
    match database {
        Ok(Ok(None)) => {}
        Ok(Ok(Some(fault))) => reasons.push(unready("migrations", fault)),
        Ok(Err(error)) => {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "not ready: the database fails"
            );
            reasons.push(unready(
                "database",
                "PostgreSQL doesn't respond. Check that it is running.",
            ));
        }
        Err(_) => reasons.push(unready(
            "database",
            "PostgreSQL takes more than 3 seconds to respond. Check its load.",
        )),
    }
    if !matches!(redis, Ok(Ok(_))) {
        reasons.push(unready(
            "redis",
            "Redis doesn't respond. Check that it is running.",
        ));
    }
    for part in app.pulse.stuck() {
        reasons.push(unready(
            "process",
            format!("This stands still: {part}. Restart the process."),
        ));
    }
    reasons
}

fn unready(part: &'static str, what: impl Into<String>) -> Unready {
    Unready {
        part,
        what: what.into(),
    }
}

async fn database(app: &App) -> Result<Option<String>> {
    let mut tx = app.db.system(Reason::Observe).await?;
    let standing = migrations::standing(tx.conn()).await?;
    Ok(standing.fault())
}
