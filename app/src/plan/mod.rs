//! Billing › Plan: what the account has, how much of it is used, and what else it could have.

mod offers;
mod standing;
mod usage;

use std::time::Duration;

use igny8::billing::plan::{PaymentLink, PlanOverview};
use igny8::permission::Verb;
use igny8::resource::Resource as Of;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::server_fns::{self, Failure};
use crate::state::browser;
use crate::state::session::CurrentSession;
use crate::state::toasts::Toasts;
use crate::strings::plan as strings;
use crate::widgets::{PageHead, Skeleton, failed, suspended};

/// Between two looks whether a payment has come, and how many there are.
const POLL_INTERVAL: Duration = Duration::from_secs(3);
const MAX_POLLS: u32 = 20;

/// The page.
#[component]
pub fn PlanScreen() -> impl IntoView {
    let plan = Resource::new_blocking(|| (), |()| server_fns::plan());
    let paid = use_query_map().with_untracked(|query| query.get("paid").is_some());
    if paid {
        follow(plan);
    }
    view! {
        <Transition fallback=|| view! { <Skeleton lines=8 /> }>
            {move || suspended(async move {
                match plan.await {
                    Ok(overview) => draw(&overview, paid),
                    Err(failure) => failed(&failure, Callback::new(move |()| plan.refetch())),
                }
            })}
        </Transition>
    }
    .into_any()
}

/// Somebody comes back from paying, mostly before the provider has told us: the page looks again until it has.
fn follow(plan: Resource<Result<PlanOverview, Failure>>) {
    Effect::new(move |_| {
        let left = StoredValue::new(MAX_POLLS);
        let look = move || {
            let come = plan.with_untracked(|plan| {
                plan.as_ref()
                    .and_then(|plan| plan.as_ref().ok())
                    .is_some_and(|plan| plan.status.is_some())
            });
            if !come && left.get_value() > 0 {
                left.update_value(|left| *left -= 1);
                plan.refetch();
            }
        };
        if let Ok(timer) = set_interval_with_handle(look, POLL_INTERVAL) {
            on_cleanup(move || timer.clear());
        }
    });
}

fn draw(overview: &PlanOverview, paid: bool) -> AnyView {
    let pays = CurrentSession::expect().may(Verb::Update, Of::Credits);
    let busy = RwSignal::new(false);
    let manage = (pays && overview.manageable).then(|| {
        view! {
            <button type="button" class="btn" disabled=move || busy.get() on:click=move |_| leave(busy, None)>
                {strings::MANAGE}
            </button>
        }
    });
    let current = overview.plans.iter().find(|plan| plan.current);
    view! {
        <PageHead title=strings::TITLE text=strings::PURPOSE>
            {manage}
        </PageHead>
        <div class="space-y-6">
            {standing::card(overview, current, paid, pays)}
            {usage::grid(&overview.usage)}
            {offers::grid(overview, pays, busy)}
        </div>
    }
    .into_any()
}

/// Goes to where this plan is paid for, or with none to where the subscription is managed.
fn leave(busy: RwSignal<bool>, plan: Option<String>) {
    let toasts = Toasts::expect();
    busy.set(true);
    leptos::task::spawn_local(async move {
        let link: Result<PaymentLink, Failure> = match plan {
            Some(plan) => server_fns::checkout(plan).await,
            None => server_fns::billing_portal().await,
        };
        match link {
            Ok(link) => browser::go(&link.url),
            Err(failure) => {
                toasts.failure(&failure);
                busy.try_set(false);
            }
        }
    });
}
