//! Somebody else saved the prompt meanwhile: two choices that lose nothing.

use igny8::choice::Tone;
use igny8::value::Row;
use leptos::prelude::*;

use super::state::PromptEditor;
use crate::strings::{prompts as words, versioned};
use crate::versioned::conflict::{self, Question, Step};

/// The dialog; it opens by itself.
pub(super) fn dialog(editor: PromptEditor) -> AnyView {
    let with = move |way: fn(PromptEditor, Row)| {
        Callback::new(move |()| {
            if let Some(theirs) = editor.theirs.get_untracked() {
                way(editor, theirs);
            }
        })
    };
    let question = Question {
        title: words::CONFLICT_TITLE,
        text: Signal::stored(words::CONFLICT.to_owned()),
        take_label: words::TAKE_THEIRS,
        take: with(take_theirs),
        keep: with(keep_mine),
        unanswered: Callback::new(move |()| editor.fault.set(Some(words::CONFLICT_OPEN.to_owned()))),
        step: Step::new(),
    };
    conflict::dialog(editor.saved, question)
}

/// Mine is saved over theirs, which is a version of its own.
fn keep_mine(editor: PromptEditor, theirs: Row) {
    editor.stored.set(theirs);
    editor.theirs.set(None);
    editor.save();
}

fn take_theirs(editor: PromptEditor, theirs: Row) {
    let mine = editor.text.get_untracked();
    editor.theirs.set(None);
    editor.take(theirs);
    // Made outside of the dialog, which it outlives.
    leptos::task::spawn_local(async move {
        let back = Callback::new(move |()| {
            editor.text.try_set(mine.clone());
        });
        editor
            .toasts
            .offer(Tone::Good, words::THEIRS_TAKEN, versioned::BACK_TO_MINE, back);
    });
}
