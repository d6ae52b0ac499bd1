//! SQL of Stripe's events: each kept once, with the accounts that are due because of it.

use chrono::{DateTime, Utc};
use igny8::id::AccountId;
use sqlx::PgConnection;
use stripe_client::Event;

use crate::error::Result;
use crate::repo::billing::subscriptions::Claim;

/// What became of an event that came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// It came before.
    Known,
    /// It is kept, and says nothing to act on; the reason, where that is a fault.
    Done,
    /// It is kept, and this account is due.
    Due(AccountId),
}

/// Keeps an event with its effect: `error` says why it shall have none, and so does `is_effective`. Ten who bring the same
/// one at once have one effect.
///
/// # Errors
/// The database does not answer.
pub async fn keep(
    conn: &mut PgConnection,
    event: &Event,
    payload: &str,
    is_effective: bool,
    error: Option<&str>,
) -> Result<Kept> {
    let kept = sqlx::query!(
        "with known as ( \
           select account_id, stripe_customer from subscriptions \
           where $9 and stripe_customer = coalesce($6, \
             (select stripe_customer from subscriptions where stripe_subscription = $7 limit 1)) limit 1), \
         kept as ( \
           insert into stripe_events (id, type, api_version, livemode, created_at, customer, payload, processed_at, error) \
           select $1, $2, $3, $4, $5, coalesce($6, (select stripe_customer from known)), $8, \
             case when not exists (select from known) then now() end, \
             coalesce($10, case when $9 and not exists (select from known) then 'The customer is not one of ours.' end) \
           on conflict do nothing returning id), \
         due as ( \
           update subscriptions s set sync_due_at = clock_timestamp() from known k \
           where s.account_id = k.account_id and exists (select from kept) returning s.account_id) \
         select exists (select from kept) as \"fresh!\", (select account_id from due) as due",
        event.id,
        event.kind,
        event.api_version,
        event.livemode,
        DateTime::from_timestamp(event.created, 0).unwrap_or_else(Utc::now),
        event.customer,
        event.subscription,
        payload,
        is_effective && error.is_none(),
        error
    )
    .fetch_one(conn)
    .await?;
    Ok(match (kept.fresh, kept.due) {
        (false, _) => Kept::Known,
        (true, None) => Kept::Done,
        (true, Some(account)) => Kept::Due(AccountId(account)),
    })
}

/// Marks the events of a customer that came before this turn began: what Stripe said in it is newer.
///
/// # Errors
/// The database does not answer.
pub async fn processed(conn: &mut PgConnection, claim: &Claim) -> Result<()> {
    sqlx::query!(
        "update stripe_events set processed_at = now() \
         where customer = $1 and processed_at is null and received_at <= $2",
        claim.customer,
        claim.since()
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Removes events of more than 90 days ago: Stripe itself keeps them for 30. Says how many.
///
/// # Errors
/// The database does not answer.
pub async fn purge(conn: &mut PgConnection) -> Result<u64> {
    let done = sqlx::query!(
        "delete from stripe_events where id in ( \
           select id from stripe_events where received_at < now() - interval '90 days' order by received_at limit 1000)"
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}
