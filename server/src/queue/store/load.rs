//! How many runs wait and go on.

use sqlx::PgConnection;

use crate::error::Result;
use crate::tenancy::Tx;

/// Runs of the account that wait, and that go on.
///
/// # Errors
/// The database does not answer.
pub async fn load(tx: &mut Tx) -> Result<(i64, i64)> {
    let counts = sqlx::query!(
        "select count(*) filter (where status in ('queued', 'retry_wait')) as \"waiting!\", \
           count(*) filter (where status = 'running') as \"running!\" \
         from ai_tasks where status in ('queued', 'retry_wait', 'running')"
    )
    .fetch_one(tx.conn())
    .await?;
    Ok((counts.waiting, counts.running))
}

/// Whether runs wait that nothing takes, across accounts: no figure leaves this function, since it is one of all of them.
///
/// # Errors
/// The database does not answer.
pub async fn stuck(conn: &mut PgConnection) -> Result<bool> {
    Ok(sqlx::query_scalar!(
        "select count(*) filter (where status = 'running') = 0 \
           and coalesce(now() - min(run_at) filter (where status = 'queued') > interval '60 seconds', false) as \"stuck!\" \
         from ai_tasks where status in ('queued', 'retry_wait', 'running')"
    )
    .fetch_one(conn)
    .await?)
}
