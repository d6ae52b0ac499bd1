//! SQL of what people have changed in an article at its destinations, until somebody has decided about it.

use destinations::{Edits, PostStatus};
use uuid::Uuid;

use crate::error::Result;
use crate::tenancy::Tx;

/// Keeps how people have changed an article at a destination, until somebody has decided.
///
/// # Errors
/// The database does not answer.
pub async fn edited(tx: &mut Tx, content: Uuid, integration: Uuid, edits: &Edits) -> Result<()> {
    sqlx::query!(
        "insert into publications (account_id, content_id, integration_id, remote_id, url, edits, status) \
         values ($1, $2, $3, $4, $5, $6, $7) \
         on conflict (account_id, content_id, integration_id) do update set edits = excluded.edits, status = excluded.status",
        tx.account().0,
        content,
        integration,
        &edits.remote_id,
        &edits.url,
        sqlx::types::Json(edits) as _,
        edits.now.as_ref().map(|now| now.status.as_str())
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// How people have changed an article at its destinations: the destination's name, where people edit it there, and what.
///
/// # Errors
/// The database does not answer.
pub async fn edits(tx: &mut Tx, content: Uuid) -> Result<Vec<(String, Option<String>, Edits)>> {
    let rows = sqlx::query!(
        r#"select n.name, p.edit_url, p.edits as "edits!: sqlx::types::Json<Edits>" from publications p
           join integrations n on n.account_id = p.account_id and n.id = p.integration_id
           where p.content_id = $1 and p.edits is not null order by n.name"#,
        content
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.name, row.edit_url, row.edits.0))
        .collect())
}

/// Keeps what a look at a destination has found: what people have changed there, or that nothing differs any more.
///
/// # Errors
/// The database does not answer.
pub async fn looked(
    tx: &mut Tx,
    content: Uuid,
    integration: Uuid,
    status: &PostStatus,
    url: &str,
    edits: Option<&Edits>,
) -> Result<()> {
    sqlx::query!(
        "update publications set status = nullif($3, ''), url = $4, edits = $5 where content_id = $1 and integration_id = $2",
        content,
        integration,
        status.as_str(),
        url,
        edits.map(sqlx::types::Json) as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
