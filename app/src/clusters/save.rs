//! Saving a preview, taking it back, and what came of it.

use igny8::choice::Tone;
use igny8::planner::recut::RecutOrder;
use leptos::prelude::*;
use uuid::Uuid;

use super::Explorer;
use crate::server_fns::{self, Failure};
use crate::state::toasts::leave_if_signed_out;
use crate::strings::clusters as words;
use crate::widgets::Notice;

/// Saves the preview that shows.
pub(super) fn save(explorer: Explorer) {
    let Some(recut) = explorer.shown.get_untracked() else {
        return;
    };
    explorer.saving.set(true);
    explorer.told.set(None);
    leptos::task::spawn_local(async move {
        let order = RecutOrder {
            sector_id: recut.sector_id,
            narrowness: recut.narrowness,
            state: recut.state,
        };
        let saved = server_fns::save_recut(order).await;
        explorer.saving.try_set(false);
        match saved {
            Ok(saved) => {
                explorer
                    .saved
                    .try_set(Some((saved.change_id, words::saved(saved.moved))));
            }
            Err(failure) => refused(explorer, &failure),
        }
        explorer.preview.refetch();
    });
}

fn undo(explorer: Explorer, change: Uuid) {
    explorer.saving.set(true);
    explorer.told.set(None);
    leptos::task::spawn_local(async move {
        let undone = server_fns::undo_grouping(change).await;
        explorer.saving.try_set(false);
        match undone {
            Ok(_) => {
                explorer.saved.try_set(None);
                explorer
                    .told
                    .try_set(Some((Tone::Good, words::UNDONE.to_owned())));
                explorer.wanted.try_set(None);
            }
            Err(failure) => refused(explorer, &failure),
        }
        explorer.preview.refetch();
    });
}

fn refused(explorer: Explorer, failure: &Failure) {
    if !leave_if_signed_out(failure) {
        explorer.told.try_set(Some((Tone::Bad, failure.0.detail.clone())));
    }
}

/// What came of the last save or undo.
pub(super) fn outcome(explorer: Explorer) -> AnyView {
    let saved = move || {
        explorer.saved.get().map(|(change, text)| {
            let busy = move || explorer.saving.get();
            view! {
                <div class="mb-4">
                    <Notice tone=Tone::Good text=text>
                        <button type="button" class="btn btn-sm" disabled=busy on:click=move |_| undo(explorer, change)>
                            {move || if busy() { words::UNDOING } else { words::UNDO }}
                        </button>
                    </Notice>
                </div>
            }
        })
    };
    let told = move || {
        explorer
            .told
            .get()
            .map(|(tone, text)| view! { <div class="mb-4"><Notice tone=tone text=text /></div> })
    };
    view! { <div aria-live="polite">{saved} {told}</div> }.into_any()
}
