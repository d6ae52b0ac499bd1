//! The plans side by side: what each costs, grants and allows, and the way to it.

use igny8::billing::plan::{PlanLimit, PlanOffer, PlanOverview};
use igny8::choice::Tone;
use leptos::prelude::*;

use super::leave;
use crate::strings::plan as strings;
use crate::widgets::Badge;

/// A card for each plan.
pub(super) fn grid(overview: &PlanOverview, pays: bool, busy: RwSignal<bool>) -> AnyView {
    let can_pay = pays && overview.payment;
    let cards: Vec<_> = overview
        .plans
        .iter()
        .map(|plan| card(plan, can_pay, overview.manageable, busy))
        .collect();
    view! {
        <section aria-labelledby="plan-offers">
            <h2 id="plan-offers" class="mb-3 font-semibold">
                {strings::COMPARE}
            </h2>
            <ul class="grid gap-3 sm:grid-cols-2 xl:grid-cols-4">{cards}</ul>
        </section>
    }
    .into_any()
}

fn card(plan: &PlanOffer, can_pay: bool, manageable: bool, busy: RwSignal<bool>) -> AnyView {
    let limits: Vec<_> = PlanLimit::ALL
        .into_iter()
        .map(|limit| view! { <li>{strings::included(limit, plan.most(limit))}</li> })
        .collect();
    let key = plan.key.clone();
    let button = (can_pay && plan.available && !plan.current).then(|| {
        view! {
            <button
                type="button"
                class="btn btn-primary mt-4 w-full"
                disabled=move || busy.get()
                on:click=move |_| leave(busy, Some(key.clone()))
            >
                {if manageable { strings::SWITCH } else { strings::CHOOSE }}
                " "
                {plan.name.clone()}
            </button>
        }
    });
    let current = plan
        .current
        .then(|| view! { <Badge tone=Tone::Good text=strings::CURRENT /> });
    view! {
        <li class="card flex flex-col p-4">
            <div class="flex items-center justify-between gap-3">
                <h3 class="font-semibold">{plan.name.clone()}</h3>
                {current}
            </div>
            <p class="mt-1 text-lg font-semibold tabular-nums">{strings::price(plan.price_cents)}</p>
            <ul class="mt-3 grow space-y-1 text-sm text-muted">
                <li>{strings::credits(plan.monthly_credits)}</li>
                {plan.platform_factor.map(|factor| view! { <li>{strings::models(factor)}</li> })}
                {limits}
            </ul>
            {button}
        </li>
    }
    .into_any()
}
