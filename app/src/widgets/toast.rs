//! What is in the corner where notices come and go.

use leptos::prelude::*;

use crate::state::toasts::{Toast, Toasts};
use crate::strings;
use crate::widgets::IconView;
use crate::widgets::badge::tone_text;
use crate::widgets::states::tone_icon;

/// The notices of [`Toasts`], as they come and go.
pub fn notices(toasts: Toasts) -> AnyView {
    view! { <For each=move || toasts.list() key=|toast| toast.id children=move |toast| show(toasts, toast) /> }.into_any()
}

fn show(toasts: Toasts, toast: Toast) -> AnyView {
    let id = toast.id;
    let button = toast.action.map(|(verb, act)| {
        view! {
            <button
                type="button"
                class="btn btn-sm"
                on:click=move |_| {
                    toasts.dismiss(id);
                    act.run(());
                }
            >
                {verb}
            </button>
        }
    });
    view! {
        <div class="pointer-events-auto flex w-full items-center gap-3 rounded-md border border-line bg-raised py-2 pr-2 pl-3 shadow-float sm:w-96">
            <span class=tone_text(toast.tone)>
                <IconView icon=tone_icon(toast.tone) />
            </span>
            <p class="min-w-0 grow break-words">{toast.text}</p>
            {button}
            <button
                type="button"
                class="btn btn-ghost btn-icon btn-sm"
                aria-label=strings::common::DISMISS
                on:click=move |_| toasts.dismiss(id)
            >
                <IconView icon=icondata_lu::LuX />
            </button>
        </div>
    }
    .into_any()
}
