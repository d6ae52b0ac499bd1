//! SQL of accounts as people have them: what the frame around every page shows, and which accounts somebody is in.

use chrono::{DateTime, Utc};
use igny8::error::Problem;
use igny8::id::UserId;
use igny8::services::SelectOption;
use igny8::staff::announcements::Announcement;
use serde::Deserialize;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::error::Result;
use crate::tenancy::Tx;

/// What the frame around every page shows of the account.
#[derive(Clone, Debug, Deserialize)]
pub struct Frame {
    /// The person's name.
    pub name: String,
    /// The person's address.
    pub email: String,
    /// The account.
    pub account: SelectOption,
    /// Its sites.
    pub sites: Vec<SelectOption>,
    /// Its sectors.
    pub sectors: Vec<SelectOption>,
    /// Its credits.
    pub credits: i64,
    /// Notifications that the person has not read, up to 100.
    pub unread: u32,
    /// Until when its plan stays though a payment is late.
    pub payment_due: Option<DateTime<Utc>>,
    /// When the account is deleted.
    pub deleted_at: Option<DateTime<Utc>>,
    /// What everybody is told now.
    pub announcements: Vec<Announcement>,
}

/// The frame, in one query.
///
/// # Errors
/// 401 for a person who is not there any more.
pub async fn frame(tx: &mut Tx, user: UserId) -> Result<Frame> {
    let frame: serde_json::Value = sqlx::query_scalar!(
        "select jsonb_build_object( \
           'name', u.name, 'email', u.email, \
           'account', (select jsonb_build_object('id', a.id, 'label', a.name) from accounts a), \
           'sites', coalesce((select jsonb_agg(jsonb_build_object('id', w.id, 'label', w.name) order by w.name) \
                              from sites w where w.deleted_in is null), '[]'), \
           'sectors', coalesce((select jsonb_agg(jsonb_build_object('id', s.id, 'label', s.name, 'parent', s.site_id) order by s.name) \
                                from sectors s where s.deleted_in is null), '[]'), \
           'credits', coalesce((select balance from credit_balances), 0), \
           'deleted_at', (select a.delete_at from accounts a), \
           'unread', (select count(*) from (select from notifications n where n.user_id = $1 and n.read_at is null limit 100) few), \
           'payment_due', (select grace_until from subscriptions where status = 'past_due'), \
           'announcements', coalesce((select jsonb_agg(jsonb_build_object('id', n.id, 'text', n.text, 'level', n.level, \
                                        'dismissible', n.dismissible) order by n.starts_at, n.id) \
                                      from announcements n where now() >= n.starts_at and now() < n.ends_at), '[]')) as \"frame!\" \
         from users u where u.id = $1",
        user.0
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or_else(Problem::unauthenticated)?;
    Ok(serde_json::from_value(frame)?)
}

/// The accounts that a person is a member of, by name; across accounts.
///
/// # Errors
/// The database does not answer.
pub async fn of(conn: &mut PgConnection, user: UserId) -> Result<Vec<(Uuid, String)>> {
    let found = sqlx::query!(
        "select a.id, a.name from members m join accounts a on a.id = m.account_id \
         where m.user_id = $1 order by a.name",
        user.0
    )
    .fetch_all(conn)
    .await?;
    Ok(found
        .into_iter()
        .map(|account| (account.id, account.name))
        .collect())
}

/// The same by the person's address.
///
/// # Errors
/// The database does not answer.
pub async fn of_email(conn: &mut PgConnection, email: &str) -> Result<Vec<(Uuid, String)>> {
    let found = sqlx::query!(
        "select a.id, a.name from users u join members m on m.user_id = u.id join accounts a on a.id = m.account_id \
         where lower(u.email) = lower($1) order by a.name, a.id",
        email
    )
    .fetch_all(conn)
    .await?;
    Ok(found
        .into_iter()
        .map(|account| (account.id, account.name))
        .collect())
}
