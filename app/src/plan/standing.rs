//! Which plan holds, how its payment stands, and what to do about it.

use igny8::billing::plan::{PlanOffer, PlanOverview, SubscriptionStatus};
use igny8::choice::Tone;
use leptos::prelude::*;

use crate::strings::plan as strings;
use crate::widgets::time::Moment;
use crate::widgets::{Badge, Notice};

/// The card at the top.
pub(super) fn card(overview: &PlanOverview, current: Option<&PlanOffer>, paid: bool, pays: bool) -> AnyView {
    let name = current.map(|plan| plan.name.clone()).unwrap_or_default();
    let badge = overview
        .status
        .map(|status| view! { <Badge tone=status.choice().tone text=status.label() /> });
    let credits = current.map(|plan| strings::credits(plan.monthly_credits));
    view! {
        <section class="card space-y-3 p-4" aria-labelledby="plan-now">
            <div class="flex flex-wrap items-center gap-3">
                <h2 id="plan-now" class="text-lg font-semibold">
                    {strings::current(&name)}
                </h2>
                {badge}
            </div>
            <p class="text-muted">{credits}</p>
            {when(overview)}
            {notice(overview, paid, pays)}
        </section>
    }
    .into_any()
}

/// When it is renewed or ends.
fn when(overview: &PlanOverview) -> Option<AnyView> {
    let (words, at) = match (&overview.ends_at, &overview.period_end, overview.status) {
        (Some(at), _, Some(SubscriptionStatus::Active | SubscriptionStatus::Trialing)) => (strings::ENDS, at),
        (None, Some(at), Some(SubscriptionStatus::Active)) => (strings::RENEWS, at),
        (None, Some(at), Some(SubscriptionStatus::Trialing)) => (strings::TRIAL_ENDS, at),
        _ => return None,
    };
    Some(view! { <p class="text-muted">{words} " " <Moment at=at.clone() /></p> }.into_any())
}

/// What wants to be known.
fn notice(overview: &PlanOverview, paid: bool, pays: bool) -> Option<AnyView> {
    let (tone, text) = match overview.status {
        Some(SubscriptionStatus::PastDue) if pays => (Tone::Warn, strings::PAST_DUE),
        Some(SubscriptionStatus::PastDue) => (Tone::Warn, strings::PAST_DUE_ASK),
        Some(SubscriptionStatus::Unpaid) if pays => (Tone::Bad, strings::UNPAID),
        Some(SubscriptionStatus::Unpaid) => (Tone::Bad, strings::UNPAID_ASK),
        None if paid => (Tone::Info, strings::PROCESSING),
        _ if !overview.payment => (Tone::Info, strings::NO_PAYMENT),
        _ if !pays => (Tone::Info, strings::OWNERS_ONLY),
        _ => return None,
    };
    let until = overview.grace_until.clone().map(|at| {
        view! { <p>{strings::GRACE} " " <Moment at=at /></p> }
    });
    Some(view! { <Notice tone=tone text=text>{until}</Notice> }.into_any())
}
