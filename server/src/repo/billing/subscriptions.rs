//! SQL of subscriptions: what Stripe said of each last, and whose turn it is to ask again.

use std::time::Duration;

use chrono::{DateTime, Utc};
use igny8::billing::plan::SubscriptionStatus;
use igny8::id::AccountId;
use sqlx::PgConnection;

use crate::error::Result;
use crate::repo::word::Word;
use crate::tenancy::Tx;

/// Seconds for which one who asks Stripe keeps others from it: longer than a call may take.
const LEASE: i32 = 60;

/// What a page shows of the account's subscription.
#[derive(Clone, Debug, Default)]
pub struct Shown {
    /// How it stands.
    pub status: Option<SubscriptionStatus>,
    /// When the period ends.
    pub period_end: Option<DateTime<Utc>>,
    /// When it ends by itself.
    pub ends_at: Option<DateTime<Utc>>,
    /// How long the plan stays while a payment is late.
    pub grace_until: Option<DateTime<Utc>>,
    /// The customer at Stripe.
    pub customer: Option<String>,
    /// The subscription at Stripe.
    pub subscription: Option<String>,
}

impl Shown {
    /// Whether there is a subscription at Stripe that goes on, so that another one would be paid besides.
    pub fn is_live(&self) -> bool {
        let ended = matches!(self.status, None | Some(SubscriptionStatus::Canceled));
        self.subscription.is_some() && !ended
    }
}

/// The account's subscription.
///
/// # Errors
/// The database does not answer.
pub async fn shown(tx: &mut Tx) -> Result<Shown> {
    let row = sqlx::query!(
        "select status as \"status: Word<SubscriptionStatus>\", period_end, ends_at, grace_until, stripe_customer, \
           stripe_subscription from subscriptions"
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map_or_else(Shown::default, |row| Shown {
        status: row.status.map(|Word(status)| status),
        period_end: row.period_end,
        ends_at: row.ends_at,
        grace_until: row.grace_until,
        customer: row.stripe_customer,
        subscription: row.stripe_subscription,
    }))
}

/// Keeps the customer of an account, unless it has one: that one then.
///
/// # Errors
/// The database does not answer.
pub async fn keep_customer(conn: &mut PgConnection, account: AccountId, customer: &str) -> Result<String> {
    Ok(sqlx::query_scalar!(
        "insert into subscriptions as s (account_id, stripe_customer, sync_due_at) values ($1, $2, now() + interval '1 day') \
         on conflict (account_id) do update set stripe_customer = coalesce(s.stripe_customer, excluded.stripe_customer), \
           sync_due_at = coalesce(s.sync_due_at, excluded.sync_due_at) \
         returning stripe_customer as \"customer!\"",
        account.0,
        customer
    )
    .fetch_one(conn)
    .await?)
}

/// Somebody's turn to ask Stripe of an account.
#[derive(Clone, Debug)]
pub struct Claim {
    /// Whose.
    pub account: AccountId,
    /// The customer.
    pub customer: String,
    /// Later turns have a higher one.
    fence: i64,
    /// When it began: what was due before is answered by it.
    since: DateTime<Utc>,
}

/// Takes the turns of up to `most` accounts that are due, or of this one if it is, unless somebody else is at them.
///
/// # Errors
/// The database does not answer.
pub async fn claim(conn: &mut PgConnection, account: Option<AccountId>, most: i64) -> Result<Vec<Claim>> {
    let rows = sqlx::query!(
        "update subscriptions s set sync_lease_until = clock_timestamp() + make_interval(secs => $3), \
           sync_fence = s.sync_fence + 1 \
         where s.account_id in ( \
           select d.account_id from subscriptions d \
           where d.sync_due_at <= now() and d.stripe_customer is not null and ($1::uuid is null or d.account_id = $1) \
             and (d.sync_lease_until is null or d.sync_lease_until < now()) \
           order by d.sync_due_at limit $2 for no key update skip locked) \
         returning s.account_id, s.stripe_customer as \"customer!\", s.sync_fence, clock_timestamp() as \"since!\"",
        account.map(|account| account.0),
        most,
        f64::from(LEASE)
    )
    .fetch_all(conn)
    .await?;
    let claims = rows.into_iter().map(|row| Claim {
        account: AccountId(row.account_id),
        customer: row.customer,
        fence: row.sync_fence,
        since: row.since,
    });
    Ok(claims.collect())
}

/// A subscription as Stripe says it; none of it without one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// The plan.
    pub plan: Option<String>,
    /// How it stands.
    pub status: Option<SubscriptionStatus>,
    /// Its id at Stripe.
    pub subscription: Option<String>,
    /// When the period ends.
    pub period_end: Option<DateTime<Utc>>,
    /// When it ends by itself.
    pub ends_at: Option<DateTime<Utc>>,
    /// How long the plan stays while a payment is late.
    pub grace_until: Option<DateTime<Utc>>,
    /// The period that is paid; none if the last one is not, which leaves what was paid before.
    pub paid: Option<(DateTime<Utc>, DateTime<Utc>)>,
}

/// Writes what Stripe said. False if another turn has begun since. A plan that an operator gave stays where Stripe knows of no
/// subscription that goes on.
///
/// # Errors
/// The database does not answer.
pub async fn apply(conn: &mut PgConnection, claim: &Claim, state: &State) -> Result<bool> {
    let given = sqlx::query_scalar!(
        "select stripe_subscription is null and plan is not null as \"given!\" from subscriptions \
         where account_id = $1 and sync_fence = $2 for no key update",
        claim.account.0,
        claim.fence
    )
    .fetch_optional(&mut *conn)
    .await?;
    let Some(given) = given else { return Ok(false) };
    let ended = matches!(state.status, None | Some(SubscriptionStatus::Canceled));
    if !(given && ended) {
        sqlx::query!(
            "update subscriptions set plan = $2, status = $3, stripe_subscription = $4, period_end = $5, ends_at = $6, \
               grace_until = $7, paid_from = coalesce($8, case when stripe_subscription = $4 then paid_from end), \
               paid_until = coalesce($9, case when stripe_subscription = $4 then paid_until end), updated_at = now() \
             where account_id = $1",
            claim.account.0,
            state.plan.as_deref(),
            state.status.map(SubscriptionStatus::as_str),
            state.subscription.as_deref(),
            state.period_end,
            state.ends_at,
            state.grace_until,
            state.paid.map(|(from, _)| from),
            state.paid.map(|(_, until)| until)
        )
        .execute(&mut *conn)
        .await?;
    }
    // What became due meanwhile stays so.
    sqlx::query!(
        "update subscriptions set sync_lease_until = null, sync_error = null, \
           sync_due_at = case when sync_due_at > $2 then sync_due_at else now() + interval '1 day' end \
         where account_id = $1",
        claim.account.0,
        claim.since
    )
    .execute(conn)
    .await?;
    Ok(true)
}

/// Tells owners that another subscription of theirs was ended, once.
///
/// # Errors
/// The database does not answer.
pub async fn tell_of_another(conn: &mut PgConnection, account: AccountId, other: &str) -> Result<()> {
    sqlx::query!(
        "select notify_members($1, 'billing', $2, $3, '/billing/plan', 'owner', null)::text as done",
        account.0,
        format!("subscription {other}"),
        "You subscribed twice, so the other subscription was canceled. What was left of it is credited to your next invoices."
    )
    .fetch_one(conn)
    .await?;
    Ok(())
}

/// Notes that Stripe could not be asked, and when that is tried again.
///
/// # Errors
/// The database does not answer.
pub async fn failed(conn: &mut PgConnection, claim: &Claim, error: &str, wait: Duration) -> Result<()> {
    sqlx::query!(
        "update subscriptions set sync_error = $3, sync_lease_until = null, \
           sync_due_at = clock_timestamp() + make_interval(secs => $4) \
         where account_id = $1 and sync_fence = $2",
        claim.account.0,
        claim.fence,
        error,
        wait.as_secs_f64()
    )
    .execute(conn)
    .await?;
    Ok(())
}

impl Claim {
    /// When the turn began.
    pub const fn since(&self) -> DateTime<Utc> {
        self.since
    }
}
