//! SQL that writes a mail down, in the transaction of what it tells of: neither is there without the other.

use igny8::id::{AccountId, UserId};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::error::Result;
use crate::repo::mail::Content;
use crate::secrets::{Sealer, owner};
use crate::tenancy::Tx;

/// A mail that is to be sent.
#[derive(Clone, Copy, Debug)]
pub struct Outgoing<'a> {
    /// The account that sends it; none where it is the person's own.
    pub account: Option<AccountId>,
    /// The person who gets it; none for somebody who is only invited.
    pub user: Option<UserId>,
    /// Where it goes.
    pub to: &'a str,
    /// What they are called.
    pub name: &'a str,
    /// What it says.
    pub content: &'a Content,
}

/// Writes it down.
///
/// # Errors
/// The database does not answer.
pub async fn put(conn: &mut PgConnection, sealer: &Sealer, mail: Outgoing<'_>) -> Result<()> {
    let id = Uuid::now_v7();
    let content = sealer.seal_for(&owner::mail(id), &serde_json::to_vec(mail.content)?)?;
    sqlx::query!(
        "insert into mails (id, account, user_id, kind, recipient, name, content, expires_at) \
         values ($1, $2, $3, $4, $5, $6, $7, now() + $8 * interval '1 second')",
        id,
        mail.account.map(|account| account.0),
        mail.user.map(|user| user.0),
        mail.content.kind().as_str(),
        mail.to,
        mail.name,
        content,
        mail.content.lasts().as_secs_f64()
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// How many invitations this account has mailed in a day.
///
/// # Errors
/// The database does not answer.
pub async fn invitations_of_today(tx: &mut Tx) -> Result<i64> {
    let count = sqlx::query_scalar!(
        "select count(*) as \"count!\" from mails \
         where account = $1 and kind = 'invitation' and created_at > now() - interval '1 day'",
        tx.account().0
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(count)
}
