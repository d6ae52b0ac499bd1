//! Rows that are not imported, by the reason, with some of them as examples.

use igny8::planner::import::LeftOut;
use leptos::prelude::*;

use crate::strings::import as words;
use crate::strings::number::count;

/// The reasons; nothing where every row is taken.
pub(super) fn left_out(groups: &[LeftOut]) -> AnyView {
    if groups.is_empty() {
        return ().into_any();
    }
    let reasons = groups.iter().map(|group| {
        let examples = group.examples.iter().map(|example| {
            let value = if example.value.is_empty() { words::EMPTY_VALUE.to_owned() } else { example.value.clone() };
            view! {
                <li class="break-words">
                    <span class="text-muted">{words::header(example.line)}": "</span>
                    {value}
                </li>
            }
        });
        view! {
            <li>
                <details>
                    <summary class="min-h-6 cursor-pointer">
                        <span class="font-medium tabular-nums">{words::rows(count(group.rows), group.rows)}</span>
                        ": "
                        {group.reason.clone()}
                    </summary>
                    <ul class="mt-1 mb-2 ml-5 text-sm">{examples.collect_view()}</ul>
                </details>
            </li>
        }
    });
    view! {
        <div class="mt-4">
            <h3 class="font-medium">{words::LEFT_OUT}</h3>
            <ul class="mt-1 space-y-1">{reasons.collect_view()}</ul>
        </div>
    }
    .into_any()
}
