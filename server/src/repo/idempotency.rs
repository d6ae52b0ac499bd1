//! SQL of answers that are given again to whoever sends a request a second time with the same key.

use std::time::Duration;

use sqlx::PgConnection;
use uuid::Uuid;

use crate::error::Result;
use crate::tenancy::Tx;

/// How long a request may be in work without a word before another one with its key is let through.
const LEASE: Duration = Duration::from_mins(11);
/// Hours that answers are kept.
const KEPT_HOURS: i32 = 24;
/// The most keys that are kept of one account; the oldest go for new ones.
const MAX_KEYS: i64 = 10_000;

/// A request that was sent with a key.
#[derive(Clone, Debug)]
pub struct Keyed {
    /// Hash of who sends it.
    pub caller: Vec<u8>,
    /// The key.
    pub key: String,
    /// Hash of what it asks for.
    pub request: Vec<u8>,
}

/// An answer as it is stored.
#[derive(Clone, Debug)]
pub struct Stored {
    /// Its status.
    pub status: u16,
    /// The type of its body.
    pub content_type: Option<String>,
    /// Its sealed body; none where it was too large to be kept.
    pub body: Option<Vec<u8>>,
}

/// What is known of a key.
#[derive(Clone, Debug)]
pub enum Known {
    /// Nothing: this is the first request with it, under this claim.
    First(Uuid),
    /// The first request with it is in work.
    InWork,
    /// It was used for another request.
    Other,
    /// The first request with it was answered so.
    Answered(Stored),
}

/// Takes a key, or says what is known of it. Of many who take it at the same moment one does.
///
/// # Errors
/// The database does not answer.
pub async fn take(tx: &mut Tx, keyed: &Keyed) -> Result<Known> {
    let claim = Uuid::now_v7();
    let taken = sqlx::query_scalar!(
        "insert into idempotency_keys as k (account_id, caller, key, request, claim, leased_until) \
         values ($1, $2, $3, $4, $5, now() + $6 * interval '1 second') \
         on conflict (account_id, caller, key) do update set request = excluded.request, claim = excluded.claim, \
           leased_until = excluded.leased_until, status = null, content_type = null, body = null, created_at = now() \
         where k.leased_until < now() and k.request = excluded.request or k.created_at < now() - make_interval(hours => $7) \
         returning k.claim",
        tx.account().0,
        keyed.caller,
        keyed.key,
        keyed.request,
        claim,
        LEASE.as_secs_f64(),
        KEPT_HOURS
    )
    .fetch_optional(tx.conn())
    .await?;
    if taken.is_some() {
        forget_oldest(tx).await?;
        return Ok(Known::First(claim));
    }
    let known = sqlx::query!(
        "select request, leased_until is not null as \"in_work!\", status, content_type, body from idempotency_keys \
         where account_id = $1 and caller = $2 and key = $3",
        tx.account().0,
        keyed.caller,
        keyed.key
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(match known {
        // Its request has just ended without an answer that is kept: whoever asks again will take it.
        None => Known::InWork,
        Some(known) if known.request != keyed.request => Known::Other,
        Some(known) if known.in_work => Known::InWork,
        Some(known) => Known::Answered(Stored {
            status: known
                .status
                .and_then(|status| u16::try_from(status).ok())
                .unwrap_or(500),
            content_type: known.content_type,
            body: known.body,
        }),
    })
}

async fn forget_oldest(tx: &mut Tx) -> Result<()> {
    sqlx::query!(
        "delete from idempotency_keys where account_id = $1 and leased_until is null and created_at < ( \
           select created_at from idempotency_keys where account_id = $1 order by created_at desc offset $2 limit 1)",
        tx.account().0,
        MAX_KEYS
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Keeps the answer to the request that took a key.
///
/// # Errors
/// The database does not answer.
pub async fn keep(tx: &mut Tx, keyed: &Keyed, claim: Uuid, answer: &Stored) -> Result<()> {
    sqlx::query!(
        "update idempotency_keys set leased_until = null, status = $5, content_type = $6, body = $7 \
         where account_id = $1 and caller = $2 and key = $3 and claim = $4",
        tx.account().0,
        keyed.caller,
        keyed.key,
        claim,
        i16::try_from(answer.status).unwrap_or(500),
        answer.content_type,
        answer.body
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Gives a key back whose request has done nothing.
///
/// # Errors
/// The database does not answer.
pub async fn give_back(tx: &mut Tx, keyed: &Keyed, claim: Uuid) -> Result<()> {
    sqlx::query!(
        "delete from idempotency_keys where account_id = $1 and caller = $2 and key = $3 and claim = $4",
        tx.account().0,
        keyed.caller,
        keyed.key,
        claim
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Removes keys that are past keeping. Says how many.
///
/// # Errors
/// The database does not answer.
pub async fn purge(conn: &mut PgConnection) -> Result<u64> {
    let gone = sqlx::query!(
        "delete from idempotency_keys where (account_id, caller, key) in ( \
           select account_id, caller, key from idempotency_keys where created_at < now() - make_interval(hours => $1) \
           order by created_at limit 1000)",
        KEPT_HOURS
    )
    .execute(conn)
    .await?;
    Ok(gone.rows_affected())
}
