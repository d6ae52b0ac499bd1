//! What a place says while there is nothing in it: what it is for and what to do first.

use icondata_core::IconData;
use leptos::prelude::*;

use crate::widgets::IconView;

/// An empty place; its children are the buttons.
#[component]
pub fn Empty(
    /// Its drawing.
    icon: &'static IconData,
    /// What there is not.
    #[prop(into)]
    title: String,
    /// What the place is for.
    #[prop(into)]
    text: String,
    /// What to do.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="flex flex-col items-center px-6 py-14 text-center">
            <span class="mb-4 flex size-12 items-center justify-center rounded-full bg-brand-soft text-link">
                <IconView icon=icon class="size-6" />
            </span>
            <h2 class="text-lg font-semibold">{title}</h2>
            <p class="mt-1 max-w-md text-muted">{text}</p>
            {children.map(|children| view! { <div class="mt-5 flex flex-wrap justify-center gap-2">{children()}</div> })}
        </div>
    }
    .into_any()
}
