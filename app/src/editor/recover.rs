//! What this tab did not save the last time, offered once.

use igny8::choice::Tone;
use leptos::prelude::*;

use super::draft::{self, LocalDraft};
use super::state::ArticleEditor;
use crate::strings::editor as words;
use crate::widgets::Notice;

/// The offer, where there is something that differs from what is saved.
pub(super) fn offer(editor: ArticleEditor) -> AnyView {
    let found = RwSignal::new(None::<LocalDraft>);
    Effect::new(move |_| {
        let saved = editor.stored.with_untracked(|document| document.text.clone());
        match draft::kept(editor.id) {
            Some(draft) if draft.text != saved && editor.may => found.set(Some(draft)),
            Some(_) => draft::forget(editor.id),
            None => {}
        }
    });
    let restore = move |_| {
        if let Some(draft) = found.get_untracked() {
            found.set(None);
            // If somebody saved since, the save says so and nothing is lost.
            editor.base.set(draft.version);
            editor.put(draft.text);
        }
    };
    let discard = move |_| {
        found.set(None);
        draft::forget(editor.id);
    };
    let offer = move || {
        found.with(Option::is_some).then(|| {
            view! {
                <div class="mb-4">
                    <Notice tone=Tone::Warn text=words::UNSAVED_FOUND>
                        <p class="mt-1.5 flex flex-wrap gap-2">
                            <button type="button" class="btn btn-sm" on:click=restore>
                                {words::RESTORE_DRAFT}
                            </button>
                            <button type="button" class="btn btn-sm" on:click=discard>
                                {words::DISCARD_DRAFT}
                            </button>
                        </p>
                    </Notice>
                </div>
            }
        })
    };
    offer.into_any()
}
