//! Tells a screen reader how the work in the background goes, at most every two seconds.

use leptos::prelude::*;

use crate::state::events::Events;
use crate::task_words::{function_label, status_of};

/// Milliseconds between two sentences.
const DEBOUNCE: u32 = 2_000;

/// A region that only assistive technology shows.
#[component]
pub(super) fn Announcer() -> impl IntoView {
    let events = Events::expect();
    let spoken = RwSignal::new(String::new());
    let waiting = StoredValue::new(false);
    let sentence = Memo::new(move |_| {
        events.tasks.with(|tasks| {
            let task = tasks
                .iter()
                .find(|task| !task.status.is_terminal())
                .or_else(|| tasks.first());
            task.map(|task| {
                let state = if task.status.is_terminal() {
                    status_of(task).0
                } else {
                    task.phase.label()
                };
                format!("{}: {state}", function_label(task))
            })
            .unwrap_or_default()
        })
    });
    let told: Box<dyn FnMut(Option<()>)> = Box::new(move |first| {
        // Read, not only tracked: a memo that nobody reads is never worked out again.
        sentence.with(|_| ());
        // What was so before the page opened is no news.
        if first.is_none() || waiting.get_value() {
            return;
        }
        waiting.set_value(true);
        leptos::task::spawn_local(async move {
            gloo_timers::future::TimeoutFuture::new(DEBOUNCE).await;
            if waiting.try_set_value(false).is_none()
                && let Some(now) = sentence.try_get_untracked()
            {
                spoken.try_set(now);
            }
        });
    });
    Effect::new(told);
    view! {
        <p class="sr-only" role="status" aria-live="polite">
            {spoken}
        </p>
    }
    .into_any()
}
