//! Somebody else saved meanwhile: what differs, and two ways on that lose nothing.

use igny8::choice::Tone;
use igny8::value::Row;
use leptos::prelude::*;

use super::beside::compare;
use super::state::{Editor, Texts};
use crate::compare::changes;
use crate::widgets::Dialog;
use crate::words::prompts as words;

/// The dialog; it opens by itself.
pub(super) fn dialog(editor: Editor) -> AnyView {
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(editor.theirs.with(Option::is_some)));
    let closed = move |()| {
        // Without an answer nothing is saved; the next save asks again.
        if editor.theirs.with_untracked(Option::is_some) {
            editor.theirs.set(None);
            editor.fault.set(Some(words::CONFLICT_OPEN.to_owned()));
        }
    };
    let content = move || {
        let theirs = editor.theirs.get()?;
        let found = compare(&Texts::of(&theirs), &editor.texts.get_untracked());
        let theirs = StoredValue::new(theirs);
        let keep = move |_| keep_mine(editor, theirs.get_value());
        let take = move |_| take_theirs(editor, theirs.get_value());
        Some(view! {
            <p class="mb-3">{words::CONFLICT}</p>
            <p class="mb-3 text-sm text-muted">{words::CONFLICT_MARKS}</p>
            <div class="mb-4 max-h-[45dvh] overflow-y-auto" tabindex="0" role="group" aria-label=words::DIFFERENCES>
                {changes(found, words::field)}
            </div>
            <div class="dialog-foot">
                <button type="button" class="btn h-auto min-h-9 py-1 whitespace-normal" on:click=take>
                    {words::TAKE_THEIRS}
                </button>
                <button type="button" class="btn btn-primary h-auto min-h-9 py-1 whitespace-normal" on:click=keep>
                    {words::KEEP_MINE}
                </button>
            </div>
        })
    };
    view! {
        <Dialog open=open id="conflict" title=words::CONFLICT_TITLE.to_owned() wide=true on_close=Callback::new(closed)>
            {content}
        </Dialog>
    }
    .into_any()
}

/// Mine is saved over theirs, which is a version of its own.
fn keep_mine(editor: Editor, theirs: Row) {
    editor.row.set(theirs);
    editor.theirs.set(None);
    editor.save();
}

fn take_theirs(editor: Editor, theirs: Row) {
    let mine = editor.texts.get_untracked();
    editor.theirs.set(None);
    editor.take(theirs);
    // Made outside of the dialog, which it outlives.
    leptos::task::spawn_local(async move {
        let back = Callback::new(move |()| {
            editor.texts.try_set(mine.clone());
        });
        editor
            .toasts
            .offer(Tone::Good, words::THEIRS_TAKEN, words::BACK_TO_MINE, back);
    });
}
