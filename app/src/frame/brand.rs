//! The product's mark and name.

use leptos::prelude::*;

use crate::words;

/// The mark with the name beside it.
#[component]
pub(crate) fn Brand(
    /// The class of the name, such as one that hides it.
    #[prop(default = "text-lg font-bold tracking-tight")]
    name: &'static str,
) -> impl IntoView {
    view! {
        <span class="flex items-center gap-2.5">
            <svg class="size-7 shrink-0" viewBox="0 0 32 32" aria-hidden="true">
                <rect width="32" height="32" rx="8" class="fill-brand"></rect>
                <path d="M9 9h4v14H9zM17 9h6v4h-2v10h-4z" fill="#fff"></path>
            </svg>
            <span class=name>{words::common::PRODUCT}</span>
        </span>
    }
}
