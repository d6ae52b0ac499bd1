//! The workflow: what is done by the real figures, and what to do next.

use igny8::page::Step;
use igny8::services::Dashboard;
use leptos::prelude::*;

use crate::state::site_filter::SiteFilter;
use crate::strings;
use crate::widgets::{Badge, IconView};

/// The steps; nothing where a page declares none.
pub(super) fn card(steps: &'static [Step], data: &Dashboard) -> Option<AnyView> {
    if steps.is_empty() {
        return None;
    }
    let done: Vec<bool> = steps
        .iter()
        .map(|step| super::value(data, step.key).is_some_and(|(value, _)| value > 0.0))
        .collect();
    let next = done.iter().position(|done| !done);
    let count = done.iter().filter(|done| **done).count();
    let items: Vec<_> = steps
        .iter()
        .zip(done)
        .enumerate()
        .map(|(i, (each, done))| item(i, each, done, next == Some(i)))
        .collect();
    let view = view! {
        <section class="card" aria-labelledby="steps">
            <header class="flex items-center justify-between border-b border-line px-4 py-3">
                <h2 id="steps" class="font-semibold">
                    {strings::dashboard::NEXT_STEPS}
                </h2>
                <span class="text-sm text-muted">{strings::dashboard::steps_done(count, steps.len())}</span>
            </header>
            <ol class="grid divide-line max-lg:divide-y lg:grid-cols-3 lg:divide-x">{items}</ol>
        </section>
    };
    Some(view.into_any())
}

fn item(index: usize, step: &'static Step, done: bool, next: bool) -> AnyView {
    use igny8::choice::Tone;
    let scope = SiteFilter::expect();
    let mark = if done {
        view! {
            <span class="tone-good flex size-7 shrink-0 items-center justify-center rounded-full">
                <IconView icon=icondata_lu::LuCheck />
            </span>
        }
        .into_any()
    } else {
        let colour = if next {
            "bg-brand text-on-brand"
        } else {
            "tone-neutral"
        };
        view! {
            <span
                class=format!("{colour} flex size-7 shrink-0 items-center justify-center rounded-full text-sm font-semibold")
                aria-hidden="true"
            >
                {index + 1}
            </span>
        }
        .into_any()
    };
    let (tone, word) = match (done, next) {
        (true, _) => (Tone::Good, strings::dashboard::DONE),
        (false, true) => (Tone::Info, strings::dashboard::NEXT),
        (false, false) => (Tone::Neutral, strings::dashboard::LATER),
    };
    let button = if next {
        "btn btn-primary btn-sm"
    } else {
        "btn btn-sm"
    };
    view! {
        <li class="flex gap-3 p-4">
            {mark}
            <div class="min-w-0">
                <h3 class="flex flex-wrap items-center gap-2 font-medium">
                    {step.title} <Badge tone=tone text=word />
                </h3>
                <p class="mt-0.5 text-sm text-muted">{step.help}</p>
                <a href=move || scope.link(step.link) class=format!("mt-3 {button}")>
                    {step.action}
                </a>
            </div>
        </li>
    }
    .into_any()
}
