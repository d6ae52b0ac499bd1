//! The head of a page: its title, and what can be done first.

use leptos::prelude::*;

use crate::widgets::PageTitle;

/// The heading of the page and of its browser tab; the children are the buttons on the right.
#[component]
pub fn PageHead(
    /// The page's name.
    #[prop(into)]
    title: String,
    /// One sentence below it.
    #[prop(optional, into)]
    text: Option<String>,
    /// Buttons.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <PageTitle text=title.clone() />
        <div class="mb-4 flex flex-wrap items-start justify-between gap-3">
            <div class="min-w-0">
                <h1 class="text-xl font-semibold tracking-tight">{title}</h1>
                {text.map(|text| view! { <p class="mt-0.5 max-w-2xl text-muted">{text}</p> })}
            </div>
            {children.map(|children| view! { <div class="flex flex-wrap items-center gap-2">{children()}</div> })}
        </div>
    }
    .into_any()
}
