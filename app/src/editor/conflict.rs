//! Somebody else saved meanwhile: what differs, and two ways on that both keep everybody's text.

use igny8::choice::Tone;
use igny8::writer::document::{Document, Edit, Saved, Text};
use leptos::prelude::*;

use super::compare::compare;
use super::save::Way;
use super::state::{Editor, Saving};
use crate::compare::changes;
use crate::server_fns::{self, Failure};
use crate::widgets::{Dialog, Notice};
use crate::words::editor as words;

/// What somebody else saved, and who that was once it is known.
#[derive(Clone)]
struct Theirs {
    document: Document,
    who: RwSignal<Option<String>>,
}

/// A way on while it is gone, and why it could not be gone.
#[derive(Clone, Copy)]
struct Step {
    busy: RwSignal<bool>,
    fault: RwSignal<Option<String>>,
}

/// The dialog; it opens by itself.
pub(super) fn dialog(editor: Editor) -> AnyView {
    let open = RwSignal::new(false);
    let fault = RwSignal::new(None::<String>);
    let busy = RwSignal::new(false);
    Effect::new(move |_| {
        let there = editor.theirs.with(Option::is_some);
        if there {
            fault.set(None);
            editor.keep();
        }
        open.set(there);
    });
    let closed = move |()| {
        // Without an answer nothing is saved; the next save asks again.
        if editor.theirs.with_untracked(Option::is_some) {
            editor.theirs.set(None);
            editor.saving.set(Saving::Failed {
                why: words::CONFLICT_OPEN.to_owned(),
                again: false,
            });
        }
    };
    let content = move || {
        let theirs = editor.theirs.get()?;
        let who = RwSignal::new(None::<String>);
        let version = theirs.version;
        Effect::new(move |_| {
            leptos::task::spawn_local(async move {
                let Ok(versions) = server_fns::versions(editor.id).await else {
                    return;
                };
                let entry = versions.into_iter().find(|entry| entry.version == version);
                who.try_set(entry.and_then(|entry| entry.created_by));
            });
        });
        let mine = editor.text.get_untracked();
        let found = compare(&theirs.text, &mine);
        let step = Step { busy, fault };
        let theirs = StoredValue::new(Theirs {
            document: theirs,
            who,
        });
        let keep = move |_| keep_both(editor, theirs.get_value(), step);
        let take = move |_| take_theirs(editor, theirs.get_value(), step);
        Some(view! {
            <p class="mb-3">{move || words::conflict(who.get().as_deref(), version)}</p>
            <p class="mb-3 text-sm text-muted">{words::CONFLICT_MARKS}</p>
            <div class="mb-4 max-h-[45dvh] overflow-y-auto" tabindex="0" role="group" aria-label=words::DIFFERENCES>
                {changes(found, words::field)}
            </div>
            {move || fault.get().map(|text| view! { <div class="mb-3"><Notice tone=Tone::Bad text=text /></div> })}
            <div class="dialog-foot">
                <button type="button" class="btn h-auto min-h-9 py-1 whitespace-normal" disabled=move || busy.get() on:click=take>
                    {words::TAKE_THEIRS}
                </button>
                <button
                    type="button"
                    class="btn btn-primary h-auto min-h-9 py-1 whitespace-normal"
                    disabled=move || busy.get()
                    on:click=keep
                >
                    {words::KEEP_BOTH}
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

/// Mine becomes the newest version; theirs stays in the history.
fn keep_both(editor: Editor, theirs: Theirs, step: Step) {
    step.busy.set(true);
    leptos::task::spawn_local(async move {
        let pinned = pin(editor, &theirs).await;
        if step.busy.try_set(false).is_some() {
            return;
        }
        match pinned {
            Ok(version) => {
                editor.base.set(version);
                editor.theirs.set(None);
                editor.save(Way::Plain);
            }
            Err(failure) => step.fault.set(Some(failure.0.detail)),
        }
    });
}

/// Mine goes into the history first, then theirs becomes the newest again.
fn take_theirs(editor: Editor, theirs: Theirs, step: Step) {
    let mine = editor.text.get_untracked();
    step.busy.set(true);
    leptos::task::spawn_local(async move {
        let outcome = swap(editor, &theirs, mine.clone()).await;
        if step.busy.try_set(false).is_some() {
            return;
        }
        match outcome {
            Ok(Saved::Saved {
                version,
                updated_at,
                text,
            }) => {
                editor.theirs.set(None);
                let mut document = theirs.document;
                document.version = version;
                document.updated_at = updated_at;
                document.text = text;
                editor.take(document);
                let undo = Callback::new(move |()| editor.put(mine.clone()));
                editor
                    .toasts
                    .offer(Tone::Good, words::THEIRS_TAKEN, words::BACK_TO_MINE, undo);
            }
            // A third person saved in between: the same question again, about that text.
            Ok(Saved::Conflict { document }) => editor.theirs.set(Some(*document)),
            Err(failure) => step.fault.set(Some(failure.0.detail)),
        }
    });
}

async fn swap(editor: Editor, theirs: &Theirs, mine: Text) -> Result<Saved, Failure> {
    let version = pin(editor, theirs).await?;
    let edit = Edit { version, text: mine };
    match server_fns::save_document(editor.id, edit).await? {
        Saved::Saved { .. } => server_fns::restore(editor.id, version).await,
        conflict @ Saved::Conflict { .. } => Ok(conflict),
    }
}

/// Gives theirs an entry of its own in the history and answers with its version. What one person saves in a few minutes
/// is one entry, also from two windows, so that a save of mine would replace theirs.
async fn pin(editor: Editor, theirs: &Theirs) -> Result<i32, Failure> {
    let me = editor.session.0.with_untracked(|session| session.name.clone());
    if theirs
        .who
        .try_get_untracked()
        .flatten()
        .is_some_and(|who| who != me)
    {
        return Ok(theirs.document.version);
    }
    match server_fns::restore(editor.id, theirs.document.version).await? {
        Saved::Saved { version, .. } => Ok(version),
        Saved::Conflict { document } => Ok(document.version),
    }
}
