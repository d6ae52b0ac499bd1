//! The account's plan: a small one, of which something is used.

use igny8::billing::plan::{LimitUsage, PlanLimit, PlanOffer, PlanOverview, SubscriptionStatus};

fn offer(key: &str, name: &str, price_cents: i32, most: i32) -> PlanOffer {
    PlanOffer {
        key: key.into(),
        name: name.into(),
        price_cents,
        monthly_credits: i64::from(most) * 100,
        max_sites: Some(most),
        max_members: Some(most),
        max_keywords: Some(most * 1000),
        max_scheduled_runs: None,
        platform_factor: None,
        current: key == "starter",
        available: price_cents > 0,
    }
}

/// What the page shows.
pub fn overview() -> PlanOverview {
    PlanOverview {
        status: Some(SubscriptionStatus::PastDue),
        period_end: Some("2026-12-20T08:43:12.000Z".into()),
        ends_at: None,
        grace_until: Some("2026-12-04T08:43:12.000Z".into()),
        payment: true,
        manageable: true,
        usage: PlanLimit::ALL
            .into_iter()
            .map(|limit| LimitUsage {
                limit,
                used: 6,
                most: (limit != PlanLimit::ScheduledRuns).then_some(5),
            })
            .collect(),
        plans: vec![
            offer("free", "Free", 0, 2),
            offer("starter", "Starter", 2900, 5),
            offer("growth", "Growth", 9950, 20),
        ],
    }
}
