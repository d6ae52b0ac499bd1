//! The dialog in which a question is answered before something is done.

use leptos::prelude::*;

use crate::state::confirm::Confirm;
use crate::widgets::Dialog;
use crate::words;

/// Shows the open question of [`Confirm`]; there is one on the page.
#[component]
pub fn ConfirmDialog() -> impl IntoView {
    let confirm = Confirm::expect();
    let title = Signal::derive(move || {
        confirm.question.with(|question| {
            question
                .as_ref()
                .map(|question| question.title.clone())
                .unwrap_or_default()
        })
    });
    let content = move || {
        let question = confirm.question.get()?;
        let yes = question.yes;
        let look = if question.destructive {
            "btn btn-danger"
        } else {
            "btn btn-primary"
        };
        Some(view! {
            <p class="text-muted">{question.text}</p>
            <div class="mt-5 flex justify-end gap-2">
                <button type="button" class="btn" autofocus on:click=move |_| confirm.open.set(false)>
                    {words::common::CANCEL}
                </button>
                <button
                    type="button"
                    class=look
                    on:click=move |_| {
                        confirm.open.set(false);
                        yes.run(());
                    }
                >
                    {question.verb}
                </button>
            </div>
        })
    };
    view! {
        <Dialog open=confirm.open id="confirm" title=title>
            {content}
        </Dialog>
    }
}
