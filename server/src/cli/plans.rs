//! The plans: what they cost and grant, which of them accounts without a subscription have, and how they are sold at Stripe.

use clap::Args;
use igny8::error::Problem;

use crate::cli::admin::database;
use crate::cli::output::say;
use crate::config::Config;
use crate::error::Result;
use crate::repo::billing::plans::{self, Plan};
use crate::tenancy::{Db, Reason};

/// What to set of a plan; without one, all are shown.
#[derive(Args, Clone, Debug)]
pub struct Plans {
    #[command(flatten)]
    config: Config,
    /// The plan's key.
    plan: Option<String>,
    /// Make it the default plan for accounts without a subscription.
    #[arg(long, requires = "plan")]
    default: bool,
    /// Include the models of `IGNY8_PLATFORM_KEY` at this multiple of the usual credits, from 1 to 100. 0 removes them.
    #[arg(long, requires = "plan", value_parser = clap::value_parser!(i16).range(0..=100))]
    platform_factor: Option<i16>,
    /// The monthly Stripe price, such as `price_1…`. Customers on an earlier price keep the plan.
    #[arg(long, requires = "plan")]
    stripe_price: Option<String>,
}

/// Sets what is given, and shows all plans.
///
/// # Errors
/// There is no such plan, or the database does not answer.
pub async fn plans(order: Plans) -> Result<()> {
    let db = database(&order.config)?;
    let done = set(&db, &order).await;
    db.close().await;
    if order.platform_factor.is_some_and(|factor| factor > 0) && order.config.platform_models.key().is_none()
    {
        say("IGNY8_PLATFORM_KEY isn't set here. Set it for workers; web servers don't need it.");
    }
    say("plan, $ per month, credits per month, Stripe price");
    for plan in done? {
        let dollars = f64::from(plan.price_cents) / 100.0;
        say(&format!(
            "{:<12} {:>9} {:>9} {}{}{}",
            plan.key,
            format!("{dollars:.2}"),
            plan.monthly_credits,
            plan.stripe_price.as_deref().unwrap_or("-"),
            plan.platform_factor
                .map(|factor| format!(" (platform models at {factor} times the credits)"))
                .unwrap_or_default(),
            if plan.is_default { " (default)" } else { "" }
        ));
    }
    Ok(())
}

async fn set(db: &Db, order: &Plans) -> Result<Vec<Plan>> {
    let mut tx = db.system(Reason::Operate).await?;
    if let Some(plan) = &order.plan {
        let unknown = || {
            Problem::conflict(format!(
                "The plan “{plan}” doesn't exist. List plans with igny8 plans."
            ))
        };
        if order.default && !plans::make_default(tx.conn(), plan).await? {
            return Err(unknown().into());
        }
        if let Some(factor) = order.platform_factor
            && !plans::include_models(tx.conn(), plan, Some(factor).filter(|factor| *factor > 0)).await?
        {
            return Err(unknown().into());
        }
        if let Some(price) = &order.stripe_price
            && !plans::sell(tx.conn(), plan, price).await?
        {
            let detail = format!(
                "The plan “{plan}” doesn't exist, or {price} belongs to another plan. List plans with igny8 plans."
            );
            return Err(Problem::conflict(detail).into());
        }
    }
    let all = plans::all(tx.conn()).await?;
    tx.commit().await?;
    Ok(all)
}
