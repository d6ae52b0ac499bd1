//! SQL of what was found out of a server's models, by integration and model.

use serde_json::Value;
use uuid::Uuid;

use crate::error::Result;
use crate::tenancy::Tx;

/// What is known of the models of an integration; what is older than two weeks is found out anew, since servers and
/// models change.
///
/// # Errors
/// The database does not answer.
pub async fn known(tx: &mut Tx, integration: Uuid) -> Result<Vec<(String, Value)>> {
    let rows = sqlx::query!(
        "select model, known from model_quirks where integration_id = $1 and learnt_at > now() - interval '14 days'",
        integration
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.model, row.known)).collect())
}

/// Keeps what was found out of a model. Of two runs that find out something at once, the later one counts; what the other
/// knew is found out again at the cost of one refusal.
///
/// # Errors
/// The database does not answer.
pub async fn keep(tx: &mut Tx, integration: Uuid, model: &str, known: &Value) -> Result<()> {
    sqlx::query!(
        "insert into model_quirks (account_id, integration_id, model, known) \
         select $1, n.id, $3, $4 from integrations n where n.account_id = $1 and n.id = $2 \
         on conflict (account_id, integration_id, model) do update set known = excluded.known, learnt_at = now()",
        tx.account().0,
        integration,
        model,
        known
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Forgets what was found out, as after a change of the address.
///
/// # Errors
/// The database does not answer.
pub async fn forget(tx: &mut Tx, integration: Uuid) -> Result<()> {
    sqlx::query!("delete from model_quirks where integration_id = $1", integration)
        .execute(tx.conn())
        .await?;
    Ok(())
}
