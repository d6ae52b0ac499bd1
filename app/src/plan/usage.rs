//! How much of each limit is used, with the list behind the number.

use igny8::billing::plan::LimitUsage;
use igny8::choice::Tone;
use leptos::prelude::*;

use crate::strings::plan as strings;
use crate::widgets::ProgressBar;

/// A card for each limit.
pub(super) fn grid(usage: &[LimitUsage]) -> AnyView {
    let cards: Vec<_> = usage.iter().map(card).collect();
    view! {
        <section aria-labelledby="plan-usage">
            <h2 id="plan-usage" class="mb-3 font-semibold">
                {strings::USAGE}
            </h2>
            <ul class="grid gap-3 sm:grid-cols-2 xl:grid-cols-4">{cards}</ul>
        </section>
    }
    .into_any()
}

fn card(usage: &LimitUsage) -> AnyView {
    let over = usage.most.is_some_and(|most| usage.used > most);
    let bar = usage.most.map(|most| {
        let share = (usage.used.max(0) * 100)
            .checked_div(most)
            .unwrap_or(100)
            .min(100);
        let percent = u8::try_from(share).unwrap_or(100);
        let tone = (percent >= 100).then_some(Tone::Warn);
        view! {
            <div class="mt-2">
                <ProgressBar percent=percent label=usage.limit.label() tone=tone />
            </div>
        }
    });
    view! {
        <li>
            <a
                href=usage.limit.list()
                class="card flex h-full flex-col p-4 transition-colors hover:border-edge"
            >
                <span class="text-sm text-muted">{usage.limit.label()}</span>
                <span class="mt-1 font-semibold tabular-nums">{strings::used(usage.used, usage.most)}</span>
                {bar}
                {over.then(|| view! { <span class="mt-2 text-sm text-warn">{strings::OVER}</span> })}
            </a>
        </li>
    }
    .into_any()
}
