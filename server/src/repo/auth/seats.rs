//! SQL of the places of an account: whom its plan counts as a member.

use crate::error::Result;
use crate::tenancy::Tx;

/// Members and invitations whose link still opens. One that has expired takes a place again with its new link.
///
/// # Errors
/// The database does not answer.
pub async fn taken(tx: &mut Tx) -> Result<i64> {
    Ok(sqlx::query_scalar!(
        "select count(*) as \"seats!\" from memberships \
             where deleted_in is null and (user_id is not null or expires_at > now())"
    )
    .fetch_one(tx.conn())
    .await?)
}
