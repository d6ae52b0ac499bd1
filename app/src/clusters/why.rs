//! Why the keywords of a cluster are in it, or a keyword where it is: for the side panel.

use igny8::planner::keywords::PAGE as KEYWORDS;
use igny8::planner::recut::{Reason, Reasons};
use igny8::resource::Resource as Of;
use leptos::prelude::*;
use uuid::Uuid;

use crate::server_fns;
use crate::strings::clusters as words;
use crate::strings::number::count;
use crate::widgets::Skeleton;

/// How many keywords show at first.
const FIRST: usize = 8;

/// The reasons of a cluster's keywords, or of one keyword.
#[component]
pub fn WhyHere(
    /// Clusters or keywords.
    resource: Of,
    /// Which.
    id: Uuid,
) -> impl IntoView {
    let reasons = LocalResource::new(move || server_fns::reasons(resource, id));
    let all = RwSignal::new(false);
    let content = move || {
        reasons.get().map(|reasons| match reasons {
            Ok(reasons) => told(resource, &reasons, all),
            Err(failure) => view! { <p class="text-sm text-bad">{failure.0.detail}</p> }.into_any(),
        })
    };
    view! {
        <section class="mt-5 border-t border-line pt-4">
            <h3 class="mb-2 font-semibold">{words::WHY}</h3>
            <Suspense fallback=|| view! { <Skeleton lines=2 /> }>{content}</Suspense>
        </section>
    }
    .into_any()
}

fn told(resource: Of, reasons: &Reasons, all: RwSignal<bool>) -> AnyView {
    if reasons.keywords.is_empty() {
        let text = if resource == Of::Clusters {
            words::NO_MEMBERS
        } else {
            words::NOT_YET
        };
        return view! { <p class="text-sm text-muted">{text}</p> }.into_any();
    }
    let shown = if all.get() { usize::MAX } else { FIRST };
    let lines = reasons
        .keywords
        .iter()
        .take(shown)
        .map(|reason| line(resource, reason))
        .collect_view();
    let more = (reasons.keywords.len() > shown).then(|| {
        view! {
            <button type="button" class="link min-h-6 text-sm" on:click=move |_| all.set(true)>
                {words::SHOW_ALL}
            </button>
        }
    });
    view! {
        <ul class="text-sm">{lines}</ul>
        {more}
    }
    .into_any()
}

fn line(resource: Of, reason: &Reason) -> AnyView {
    let href = format!("{}/{}", KEYWORDS.path, reason.id);
    let name = (resource == Of::Clusters).then(|| {
        view! {
            <p class="flex justify-between gap-3">
                <a class="link min-w-0 truncate leading-6" href=href>{reason.keyword.clone()}</a>
                <span class="shrink-0 text-muted tabular-nums">
                    {reason.volume.map(|volume| count(volume.unsigned_abs()))}
                </span>
            </p>
        }
    });
    let stray = (!reason.clustered).then(|| match &reason.cluster {
        Some(cluster) => {
            let href = format!("{}/{}", igny8::planner::clusters::PAGE.path, cluster.id);
            view! {
                <p>
                    {words::NEAREST} ": "
                    <a class="link" href=href>{cluster.label.clone()}</a>
                </p>
            }
            .into_any()
        }
        None => view! { <p>{words::NOTHING_NEAR}</p> }.into_any(),
    });
    let near: Vec<String> = reason
        .nearest
        .iter()
        .map(|near| words::near(&near.keyword, near.similarity))
        .collect();
    let mut why = Vec::new();
    if reason.pinned {
        why.push(words::PINNED.to_owned());
    }
    if !reason.shared.is_empty() {
        why.push(words::shares(&reason.shared));
    } else if !near.is_empty() {
        why.push(words::PLACED.to_owned());
    }
    if !near.is_empty() {
        why.push(words::nearest(&near));
    }
    let why = why
        .into_iter()
        .map(|text| view! { <p class="break-words text-muted">{text}</p> });
    view! { <li class="py-1">{name} {stray} {why.collect_view()}</li> }.into_any()
}
