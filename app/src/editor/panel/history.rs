//! The versions of the article: who made which, what differs from now, and the way back to one.

use igny8::choice::Tone;
use igny8::writer::document::{Change, Saved, Version};
use leptos::prelude::*;

use crate::compare::changes;
use crate::editor::state::Editor;
use crate::server_fns::{self, Failure};
use crate::state::confirm::Question;
use crate::widgets::{Dialog, Notice, Skeleton, Time};
use crate::words::{common, editor as words};

/// The history as far as it was read.
#[derive(Clone, Copy)]
struct History {
    editor: Editor,
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
pub(super) fn panel(editor: Editor) -> AnyView {
    let history = History {
        editor,
        versions: RwSignal::new(None),
        open: RwSignal::new(false),
        compared: RwSignal::new(0),
        changes: RwSignal::new(None),
        comparing: RwSignal::new(false),
        wanted: RwSignal::new(None),
    };
    // Asked from here, since what the answer calls must outlive the dialog or row that it was asked in.
    Effect::new(move |_| {
        if let Some(version) = history.wanted.get() {
            history.ask(version);
        }
    });
    Effect::new(move |_| {
        editor.versions.track();
        if history.open.get() {
            history.read();
        }
    });
    let content = move || match history.versions.get() {
        None => view! { <Skeleton lines=3 /> }.into_any(),
        Some(Err(failure)) => view! {
            <Notice tone=Tone::Bad text=failure.0.detail>
                <button type="button" class="mt-1 font-medium underline" on:click=move |_| history.read()>
                    {common::RETRY}
                </button>
            </Notice>
        }
        .into_any(),
        Some(Ok(versions)) if versions.is_empty() => {
            view! { <p class="text-muted">{words::NO_HISTORY}</p> }.into_any()
        }
        Some(Ok(versions)) => {
            let rows = versions.into_iter().map(|version| history.row(version));
            view! { <ol class="-my-2 divide-y divide-line">{rows.collect_view()}</ol> }.into_any()
        }
    };
    view! {
        <details class="card group" on:toggle=super::follow(history.open)>
            {super::head(words::HISTORY, icondata_lu::LuHistory)}
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

    fn row(self, version: Version) -> AnyView {
        let number = version.version;
        let current = move || self.editor.document.with(|document| document.version) == number;
        let who = version.created_by.unwrap_or_else(|| words::BY_MODEL.to_owned());
        let buttons = move || {
            if current() {
                return view! { <span class="badge tone-info">{words::CURRENT}</span> }.into_any();
            }
            let restore = self.editor.can_edit().then(|| {
                view! {
                    <button
                        type="button"
                        class="btn btn-sm"
                        aria-label=words::restore_version(number)
                        on:click=move |_| self.wanted.set(Some(number))
                    >
                        {words::RESTORE}
                    </button>
                }
            });
            view! {
                <button
                    type="button"
                    class="btn btn-sm"
                    aria-label=words::compare_version(number)
                    on:click=move |_| self.compare(number)
                >
                    {words::COMPARE}
                </button>
                {restore}
            }
            .into_any()
        };
        view! {
            <li class="py-2.5">
                <p class="flex flex-wrap items-baseline justify-between gap-x-3">
                    <span class="font-medium">{words::version(number)}</span>
                    <span class="text-sm text-muted"><Time at=version.created_at /></span>
                </p>
                <p class="text-sm text-muted">{words::origin(&version.origin)} " · " {who} " · " {words::words(version.words)}</p>
                <p class="mt-1.5 flex flex-wrap gap-1.5">{buttons}</p>
            </li>
        }
        .into_any()
    }

    fn compare(self, version: i32) {
        self.compared.set(version);
        self.changes.set(None);
        self.comparing.set(true);
        leptos::task::spawn_local(async move {
            // What is typed counts, too.
            self.editor.settle().await;
            let Some(now) = self
                .editor
                .document
                .try_with_untracked(|document| document.version)
            else {
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

    fn ask(self, version: i32) {
        self.editor.confirm.ask(Question {
            title: words::restore_title(version),
            text: words::RESTORE_TEXT.to_owned(),
            verb: words::RESTORE.to_owned(),
            destructive: false,
            yes: Callback::new(move |()| self.restore(version)),
        });
    }

    fn restore(self, version: i32) {
        let editor = self.editor;
        leptos::task::spawn_local(async move {
            // What is typed becomes a version before another takes its place.
            if !editor.settle().await {
                return;
            }
            let outcome = server_fns::restore(editor.id, version).await;
            if editor.document.is_disposed() {
                return;
            }
            match outcome {
                Ok(Saved::Saved {
                    version: made,
                    updated_at,
                    text,
                }) => {
                    let mut document = editor.document.get_untracked();
                    document.version = made;
                    document.updated_at = updated_at;
                    document.text = text;
                    editor.take(document);
                    editor.toasts.say(Tone::Good, words::restored(version));
                }
                Ok(Saved::Conflict { document }) => editor.theirs.set(Some(*document)),
                Err(failure) => editor.toasts.failure(&failure),
            }
        });
    }
}
