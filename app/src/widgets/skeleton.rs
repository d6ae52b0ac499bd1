//! Grey lines where content will be, for the first load only.

use leptos::prelude::*;

use crate::words;

/// So many lines.
#[component]
pub fn Skeleton(
    /// How many lines.
    #[prop(default = 6)]
    lines: usize,
) -> impl IntoView {
    view! {
        <div class="space-y-3 p-4" role="status">
            <span class="sr-only">{words::common::LOADING}</span>
            {(0..lines).map(|_| view! { <div class="skeleton h-6"></div> }).collect_view()}
        </div>
    }
    .into_any()
}
