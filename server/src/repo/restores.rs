//! What goes out to others, held since the database was restored to an earlier moment, until a person says go.

use sqlx::PgConnection;

use crate::error::Result;

/// The restore since which nothing goes out; none where everything does.
///
/// # Errors
/// The database does not answer.
pub async fn held(conn: &mut PgConnection) -> Result<Option<String>> {
    Ok(sqlx::query_scalar!("select held_since_restore()")
        .fetch_one(conn)
        .await?)
}

/// What was given up of what had waited.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GivenUp {
    /// Mails.
    pub mails: u64,
    /// Deliveries to webhooks.
    pub deliveries: u64,
    /// Runs that publish, take back, or look after what was published.
    pub runs: u64,
}

/// Lets everything go out from now on.
///
/// # Errors
/// The database does not answer.
pub async fn release(conn: &mut PgConnection, restore: &str) -> Result<()> {
    sqlx::query!(
        "insert into restores (name) values ($1) on conflict (name) do nothing",
        restore
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Gives up what waits: mails and deliveries end, and runs of `functions` are cancelled as soon as a worker comes to them.
///
/// # Errors
/// The database does not answer.
pub async fn give_up(conn: &mut PgConnection, functions: &[&str]) -> Result<GivenUp> {
    let mails = sqlx::query!(
        "update mails set state = 'failed', content = null, claim = null, leased_until = null, ended_at = now(), \
           fault = 'Not sent: it waited when the database was restored, and was given up.' \
         where state in ('queued', 'sending')"
    )
    .execute(&mut *conn)
    .await?;
    let deliveries = sqlx::query!(
        "update webhook_deliveries set status = 'failed', ended_at = now(), \
           error = 'Not sent: it waited when the database was restored, and was given up.' \
         where status = 'waiting'"
    )
    .execute(&mut *conn)
    .await?;
    let runs = sqlx::query!(
        "update ai_tasks set cancel_requested = true \
         where function = any ($1) and status in ('queued', 'retry_wait', 'running') and not cancel_requested",
        functions as &[&str]
    )
    .execute(conn)
    .await?;
    Ok(GivenUp {
        mails: mails.rows_affected(),
        deliveries: deliveries.rows_affected(),
        runs: runs.rows_affected(),
    })
}
