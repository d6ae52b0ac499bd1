//! The versions of the article: who made which, what differs from now, and the way back to one.

use igny8::choice::Tone;
use igny8::writer::article::{Change, Saved, Version};
use leptos::prelude::*;

use crate::editor::state::ArticleEditor;
use crate::server_fns::{self, Failure};
use crate::strings::{common, editor as words, versioned};
use crate::versioned::changes;
use crate::versioned::history::{self as versions, Entry};
use crate::widgets::states::not_read;
use crate::widgets::{Dialog, Notice, Skeleton};

/// The history as far as it was read.
#[derive(Clone, Copy)]
struct History {
    editor: ArticleEditor,
    versions: RwSignal<Option<Result<Vec<Version>, Failure>>>,
    open: RwSignal<bool>,
    /// The version that is compared with the current one.
    compared: RwSignal<i32>,
    changes: RwSignal<Option<Result<Vec<Change>, Failure>>>,
    comparing: RwSignal<bool>,
    /// The version that somebody wants back, until the question on it is answered.
    wanted: RwSignal<Option<i32>>,
}

/// The panel; it is read when it is opened, and again when there is another version.
pub(super) fn panel(editor: ArticleEditor) -> AnyView {
    let history = History {
        editor,
        versions: RwSignal::new(None),
        open: RwSignal::new(false),
        compared: RwSignal::new(0),
        changes: RwSignal::new(None),
        comparing: RwSignal::new(false),
        wanted: versions::wanted(move |version| {
            let yes = Callback::new(move |()| restore(editor, version));
            editor.confirm.ask(versions::restore(version, false, yes));
        }),
    };
    Effect::new(move |_| {
        editor.versions.track();
        if history.open.get() {
            history.read();
        }
    });
    let content = move || match history.versions.get() {
        None => view! { <Skeleton lines=3 /> }.into_any(),
        Some(Err(failure)) => not_read(failure.0.detail, move || history.read()),
        Some(Ok(versions)) if versions.is_empty() => {
            view! { <p class="text-muted">{words::NO_HISTORY}</p> }.into_any()
        }
        Some(Ok(versions)) => history.shown().list(versions.into_iter().map(entry)),
    };
    view! {
        <details class="card group" on:toggle=super::follow(history.open)>
            {super::head(versioned::HISTORY, icondata_lu::LuHistory)}
            <div class="border-t border-line px-4 py-4">{content}</div>
        </details>
        {history.dialog()}
    }
    .into_any()
}

impl History {
    fn read(self) {
        leptos::task::spawn_local(async move {
            let versions = server_fns::versions(self.editor.id).await;
            self.versions.try_set(Some(versions));
        });
    }

    fn shown(self) -> versions::History {
        versions::History {
            current: Signal::derive(move || self.editor.version()),
            can_restore: Signal::derive(move || self.editor.can_edit()),
            busy: Signal::stored(false),
            compares_current: false,
            compare_label: words::compare_version,
            compare: Callback::new(move |version| self.compare(version)),
            restore: Callback::new(move |version| self.wanted.set(Some(version))),
        }
    }

    fn compare(self, version: i32) {
        self.compared.set(version);
        self.changes.set(None);
        self.comparing.set(true);
        leptos::task::spawn_local(async move {
            // What is typed counts, too.
            self.editor.settle().await;
            let Some(now) = self.editor.stored.try_with_untracked(|document| document.version) else {
                return;
            };
            let found = server_fns::diff(self.editor.id, version, now).await;
            if self.compared.try_get_untracked() == Some(version) {
                self.changes.set(Some(found));
            }
        });
    }

    fn dialog(self) -> AnyView {
        let title = Signal::derive(move || words::compared(self.compared.get()));
        let content = move || {
            let found = match self.changes.get() {
                None => view! { <Skeleton lines=4 /> }.into_any(),
                Some(Err(failure)) => view! { <Notice tone=Tone::Bad text=failure.0.detail /> }.into_any(),
                Some(Ok(found)) => changes(found, words::field),
            };
            let restore = self.editor.can_edit().then(|| {
                view! {
                    <button
                        type="button"
                        class="btn btn-primary"
                        on:click=move |_| {
                            self.comparing.set(false);
                            self.wanted.set(Some(self.compared.get_untracked()));
                        }
                    >
                        {words::RESTORE_THIS}
                    </button>
                }
            });
            view! {
                <p class="mb-3 text-sm text-muted">{words::COMPARE_MARKS}</p>
                {found}
                <div class="dialog-foot">
                    <button type="button" class="btn" on:click=move |_| self.comparing.set(false)>
                        {common::CLOSE}
                    </button>
                    {restore}
                </div>
            }
        };
        view! {
            <Dialog open=self.comparing id="compare" title=title wide=true>
                {content}
            </Dialog>
        }
        .into_any()
    }
}

fn entry(version: Version) -> Entry {
    let who = version.created_by.unwrap_or_else(|| words::BY_MODEL.to_owned());
    let how = version.origin.label();
    Entry {
        version: version.version,
        at: version.created_at,
        about: format!("{how} · {who} · {}", words::words(version.words)),
    }
}

fn restore(editor: ArticleEditor, version: i32) {
    leptos::task::spawn_local(async move {
        // What is typed becomes a version before another takes its place.
        if !editor.settle().await {
            return;
        }
        let outcome = server_fns::restore(editor.id, version).await;
        if editor.stored.is_disposed() {
            return;
        }
        match outcome {
            Ok(Saved::Saved {
                version: made,
                updated_at,
                text,
            }) => {
                let mut document = editor.stored.get_untracked();
                document.saved(made, updated_at, text);
                editor.take(document);
                editor.toasts.say(Tone::Good, versioned::restored(version));
            }
            Ok(Saved::Conflict { document }) => editor.theirs.set(Some(*document)),
            Err(failure) => editor.toasts.failure(&failure),
        }
    });
}
