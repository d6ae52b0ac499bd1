//! The dialog of a run: opens over any page and leaves the run to the tray when it closes.

use leptos::prelude::*;

use crate::chunks::{self, Chunk};
use crate::state::events::Events;
use crate::strings::task as words;
use crate::task_words::function_label;
use crate::widgets::live::{live, watch};
use crate::widgets::{Dialog, Skeleton};

/// Shows the run that [`Events::open`] names; there is one on the page.
#[component]
pub(super) fn TaskDialog() -> impl IntoView {
    let events = Events::expect();
    let open = RwSignal::new(false);
    watch(move || open.set(events.open.get().is_some()));
    let title = Signal::derive(move || {
        let task = events.open.get().and_then(|id| events.task(id));
        task.map_or_else(|| words::RUN.to_owned(), |task| function_label(&task))
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
            {live(content)}
        </Dialog>
    }
}
