//! The system template: a report by parts, renewed while it is looked at.

use std::time::Duration;

use igny8::choice::Tone;
use igny8::page::SystemPage;
use igny8::services::{Part, Report};
use leptos::prelude::*;

use crate::server_fns;
use crate::strings;
use crate::widgets::badge::tone_class;
use crate::widgets::states::tone_icon;
use crate::widgets::{Badge, IconView, PageHead, Skeleton, Time, failed, suspended};

/// A system page.
#[component]
pub fn SystemTemplate(
    /// The declaration.
    page: &'static SystemPage,
) -> impl IntoView {
    let report = Resource::new_blocking(|| (), move |()| server_fns::report(page.path.to_owned()));
    Effect::new(move |_| {
        let every = Duration::from_secs(u64::from(page.refresh.max(1)));
        let look = move || {
            // A page in the background asks nothing.
            if !document().hidden() {
                report.refetch();
            }
        };
        if let Ok(timer) = set_interval_with_handle(look, every) {
            on_cleanup(move || timer.clear());
        }
    });
    view! {
        <PageHead title=page.title text=page.purpose />
        <Transition fallback=|| view! { <Skeleton lines=8 /> }>
            {move || suspended(async move {
                match report.await {
                    Ok(report) => draw(report),
                    Err(failure) => failed(&failure, Callback::new(move |()| report.refetch())),
                }
            })}
        </Transition>
    }
    .into_any()
}

fn draw(report: Report) -> AnyView {
    let (tone, sentence) = if report.ok {
        (Tone::Good, strings::system::ALL_WELL)
    } else {
        (Tone::Bad, strings::system::NOT_WELL)
    };
    let parts: Vec<_> = report.parts.into_iter().map(part).collect();
    let none = parts
        .is_empty()
        .then(|| view! { <p class="text-muted">{strings::system::NO_PARTS}</p> });
    view! {
        <div class="space-y-4">
            <div class=format!("flex flex-wrap items-center gap-x-3 gap-y-1 rounded-md px-4 py-3 {}", tone_class(tone))>
                <IconView icon=tone_icon(tone) />
                <p class="font-medium" role="status" aria-live="polite">
                    {sentence}
                </p>
                <p class="text-sm sm:ml-auto">{strings::system::CHECKED} " " <Time at=report.at /></p>
            </div>
            {none}
            <ul class="grid gap-4 lg:grid-cols-2">{parts}</ul>
        </div>
    }
    .into_any()
}

fn part(part: Part) -> AnyView {
    let (tone, word) = if part.ok {
        (Tone::Good, strings::system::WORKS)
    } else {
        (Tone::Bad, strings::system::FAULT)
    };
    let facts: Vec<_> = part
        .facts
        .into_iter()
        .map(|(name, value)| {
            view! {
                <div class="flex justify-between gap-4 py-1.5">
                    <dt class="text-muted">{name}</dt>
                    <dd class="min-w-0 text-right break-words tabular-nums">{value}</dd>
                </div>
            }
        })
        .collect();
    view! {
        <li class="card p-4">
            <div class="flex items-center justify-between gap-3">
                <h2 class="font-semibold">{part.label}</h2>
                <Badge tone=tone text=word />
            </div>
            <p class="mt-1 text-muted">{part.summary}</p>
            {(!facts.is_empty()).then(|| view! { <dl class="mt-3 divide-y divide-line text-sm">{facts}</dl> })}
        </li>
    }
    .into_any()
}
