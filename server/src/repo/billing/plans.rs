//! SQL of plans, and of what an account has of its own.

use igny8::billing::plan::PlanOffer;
use igny8::id::AccountId;
use sqlx::PgConnection;

use crate::error::Result;
use crate::tenancy::Tx;

/// The plans that can be chosen and the one that the account has, the smallest first.
///
/// # Errors
/// The database does not answer.
pub async fn offers(tx: &mut Tx) -> Result<Vec<PlanOffer>> {
    let account = tx.account().0;
    Ok(sqlx::query_as!(
        PlanOffer,
        "select p.key, p.name, p.price_cents, p.monthly_credits, p.max_sites, p.max_members, p.max_keywords, \
           p.max_scheduled_runs, p.platform_factor, (p.key = a.plan) as \"current!\", (p.offered and p.stripe_prices <> '{}') as \"available!\" \
         from plans p join account_plans a on a.account_id = $1 \
         where p.offered or p.key = a.plan order by p.position, p.key",
        account
    )
    .fetch_all(tx.conn())
    .await?)
}

/// The price at Stripe of a plan that can be bought.
///
/// # Errors
/// The database does not answer.
pub async fn price(tx: &mut Tx, plan: &str) -> Result<Option<String>> {
    let price = sqlx::query_scalar!(
        "select stripe_prices[cardinality(stripe_prices)] from plans where key = $1 and offered",
        plan
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(price.flatten())
}

/// The plan that one of these prices is of.
///
/// # Errors
/// The database does not answer.
pub async fn of_prices(conn: &mut PgConnection, prices: &[String]) -> Result<Option<String>> {
    Ok(sqlx::query_scalar!(
        "select key from plans where stripe_prices && $1 order by position limit 1",
        prices
    )
    .fetch_optional(conn)
    .await?)
}

/// The name of the plan that an account has now.
///
/// # Errors
/// The database does not answer.
pub async fn name_of(conn: &mut PgConnection, account: AccountId) -> Result<String> {
    Ok(sqlx::query_scalar!(
        "select p.name from account_plans a join plans p on p.key = a.plan where a.account_id = $1",
        account.0
    )
    .fetch_one(conn)
    .await?)
}

/// A plan as operators see it.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Its key.
    pub key: String,
    /// What people call it.
    pub name: String,
    /// Cents a month.
    pub price_cents: i32,
    /// Credits that it grants a month.
    pub monthly_credits: i64,
    /// The price at Stripe that is bought now.
    pub stripe_price: Option<String>,
    /// Whether accounts without a subscription have it.
    pub is_default: bool,
    /// How many times the usual credits the platform's models cost, where it has them.
    pub platform_factor: Option<i16>,
}

/// All plans.
///
/// # Errors
/// The database does not answer.
pub async fn all(conn: &mut PgConnection) -> Result<Vec<Plan>> {
    Ok(sqlx::query_as!(
        Plan,
        "select key, name, price_cents, monthly_credits, stripe_prices[cardinality(stripe_prices)] as stripe_price, is_default, platform_factor \
         from plans order by position, key"
    )
    .fetch_all(conn)
    .await?)
}

/// Sells a plan at this price of Stripe from now on; who pays an earlier one keeps the plan. False if there is no such plan, or
/// the price is another one's.
///
/// # Errors
/// The database does not answer.
pub async fn sell(conn: &mut PgConnection, plan: &str, price: &str) -> Result<bool> {
    let done = sqlx::query!(
        "update plans set stripe_prices = array_append(array_remove(stripe_prices, $2), $2) \
         where key = $1 and not exists (select from plans p where p.key <> $1 and $2 = any(p.stripe_prices))",
        plan,
        price
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Gives a plan the platform's models at so many times the usual credits, or takes them away. False if there is no such plan.
///
/// # Errors
/// The database does not answer.
pub async fn include_models(conn: &mut PgConnection, plan: &str, factor: Option<i16>) -> Result<bool> {
    let done = sqlx::query!(
        "update plans set platform_factor = $2 where key = $1",
        plan,
        factor
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Makes a plan the one of accounts without a subscription. False if there is no such plan.
///
/// # Errors
/// The database does not answer.
pub async fn make_default(conn: &mut PgConnection, plan: &str) -> Result<bool> {
    // Held, so that two who do it at once come one after the other.
    let plans = sqlx::query_scalar!("select key from plans order by key for no key update")
        .fetch_all(&mut *conn)
        .await?;
    if !plans.iter().any(|key| key == plan) {
        return Ok(false);
    }
    // First none, since there is one at any time.
    sqlx::query!(
        "update plans set is_default = false where is_default and key <> $1",
        plan
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "update plans set is_default = true where key = $1 and not is_default",
        plan
    )
    .execute(conn)
    .await?;
    Ok(true)
}

/// Gives an account a plan without payment. False where the account pays for one, or there is no such plan.
///
/// # Errors
/// The database does not answer.
pub async fn give(conn: &mut PgConnection, account: AccountId, plan: &str) -> Result<bool> {
    let done = sqlx::query!(
        "insert into subscriptions as s (account_id, plan, status) \
         select $1, p.key, 'active' from plans p where p.key = $2 \
         on conflict (account_id) do update set plan = excluded.plan, status = excluded.status, stripe_subscription = null, \
           period_end = null, ends_at = null, grace_until = null, paid_from = null, paid_until = null, updated_at = now() \
         where s.stripe_subscription is null or s.status = 'canceled'",
        account.0,
        plan
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Takes back a plan that was given. False where none was.
///
/// # Errors
/// The database does not answer.
pub async fn take_back(conn: &mut PgConnection, account: AccountId) -> Result<bool> {
    let done = sqlx::query!(
        "update subscriptions set plan = null, status = null, updated_at = now() \
         where account_id = $1 and stripe_subscription is null and plan is not null",
        account.0
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() > 0)
}
