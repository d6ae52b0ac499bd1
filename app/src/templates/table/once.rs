//! Something that is shown only once: a secret or a link to copy before the dialog closes.

use igny8::choice::Tone;
use igny8::services::OneTimeSecret;
use leptos::prelude::*;

use super::table::Table;
use crate::state::browser;
use crate::strings::{common, table as words};
use crate::widgets::{Dialog, IconView, Notice};

/// The secret with its sentence, to copy; `done` closes the dialog.
pub(super) fn panel(once: OneTimeSecret, done: Callback<()>) -> AnyView {
    let copied = RwSignal::new(false);
    let secret = once.secret.clone();
    let copy = move |_| {
        browser::copy(&secret);
        copied.set(true);
    };
    let select =
        move |event: leptos::ev::FocusEvent| event_target::<web_sys::HtmlInputElement>(&event).select();
    let label = move || {
        if copied.get() {
            common::COPIED
        } else {
            common::COPY
        }
    };
    view! {
        <p class="mb-3">{once.message}</p>
        <div class="mb-3 flex items-center gap-2">
            <input
                class="input min-w-0 font-mono text-sm"
                type="text"
                readonly
                aria-label=words::ONCE
                value=once.secret
                autofocus
                on:focus=select
            />
            <button type="button" class="btn" on:click=copy>
                <IconView icon=icondata_lu::LuCopy />
                <span aria-live="polite">{label}</span>
            </button>
        </div>
        <Notice tone=Tone::Warn text=words::ONCE_HELP />
        <div class="dialog-foot">
            <button type="button" class="btn btn-primary" on:click=move |_| done.run(())>
                {words::DONE}
            </button>
        </div>
    }
    .into_any()
}

/// The dialog of what an action made, such as a new link.
pub(super) fn dialog(table: Table) -> AnyView {
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(table.told.with(Option::is_some)));
    let content = move || {
        table
            .told
            .get()
            .map(|once| panel(once, Callback::new(move |()| open.set(false))))
    };
    view! {
        <Dialog open=open id="told" title=words::ONCE on_close=Callback::new(move |()| table.told.set(None))>
            {content}
        </Dialog>
    }
    .into_any()
}
