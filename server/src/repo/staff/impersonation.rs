//! SQL of staff who act for an account: begun in the staff area, ended by them, by time, or with their right.

use igny8::error::Problem;
use igny8::id::UserId;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::error::Result;
use crate::tenancy::{Tx, Via};

/// Begins it for an owner of the account, and says so in the account's own log.
///
/// # Errors
/// 409 if the sign-in acts for an account already, or the account has no owner.
pub async fn begin(tx: &mut Tx, account: Uuid, reason: &str) -> Result<u64> {
    let (Via::Session(session), Some(staff)) = (tx.via(), tx.user()) else {
        return Err(Problem::forbidden().into());
    };
    sqlx::query!(
        "update impersonations set ended_at = ends_at where session = $1 and ended_at is null and ends_at <= now()",
        session.0
    )
    .execute(tx.conn())
    .await?;
    let id = Uuid::now_v7();
    let begun = sqlx::query_scalar!(
        "insert into impersonations (id, staff, session, account, member, reason) \
         select $1, $2, $3, m.account_id, m.user_id, $5 from members m \
         where m.account_id = $4 and m.role = 'owner' order by m.created_at, m.id limit 1 \
         on conflict do nothing returning member",
        id,
        staff.0,
        session.0,
        account,
        reason
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(member) = begun else {
        return Err(Problem::conflict(
            "You're already acting for an account, or this account has no owner. Stop acting for the other account, then try again.",
        )
        .into());
    };
    sqlx::query!(
        "insert into audit_log (account_id, id, actor, via, verb, resource, targets, action, name, staff) \
         select $1, $2, $3, 'staff', 'act', 'auth/users', array[m.id], $4, u.email, s.name \
         from members m join users u on u.id = m.user_id, users s \
         where m.account_id = $1 and m.user_id = $3 and s.id = $5",
        account,
        Uuid::now_v7(),
        member,
        format!("Staff access started: {reason}"),
        staff.0
    )
    .execute(tx.conn())
    .await?;
    Ok(1)
}

/// Ends it now. False if it had ended.
///
/// # Errors
/// The database does not answer.
pub async fn end(conn: &mut PgConnection, id: Uuid) -> Result<bool> {
    let done = sqlx::query!(
        "update impersonations set ended_at = now() where id = $1 and ended_at is null",
        id
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// The address of a person.
///
/// # Errors
/// The database does not answer.
pub async fn address(conn: &mut PgConnection, person: UserId) -> Result<String> {
    let email = sqlx::query_scalar!("select email from users where id = $1", person.0)
        .fetch_optional(conn)
        .await?;
    Ok(email.unwrap_or_else(|| "unknown".to_owned()))
}
