//! The workflow: what is done by the real figures, and what to do next.

use igny8::choice::Tone;
use igny8::page::{DashboardPage, Step};
use igny8::resource::Resource;
use igny8::services::Dashboard;
use igny8::value::{Record, Value};
use leptos::prelude::*;

use crate::server_fns;
use crate::state::site_filter::SiteFilter;
use crate::state::toasts::Toasts;
use crate::strings;
use crate::widgets::{Badge, IconView};

/// The steps; nothing where a page declares none.
pub(super) fn card(page: &'static DashboardPage, data: &Dashboard) -> Option<AnyView> {
    let steps = page.steps;
    let put_away = RwSignal::new(data.steps_hidden);
    if steps.is_empty() || data.steps_hidden {
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
    let dismiss = page.dismissible.then(|| dismiss(put_away));
    let view = view! {
        <section class="card" aria-labelledby="steps" hidden=put_away>
            <header class="flex items-center justify-between border-b border-line px-4 py-3">
                <h2 id="steps" class="font-semibold">
                    {strings::dashboard::NEXT_STEPS}
                </h2>
                <span class="flex items-center gap-3 text-sm text-muted">
                    {strings::dashboard::steps_done(count, steps.len())} {dismiss}
                </span>
            </header>
            <ol class="grid divide-line max-lg:divide-y lg:grid-cols-3 lg:divide-x">{items}</ol>
        </section>
    };
    Some(view.into_any())
}

/// The button that puts the steps away for this member.
fn dismiss(put_away: RwSignal<bool>) -> AnyView {
    let toasts = Toasts::expect();
    let click = move |_| {
        put_away.set(true);
        leptos::task::spawn_local(async move {
            let field = igny8::system::preferences::F.checklist;
            let mut record = Record::new();
            record.insert(field.key.to_owned(), Value::Bool(false));
            match server_fns::save_settings(Resource::Preferences, record).await {
                Ok(_) => toasts.say(Tone::Good, strings::dashboard::PUT_AWAY),
                Err(failure) => {
                    put_away.try_set(false);
                    toasts.failure(&failure);
                }
            }
        });
    };
    view! {
        <button type="button" class="btn btn-ghost btn-sm" on:click=click>
            {strings::dashboard::DISMISS}
        </button>
    }
    .into_any()
}

fn item(index: usize, step: &'static Step, done: bool, next: bool) -> AnyView {
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
    // On a phone what is done takes one line, so that what is next is in sight.
    let room = if done { "max-lg:hidden" } else { "" };
    view! {
        <li class="flex gap-3 p-4">
            {mark}
            <div class="min-w-0">
                <h3 class="flex flex-wrap items-center gap-2 font-medium">
                    {step.title} <Badge tone=tone text=word />
                </h3>
                <p class=format!("mt-0.5 text-sm text-muted {room}")>{step.help}</p>
                <a href=move || scope.link(step.link) class=format!("mt-3 {button} {room}")>
                    {step.action}
                </a>
            </div>
        </li>
    }
    .into_any()
}
