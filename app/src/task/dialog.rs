//! A run inside of its dialog.

use leptos::ev;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast as _;
use uuid::Uuid;

use super::progress::progress;
use super::run::Run;
use crate::strings::task as words;

/// A run with its log and what can be done about it, and the way to its page.
pub(crate) fn run_in_dialog(id: Uuid, minimise: Callback<()>) -> AnyView {
    let run = Run::watch(id, None);
    // Whatever leads to another page leaves the run to the tray.
    let left = move |event: ev::MouseEvent| {
        let link = event
            .target()
            .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
            .and_then(|element| element.closest("a[href]:not([download])").ok().flatten());
        if link.is_some() {
            minimise.run(());
        }
    };
    view! {
        <div on:click=left>{progress(run, Some(minimise))}</div>
        <p class="mt-4 text-sm">
            <a class="link" href=format!("{}/{id}", igny8::system::tasks::PAGE.path) on:click=move |_| minimise.run(())>
                {words::OPEN_PAGE}
            </a>
        </p>
    }
    .into_any()
}
