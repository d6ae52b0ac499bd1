//! Somebody else saved the article meanwhile: two choices that both keep everybody's text.

use igny8::choice::Tone;
use igny8::writer::article::{Article, Edit, Saved, Text};
use leptos::prelude::*;

use super::save::Way;
use super::state::{ArticleEditor, Saving};
use crate::server_fns::{self, Failure};
use crate::strings::{editor as words, versioned};
use crate::versioned::conflict::{self, Question, Step};

/// What somebody else saved, and who that was once it is known.
struct Theirs {
    article: Article,
    who: RwSignal<Option<String>>,
}

/// The dialog; it opens by itself.
pub(super) fn dialog(editor: ArticleEditor) -> AnyView {
    let version = Memo::new(move |_| {
        let version = |theirs: &Article| theirs.version;
        editor.theirs.with(|theirs| theirs.as_ref().map(version))
    });
    let who = RwSignal::new(None::<String>);
    Effect::new(move |_| {
        who.set(None);
        let Some(theirs) = version.get() else {
            return;
        };
        editor.keep();
        leptos::task::spawn_local(async move {
            let Ok(versions) = server_fns::versions(editor.id).await else {
                return;
            };
            // Another may have saved since.
            if version.try_get_untracked().flatten() == Some(theirs) {
                let entry = versions.into_iter().find(|entry| entry.version == theirs);
                who.set(entry.and_then(|entry| entry.created_by));
            }
        });
    });
    let step = Step::new();
    let theirs = move || {
        let document = editor.theirs.get_untracked()?;
        Some(Theirs {
            article: document,
            who,
        })
    };
    let question = Question {
        title: words::CONFLICT_TITLE,
        text: Signal::derive(move || {
            let version = version.get().unwrap_or_default();
            words::conflict(who.get().as_deref(), version)
        }),
        take_label: words::TAKE_THEIRS,
        take: Callback::new(move |()| {
            if let Some(theirs) = theirs() {
                take_theirs(editor, theirs, step);
            }
        }),
        keep: Callback::new(move |()| {
            if let Some(theirs) = theirs() {
                keep_both(editor, theirs, step);
            }
        }),
        unanswered: Callback::new(move |()| {
            editor.saving.set(Saving::Failed {
                why: words::CONFLICT_OPEN.to_owned(),
                again: false,
            });
        }),
        step,
    };
    conflict::dialog(editor.article, question)
}

/// Mine becomes the newest version; theirs stays in the history.
fn keep_both(editor: ArticleEditor, theirs: Theirs, step: Step) {
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
fn take_theirs(editor: ArticleEditor, theirs: Theirs, step: Step) {
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
                let mut document = theirs.article;
                document.saved(version, updated_at, text);
                editor.take(document);
                let undo = Callback::new(move |()| editor.put(mine.clone()));
                editor
                    .toasts
                    .offer(Tone::Good, words::THEIRS_TAKEN, versioned::BACK_TO_MINE, undo);
            }
            // A third person saved in between: the same question again, about that text.
            Ok(Saved::Conflict { document }) => editor.theirs.set(Some(*document)),
            Err(failure) => step.fault.set(Some(failure.0.detail)),
        }
    });
}

async fn swap(editor: ArticleEditor, theirs: &Theirs, mine: Text) -> Result<Saved, Failure> {
    let version = pin(editor, theirs).await?;
    let edit = Edit { version, text: mine };
    match server_fns::save_article(editor.id, edit).await? {
        Saved::Saved { .. } => server_fns::restore(editor.id, version).await,
        conflict @ Saved::Conflict { .. } => Ok(conflict),
    }
}

/// Gives theirs an entry of its own in the history and answers with its version. What one person saves in a few minutes
/// is one entry, also from two windows, so that a save of mine would replace theirs.
async fn pin(editor: ArticleEditor, theirs: &Theirs) -> Result<i32, Failure> {
    let me = editor.session.0.with_untracked(|session| session.name.clone());
    if theirs
        .who
        .try_get_untracked()
        .flatten()
        .is_some_and(|who| who != me)
    {
        return Ok(theirs.article.version);
    }
    match server_fns::restore(editor.id, theirs.article.version).await? {
        Saved::Saved { version, .. } => Ok(version),
        Saved::Conflict { document } => Ok(document.version),
    }
}
