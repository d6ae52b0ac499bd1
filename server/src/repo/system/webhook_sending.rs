//! SQL of what goes out to webhooks: a webhook is claimed with a lease, and its deliveries are sent one after the other, so
//! that nobody who is slow holds up anybody else.

use std::time::Duration;

use igny8::error::Problem;
use igny8::id::AccountId;
use igny8::system::webhooks::{FAILING_DAYS, KEPT_DAYS, OLD_SECRET_HOURS, TRIED_HOURS, WebhookEvent};
use secrecy::SecretString;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::error::Result;
use crate::repo::mail::{self, Content, Outgoing};
use crate::repo::word::Word;
use crate::secrets::Sealer;

/// Webhooks of one account that are sent to at once.
const AT_ONCE: i64 = 4;
/// The pauses between attempts, in seconds: together a little less than the hours in which a delivery is tried.
const RETRY_DELAYS: [u64; 8] = [5, 60, 300, 1_800, 7_200, 18_000, 27_000, 27_000];
/// Attempts in a row that must have failed before a webhook is switched off, however long ago the first was.
const MIN_FAILURES: i32 = 20;
/// The first pause of a webhook that nobody answers for, in seconds; each doubles, up to the last.
const PAUSES: (u64, u64) = (5, 900);

/// The pause after so many attempts; none after the last.
pub fn due_again(attempts: i32) -> Option<Duration> {
    let done = usize::try_from(attempts.max(1)).unwrap_or(usize::MAX);
    RETRY_DELAYS.get(done - 1).copied().map(Duration::from_secs)
}

/// How long nothing is tried with a webhook that so many attempts in a row have met no answer of.
fn pause(failures: i32) -> Duration {
    let doubled = u32::try_from(failures.max(0)).unwrap_or(u32::MAX).min(16);
    Duration::from_secs((PAUSES.0 << doubled).min(PAUSES.1))
}

/// A webhook that this process sends to.
#[derive(Clone, Copy, Debug)]
pub struct Claimed {
    /// Whose.
    pub account: AccountId,
    /// Which.
    pub webhook: Uuid,
    claim: Uuid,
}

/// What is to be sent.
#[derive(Debug)]
pub struct Delivery {
    /// Names the event to the receiver.
    pub id: Uuid,
    /// What it tells.
    pub event: WebhookEvent,
    /// Where it goes.
    pub url: String,
    /// What signs it, the newest first; those that cannot be opened any more are left out.
    pub secrets: Vec<SecretString>,
    /// What is sent.
    pub body: String,
    /// How often it was tried, this time included.
    pub attempts: i32,
}

/// What came of an attempt.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attempt {
    /// The status of the answer, where there was one.
    pub code: Option<u16>,
    /// How long it took.
    pub took: Duration,
    /// How the answer begins.
    pub answer: String,
    /// Why it failed; none where the receiver took it.
    pub error: Option<String>,
    /// How long the receiver wants to be left alone.
    pub retry_after: Option<Duration>,
    /// Whether the receiver as a whole is the trouble, and so every delivery to it would fail.
    pub of_all: bool,
}

impl Attempt {
    /// Whether the receiver says that it takes nothing any more.
    const fn is_gone(&self) -> bool {
        matches!(self.code, Some(410))
    }
}

/// Claims up to `most` webhooks for which something is due, of each account a few, those first that were tried longest ago. What a
/// suspended account would be told waits, and goes out once it is resumed.
///
/// # Errors
/// The database does not answer.
pub async fn claim(conn: &mut PgConnection, most: i64, lease: Duration) -> Result<Vec<Claimed>> {
    let claimed = sqlx::query!(
        "with due as ( \
           select h.account_id, h.id, h.tried_at, row_number() over (partition by h.account_id order by h.tried_at nulls first, h.id) \
             + (select count(*) from webhooks o where o.account_id = h.account_id and o.leased_until > now()) as place \
           from webhooks h where h.enabled and h.deleted_in is null and (h.leased_until is null or h.leased_until < now()) \
             and (h.paused_until is null or h.paused_until <= now()) \
             and not exists (select from suspensions x where x.account = h.account_id) \
             and exists (select from webhook_deliveries d where d.account_id = h.account_id and d.webhook_id = h.id \
               and d.status = 'waiting' and d.due_at <= now())), \
         free as ( \
           select h.account_id, h.id from webhooks h join due on due.account_id = h.account_id and due.id = h.id \
           where due.place <= $2 and (h.leased_until is null or h.leased_until < now()) \
           order by due.place, due.tried_at nulls first limit $1 for no key update of h skip locked) \
         update webhooks h set claim = gen_random_uuid(), leased_until = now() + $3 * interval '1 second', tried_at = now() \
         from free where h.account_id = free.account_id and h.id = free.id \
         returning h.account_id, h.id, h.claim as \"claim!\"",
        most,
        AT_ONCE,
        lease.as_secs_f64()
    )
    .fetch_all(conn)
    .await?;
    let claimed = claimed.into_iter().map(|row| Claimed {
        account: AccountId(row.account_id),
        webhook: row.id,
        claim: row.claim,
    });
    Ok(claimed.collect())
}

/// The next delivery of a claimed webhook, whose lease begins anew. None if nothing is due, the claim was lost, the webhook
/// has been switched off, deleted or paused since, or its account suspended.
///
/// # Errors
/// The database does not answer.
pub async fn next(
    conn: &mut PgConnection,
    sealer: &Sealer,
    hook: &Claimed,
    lease: Duration,
) -> Result<Option<Delivery>> {
    let found = sqlx::query!(
        "with mine as ( \
           update webhooks set leased_until = now() + $4 * interval '1 second', tried_at = now() \
           where account_id = $1 and id = $2 and claim = $3 and enabled and deleted_in is null \
             and (paused_until is null or paused_until <= now()) \
             and not exists (select from suspensions x where x.account = $1) \
           returning url, secret, case when old_secret_until > now() then old_secret end as old_secret) \
         update webhook_deliveries d set attempts = d.attempts + 1, tried_at = now() from mine \
         where d.account_id = $1 and d.id = ( \
           select n.id from webhook_deliveries n where n.account_id = $1 and n.webhook_id = $2 and n.status = 'waiting' \
             and n.due_at <= now() order by n.due_at, n.created_at, n.id limit 1) \
         returning d.id, d.event as \"event: Word<WebhookEvent>\", d.body, d.attempts, \
           mine.url as \"url!\", mine.secret as \"secret!\", mine.old_secret as \"old_secret?\"",
        hook.account.0,
        hook.webhook,
        hook.claim,
        lease.as_secs_f64()
    )
    .fetch_optional(conn)
    .await?;
    let Some(found) = found else { return Ok(None) };
    let secrets = [Some(found.secret), found.old_secret];
    let open = |sealed: Vec<u8>| {
        let opened = sealer.open(hook.account, &sealed);
        opened.inspect_err(|_| tracing::warn!(webhook = %hook.webhook, "a webhook's secret can't be read"))
    };
    Ok(Some(Delivery {
        id: found.id,
        event: found.event.0,
        url: found.url,
        secrets: secrets
            .into_iter()
            .flatten()
            .filter_map(|sealed| open(sealed).ok())
            .collect(),
        body: found.body,
        attempts: found.attempts,
    }))
}

/// What a webhook was switched off for by an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SwitchedOff {
    name: String,
    url: String,
    gone: bool,
}

/// Writes down what came of an attempt, at the delivery and at its webhook. Says so if the webhook was switched off for it.
///
/// # Errors
/// The database does not answer.
pub async fn settle(
    conn: &mut PgConnection,
    hook: &Claimed,
    delivery: &Delivery,
    attempt: &Attempt,
) -> Result<Option<SwitchedOff>> {
    let again = match &attempt.error {
        // Somebody waits for the answer to a test, and looks at it.
        Some(_) if delivery.event != WebhookEvent::Test && !attempt.is_gone() => due_again(delivery.attempts),
        _ => None,
    };
    let again = again.map(|pause| pause.max(attempt.retry_after.unwrap_or_default()));
    let status = match (&attempt.error, again) {
        (None, _) => "delivered",
        (Some(_), Some(_)) => "waiting",
        (Some(_), None) => "failed",
    };
    // Up to a tenth more, so that what failed together does not come back together; whatever a receiver asks for, the last
    // attempt is within the hours in which it is tried.
    let settled = sqlx::query!(
        "update webhook_deliveries set status = $4, code = $5, duration_ms = $6, answer = $7, error = $8, \
           ended_at = case when $4 <> 'waiting' then now() end, \
           due_at = case when $4 = 'waiting' then greatest(now() + interval '1 second', least( \
             now() + $9 * (1 + random() / 10) * interval '1 second', since + make_interval(hours => $10))) else due_at end \
         where account_id = $1 and id = $2 and attempts = $3 and status = 'waiting'",
        hook.account.0,
        delivery.id,
        delivery.attempts,
        status,
        attempt.code.and_then(|code| i16::try_from(code).ok()),
        i32::try_from(attempt.took.as_millis()).unwrap_or(i32::MAX),
        attempt.answer,
        attempt.error,
        again.unwrap_or_default().as_secs_f64(),
        i32::try_from(TRIED_HOURS).unwrap_or(i32::MAX)
    )
    .execute(&mut *conn)
    .await?;
    if settled.rows_affected() == 0 {
        // The lease ran out, and somebody else has tried it since.
        return Ok(None);
    }
    let Some(error) = &attempt.error else {
        sqlx::query!(
            "update webhooks set last_success_at = now(), failing_since = null, failures = 0, paused_until = null, last_error = null \
             where account_id = $1 and id = $2",
            hook.account.0,
            hook.webhook
        )
        .execute(conn)
        .await?;
        return Ok(None);
    };
    failed(conn, hook, delivery, attempt, error).await
}

async fn failed(
    conn: &mut PgConnection,
    hook: &Claimed,
    delivery: &Delivery,
    attempt: &Attempt,
    error: &str,
) -> Result<Option<SwitchedOff>> {
    // A test tells whoever asked for it; it says nothing of days.
    let counted = i32::from(delivery.event != WebhookEvent::Test);
    let state = sqlx::query!(
        "update webhooks set failures = failures + $3, last_error = $4, \
           failing_since = case when $3 > 0 then coalesce(failing_since, now()) else failing_since end \
         where account_id = $1 and id = $2 and enabled \
         returning name, url, failures, coalesce(failing_since < now() - make_interval(days => $5), false) as \"long!\"",
        hook.account.0,
        hook.webhook,
        counted,
        error,
        i32::try_from(FAILING_DAYS).unwrap_or(i32::MAX)
    )
    .fetch_optional(&mut *conn)
    .await?;
    let Some(state) = state else { return Ok(None) };
    let for_days = state.long && state.failures >= MIN_FAILURES;
    if !attempt.is_gone() && !for_days {
        if attempt.of_all {
            let pause = pause(state.failures).max(attempt.retry_after.unwrap_or_default());
            sqlx::query!(
                "update webhooks set paused_until = now() + $3 * interval '1 second' where account_id = $1 and id = $2",
                hook.account.0,
                hook.webhook,
                pause.as_secs_f64()
            )
            .execute(conn)
            .await?;
        }
        return Ok(None);
    }
    let reason = if attempt.is_gone() {
        "The receiver answered 410 Gone and no longer accepts events. Turn the webhook on again when it does."
            .to_owned()
    } else {
        format!(
            "All deliveries failed for {FAILING_DAYS} days. Last error: {error} Fix it, then turn the webhook on again."
        )
    };
    sqlx::query!(
        "update webhooks set enabled = false, disabled_reason = $3 where account_id = $1 and id = $2",
        hook.account.0,
        hook.webhook,
        reason
    )
    .execute(conn)
    .await?;
    Ok(Some(SwitchedOff {
        name: state.name,
        url: state.url,
        gone: attempt.is_gone(),
    }))
}

/// Writes to the owners of the account that a webhook was switched off.
///
/// # Errors
/// The database does not answer.
pub async fn tell_owners(
    conn: &mut PgConnection,
    sealer: &Sealer,
    origin: &str,
    hook: &Claimed,
    off: &SwitchedOff,
) -> Result<()> {
    let owners = sqlx::query!(
        "select u.id, u.email, u.name, a.name as account from members m join users u on u.id = m.user_id \
         join accounts a on a.id = m.account_id where m.account_id = $1 and m.role = 'owner'",
        hook.account.0
    )
    .fetch_all(&mut *conn)
    .await?;
    for owner in owners {
        let content = Content::WebhookDisabled {
            account: owner.account,
            webhook: off.name.clone(),
            url: off.url.clone(),
            gone: off.gone,
            link: format!("{origin}/system/webhooks/{}", hook.webhook),
        };
        let outgoing = Outgoing {
            account: Some(hook.account),
            user: Some(igny8::id::UserId(owner.id)),
            to: &owner.email,
            name: &owner.name,
            content: &content,
        };
        mail::put(&mut *conn, sealer, outgoing).await?;
    }
    Ok(())
}

/// Lets others send to a webhook again.
///
/// # Errors
/// The database does not answer.
pub async fn release(conn: &mut PgConnection, hook: &Claimed) -> Result<()> {
    sqlx::query!(
        "update webhooks set claim = null, leased_until = null where account_id = $1 and id = $2 and claim = $3",
        hook.account.0,
        hook.webhook,
        hook.claim
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Ends deliveries that nobody could try in time, such as of a webhook that was switched off; forgets secrets that sign no more;
/// and removes deliveries that are past keeping. Says how many.
///
/// # Errors
/// The database does not answer.
pub async fn purge(conn: &mut PgConnection) -> Result<u64> {
    let late = sqlx::query!(
        "update webhook_deliveries d set status = 'failed', ended_at = now(), \
           error = coalesce(d.error, 'It was not sent in time. Turn the webhook on, then send it again.') \
         where (d.account_id, d.id) in ( \
           select account_id, id from webhook_deliveries where status = 'waiting' and since < now() - make_interval(hours => $1) \
           order by since limit 1000)",
        i32::try_from(TRIED_HOURS + 1).unwrap_or(i32::MAX)
    )
    .execute(&mut *conn)
    .await?;
    let old = sqlx::query!(
        "update webhooks set old_secret = null, old_secret_until = null where old_secret_until < now() - make_interval(hours => $1)",
        i32::try_from(OLD_SECRET_HOURS).unwrap_or(i32::MAX)
    )
    .execute(&mut *conn)
    .await?;
    let gone = sqlx::query!(
        "delete from webhook_deliveries where (account_id, id) in ( \
           select account_id, id from webhook_deliveries where created_at < now() - make_interval(days => $1) \
           order by created_at limit 1000)",
        KEPT_DAYS
    )
    .execute(conn)
    .await?;
    Ok(late.rows_affected() + old.rows_affected() + gone.rows_affected())
}

/// What an account is told whose secrets cannot be opened any more.
pub fn unsigned() -> Problem {
    Problem::conflict(
        "The signing secret can't be read anymore. Rotate it and enter the new one in the receiver.",
    )
}

#[cfg(test)]
mod tests {
    use super::{RETRY_DELAYS, due_again, pause};
    use igny8::system::webhooks::TRIED_HOURS;

    #[test]
    fn pauses_grow_and_end_within_the_day() {
        let tries = i32::try_from(RETRY_DELAYS.len()).unwrap();
        let pauses: Vec<_> = (1..=tries).map(|done| due_again(done).unwrap()).collect();
        assert!(pauses.is_sorted() && pauses[0].as_secs() == 5);
        assert_eq!((due_again(tries + 1), due_again(0)), (None, due_again(1)));
        let all: u64 = pauses.iter().map(std::time::Duration::as_secs).sum();
        let day = TRIED_HOURS.unsigned_abs() * 3600;
        assert!(all <= day && all * 10 > day * 9, "{all} of {day}");
    }

    #[test]
    fn who_never_answers_is_asked_less_and_less() {
        let pauses: Vec<_> = (0..40).map(|failures| pause(failures).as_secs()).collect();
        assert!(pauses.is_sorted());
        assert_eq!((pauses[0], pauses[39], pause(i32::MAX).as_secs()), (5, 900, 900));
    }
}
