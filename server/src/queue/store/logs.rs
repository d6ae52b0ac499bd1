//! The end of runs' logs.

use sqlx::PgConnection;

use crate::error::Result;

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
