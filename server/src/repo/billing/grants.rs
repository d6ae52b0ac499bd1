//! SQL of monthly credits: which month an account is in, and what it was granted for it.

use chrono::{DateTime, Utc};
use igny8::id::AccountId;
use sqlx::PgConnection;

use crate::error::Result;

/// What an account has to get, held until the transaction ends: of ten who look at once, nine wait and find it granted.
#[derive(Clone, Debug)]
pub struct Month {
    /// The plan's key.
    pub plan: String,
    /// What people call it.
    pub name: String,
    /// Credits that it grants.
    pub credits: i64,
    /// Credits that were granted for this month.
    pub granted: i64,
    /// When it began.
    pub start: DateTime<Utc>,
    /// When the next one begins.
    pub next: DateTime<Utc>,
    /// Whether credits are granted for it.
    pub is_due: bool,
}

/// The month that an account is in. Of a plan that is paid it counts from the begin of the paid period, and is due only while
/// that lasts; else from the account's own begin, whose first month on the default plan is what the welcome credits are for.
///
/// # Errors
/// The database does not answer.
pub async fn month(conn: &mut PgConnection, account: AccountId) -> Result<Option<Month>> {
    // Held first: what was granted is read by a statement that begins after whoever was waited for.
    let held = sqlx::query!(
        "select 1 as held from accounts where id = $1 for no key update",
        account.0
    )
    .fetch_optional(&mut *conn)
    .await?;
    if held.is_none() {
        return Ok(None);
    }
    Ok(sqlx::query_as!(
        Month,
        "with plan as ( \
           select p.key, p.name, p.monthly_credits, p.is_default, s.paid_until, \
             s.stripe_subscription is not null and not p.is_default as is_paid, \
             case when s.stripe_subscription is not null and not p.is_default then s.paid_from else a.created_at end as anchor \
           from accounts a join account_plans h on h.account_id = a.id join plans p on p.key = h.plan \
           left join subscriptions s on s.account_id = a.id where a.id = $1), \
         months as ( \
           select *, greatest(extract(year from age(now(), anchor)) * 12 + extract(month from age(now(), anchor)), 0)::int4 as n \
           from plan where anchor is not null) \
         select m.key as \"plan!\", m.name as \"name!\", m.monthly_credits as \"credits!\", coalesce(g.credits, 0) as \"granted!\", \
           m.anchor + make_interval(months => m.n) as \"start!\", m.anchor + make_interval(months => m.n + 1) as \"next!\", \
           case when m.is_paid then now() < m.paid_until else m.n > 0 or not m.is_default end as \"is_due!\" \
         from months m left join credit_grants g \
           on g.account_id = $1 and g.period_start = m.anchor + make_interval(months => m.n)",
        account.0
    )
    .fetch_optional(conn)
    .await?)
}

/// Notes what was granted for a month, in all.
///
/// # Errors
/// The database does not answer.
pub async fn note(conn: &mut PgConnection, account: AccountId, month: &Month) -> Result<()> {
    sqlx::query!(
        "insert into credit_grants (account_id, period_start, plan, credits) values ($1, $2, $3, $4) \
         on conflict (account_id, period_start) do update set plan = excluded.plan, credits = excluded.credits, granted_at = now()",
        account.0,
        month.start,
        month.plan,
        month.credits
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// When the scheduler looks at an account again.
///
/// # Errors
/// The database does not answer.
pub async fn look_again(conn: &mut PgConnection, account: AccountId, at: DateTime<Utc>) -> Result<()> {
    sqlx::query!(
        "update accounts set credits_due_at = $2 where id = $1",
        account.0,
        at
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Accounts at which the scheduler is to look, the longest due first.
///
/// # Errors
/// The database does not answer.
pub async fn due(conn: &mut PgConnection, most: i64) -> Result<Vec<AccountId>> {
    let due = sqlx::query_scalar!(
        "select id from accounts where credits_due_at <= now() order by credits_due_at limit $1",
        most
    )
    .fetch_all(conn)
    .await?;
    Ok(due.into_iter().map(AccountId).collect())
}
