//! The dialog of a run: opens over any page and leaves the run to the tray when it closes.

use igny8::ai::FUNCTIONS;
use igny8::choice::Choice;
use leptos::ev;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast as _;
use uuid::Uuid;

use super::progress::progress;
use super::run::Run;
use crate::chunks::{self, Chunk};
use crate::state::events::Events;
use crate::widgets::{Dialog, Skeleton};
use crate::words::task as words;

/// Shows the run that [`Events::open`] names; there is one on the page.
#[component]
pub fn TaskDialog() -> impl IntoView {
    let events = Events::expect();
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(events.open.get().is_some()));
    let title = Signal::derive(move || {
        let task = events.open.get().and_then(|id| events.task(id));
        task.map_or_else(|| words::RUN.to_owned(), |task| function_label(&task.function))
    });
    let minimise = Callback::new(move |()| open.set(false));
    let content = move || {
        let id = events.open.get()?;
        if Chunk::Pages.ready() {
            chunks::draw_run(id, minimise)
        } else {
            Some(view! { <Skeleton lines=6 /> }.into_any())
        }
    };
    view! {
        <Dialog open=open id="task" title=title wide=true on_close=Callback::new(move |()| events.open.set(None))>
            {content}
        </Dialog>
    }
}

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

/// The words that people know a run's function by.
pub(super) fn function_label(function: &str) -> String {
    Choice::find(FUNCTIONS, function).map_or_else(|| function.to_owned(), |choice| choice.label.to_owned())
}
