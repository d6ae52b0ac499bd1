//! The one place that holds accounts to the limits of their plans, and counts what they have of each.
//!
//! Whoever adds something asks here afterwards, in the same transaction and as the last thing that it does: from then on
//! others who add to the account wait until it ends, and count what it added. So of ten who add the last one at once, one
//! does. What is there already stays, whatever the plan: nothing here is asked by those who read, change or delete.

use igny8::billing::plan::{LimitUsage, PATH, PlanLimit, PlanOffer};
use igny8::error::{Problem, ProblemKind};
use igny8::permission::Verb;
use igny8::resource::Resource;

use crate::error::Result;
use crate::repo::auth::seats;
use crate::tenancy::Tx;

/// Looks whether the plan has room for the rows of this resource that were just added.
///
/// # Errors
/// 402 if it has not: the transaction must not be committed then.
pub async fn check_rows(tx: &mut Tx, resource: Resource) -> Result<()> {
    match PlanLimit::of(resource) {
        Some(limit) => check(tx, limit).await,
        None => Ok(()),
    }
}

/// Looks whether the plan has room for what was just added.
///
/// # Errors
/// As [`check_rows`].
pub async fn check(tx: &mut Tx, limit: PlanLimit) -> Result<()> {
    let account = tx.account().0;
    let plan = sqlx::query!(
        "select p.name, case $2 when 'sites' then p.max_sites when 'members' then p.max_members \
           when 'keywords' then p.max_keywords when 'scheduled_runs' then p.max_scheduled_runs end::int8 as most \
         from accounts a join account_plans h on h.account_id = a.id join plans p on p.key = h.plan \
         where a.id = $1 for no key update of a",
        account,
        limit.as_str()
    )
    .fetch_one(tx.conn())
    .await?;
    let Some(most) = plan.most else { return Ok(()) };
    // Another statement, which sees what those have added who were waited for.
    if used(tx, limit).await? <= most {
        return Ok(());
    }
    let role = tx.scope().role();
    let sentence = limit.sentence(&plan.name, most, role.may(Verb::Update, Resource::Credits));
    let problem = Problem::new(ProblemKind::PlanLimit, sentence);
    Err(if role.may(Verb::Read, Resource::Credits) {
        problem.help_link("Compare plans", PATH).into()
    } else {
        problem.into()
    })
}

/// How much the account has of what its plan limits.
///
/// # Errors
/// The database does not answer.
pub async fn usage(tx: &mut Tx, plan: &PlanOffer) -> Result<Vec<LimitUsage>> {
    let mut all = Vec::new();
    for limit in PlanLimit::ALL {
        all.push(LimitUsage {
            limit,
            used: used(tx, limit).await?,
            most: plan.most(limit),
        });
    }
    Ok(all)
}

async fn used(tx: &mut Tx, limit: PlanLimit) -> Result<i64> {
    tx.beyond_sites().await?;
    let used = used_by_all(tx, limit).await;
    tx.within_sites(used).await
}

async fn used_by_all(tx: &mut Tx, limit: PlanLimit) -> Result<i64> {
    Ok(match limit {
        PlanLimit::Sites => {
            sqlx::query_scalar!("select count(*) as \"used!\" from sites where deleted_in is null")
                .fetch_one(tx.conn())
                .await?
        }
        PlanLimit::Members => seats::taken(tx).await?,
        // Kept by triggers, so that nobody reads all keywords for it.
        PlanLimit::Keywords => {
            sqlx::query_scalar!("select coalesce(sum(keywords), 0)::int8 as \"used!\" from keyword_figures")
                .fetch_one(tx.conn())
                .await?
        }
        PlanLimit::ScheduledRuns => {
            sqlx::query_scalar!(
                "select count(*) as \"used!\" from schedule_fires \
                 where task_id is not null and at >= date_trunc('month', now(), 'UTC')"
            )
            .fetch_one(tx.conn())
            .await?
        }
    })
}
