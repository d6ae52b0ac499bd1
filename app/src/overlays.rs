//! What may lie over any page: the dialog of a question, and the corner of notices. Neither is there when a page opens, so what they
//! hold comes in a chunk, right after the page answers.

use leptos::prelude::*;

use crate::chunks::{self, Chunk};
use crate::state::browser::in_browser;
use crate::state::confirm::Confirm;
use crate::state::toasts::Toasts;
use crate::strings;
use crate::widgets::Dialog;
use crate::widgets::live::{live, watch};

/// The places of questions and notices; there is one of each on the page.
#[component]
pub fn Overlays() -> impl IntoView {
    let toasts = Toasts::expect();
    let confirm = Confirm::expect();
    watch(|| {
        if in_browser() {
            leptos::task::spawn_local(async {
                // Whatever asks for it before, or after this failed, fetches it again.
                let _ = Chunk::Overlays.load().await;
            });
        }
    });
    // Once one was there, the list stays, so that a notice that comes is added to it and not drawn with all others.
    let begun = Memo::new(move |before: Option<&bool>| before.copied().unwrap_or_default() || toasts.any());
    let notices = move || {
        begun.get().then(|| {
            Chunk::Overlays
                .ready()
                .then(|| chunks::draw_notices(toasts))
                .flatten()
        })
    };
    let title = Signal::derive(move || {
        confirm
            .question
            .with(|question| question.as_ref().map(|question| question.title.clone()))
            .unwrap_or_default()
    });
    let question = move || {
        Chunk::Overlays
            .ready()
            .then(|| chunks::draw_question(confirm))
            .flatten()
    };
    view! {
        <div
            class="pointer-events-none fixed inset-x-4 bottom-4 z-50 flex flex-col items-end gap-2 sm:start-auto"
            role="region"
            aria-label=strings::common::NOTICES
        >
            <div class="contents" aria-live="polite">
                {live(notices)}
            </div>
        </div>
        <Dialog open=confirm.open id="confirm" title=title>
            {live(question)}
        </Dialog>
    }
    .into_any()
}
