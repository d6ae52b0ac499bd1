//! What needs a person today, each with the way to do it.

use igny8::services::Todo;
use leptos::prelude::*;

use crate::strings::dashboard as words;

/// The card with what waits; it says where nothing does.
pub(super) fn card(todo: &[Todo]) -> AnyView {
    let content = if todo.is_empty() {
        view! { <p class="px-4 py-6 text-center text-muted">{words::NOTHING_WAITS}</p> }.into_any()
    } else {
        let rows: Vec<_> = todo
            .iter()
            .map(|each| {
                view! {
                    <li class="flex flex-wrap items-center justify-between gap-3 px-4 py-2.5">
                        <span class="min-w-0">{each.text.clone()}</span>
                        <a href=each.link.clone() class="btn btn-sm">
                            {each.action.clone()}
                        </a>
                    </li>
                }
            })
            .collect();
        view! { <ul class="divide-y divide-line">{rows}</ul> }.into_any()
    };
    view! {
        <section class="card" aria-labelledby="todo">
            <h2 id="todo" class="border-b border-line px-4 py-3 font-semibold">
                {words::TODO}
            </h2>
            {content}
        </section>
    }
    .into_any()
}
