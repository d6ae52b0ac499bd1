//! Saving by itself: a moment after the last change, when the focus or the page goes, and again where it failed.

use igny8::error::ProblemKind;
use igny8::writer::article::{Edit, Saved, Text};
use leptos::prelude::*;

use super::draft::{self, LocalDraft};
use super::keepalive;
use super::state::{ArticleEditor, Saving};
use crate::server_fns::{self, Failure};
use crate::state::toasts::leave_if_signed_out;

/// Milliseconds without a change after which it is saved.
const SAVE_DEBOUNCE: u32 = 1_500;
/// Milliseconds between two looks at a save that is under way.
const POLL_INTERVAL: u32 = 100;
/// Milliseconds before the first and the longest wait between two tries.
const RETRY_DELAY: u32 = 2_000;
const MAX_RETRY: u32 = 60_000;

/// What sends the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// As every server function.
    Plain,
    /// By a request that outlives the page.
    Leaving,
}

impl ArticleEditor {
    /// Saves once nothing has changed for a moment.
    pub(super) fn save_later(self) {
        self.save_after(SAVE_DEBOUNCE);
    }

    fn save_after(self, milliseconds: u32) {
        let mine = self.turn.get_value().wrapping_add(1);
        self.turn.set_value(mine);
        leptos::task::spawn_local(async move {
            gloo_timers::future::TimeoutFuture::new(milliseconds).await;
            if self.turn.try_get_value() == Some(mine) {
                self.save(Way::Plain);
            }
        });
    }

    /// Saves what is not saved; nothing where all is, or while a question on it is open.
    pub(super) fn save(self, way: Way) {
        leptos::task::spawn_local(async move {
            self.save_now(way).await;
        });
    }

    /// Saves and answers whether everything is saved now.
    pub(super) async fn save_now(self, way: Way) -> bool {
        if self.edits.is_disposed() {
            return false;
        }
        // What was typed in the last moment is told by asking.
        self.body.get_untracked().html();
        let going = self.saving.with_untracked(|saving| *saving == Saving::Going);
        let asked = self.theirs.with_untracked(Option::is_some);
        if !self.may || !untrack(move || self.is_dirty()) {
            return true;
        }
        if going || asked {
            return false;
        }
        let edits = self.edits.get_untracked();
        let edit = Edit {
            version: self.base.get_untracked(),
            text: self.text.get_untracked(),
        };
        let id = self.id;
        self.saving.set(Saving::Going);
        let outcome = match way {
            Way::Leaving => keepalive::save_article(id, edit).await,
            Way::Plain => server_fns::save_article(id, edit).await,
        };
        if self.edits.is_disposed() {
            // The page went on; what is kept is forgotten only where nothing else waits to be saved.
            if matches!(outcome, Ok(Saved::Saved { .. })) {
                draft::forget(id);
            }
            return false;
        }
        self.saved(outcome, edits, way)
    }

    /// Saves, after what is under way has ended; answers whether everything is saved now.
    pub(super) async fn settle(self) -> bool {
        while self.saving.try_with_untracked(|saving| *saving == Saving::Going) == Some(true) {
            gloo_timers::future::TimeoutFuture::new(POLL_INTERVAL).await;
        }
        self.save_now(Way::Plain).await
    }

    fn saved(self, outcome: Result<Saved, Failure>, edits: u32, way: Way) -> bool {
        match outcome {
            Ok(Saved::Saved {
                version,
                updated_at,
                text,
            }) => {
                self.tries.set_value(0);
                self.saving.set(Saving::Rest);
                self.base.set(version);
                self.kept.set(edits);
                self.stored
                    .update(|document| document.saved(version, updated_at, text.clone()));
                self.renewed();
                let all = self.edits.get_untracked() == edits;
                if all {
                    match way {
                        Way::Plain => draft::forget(self.id),
                        // A page that comes next may have been read before this was saved: it compares.
                        Way::Leaving => draft::keep(
                            self.id,
                            &LocalDraft {
                                version,
                                text: text.clone(),
                            },
                        ),
                    }
                    self.adopt(text);
                } else {
                    self.keep();
                    self.save_later();
                }
                all
            }
            Ok(Saved::Conflict { document }) => match self.meet(*document) {
                Some(stored) => {
                    self.tries.set_value(0);
                    self.take(stored);
                    true
                }
                None => {
                    self.saving.set(Saving::Rest);
                    false
                }
            },
            Err(failure) => {
                self.failed(&failure);
                false
            }
        }
    }

    /// Takes over what the server made of the text, where nobody is typing in it.
    fn adopt(self, text: Text) {
        match focus() {
            // An empty paragraph that waits for its first word stays.
            Focus::Text => {
                let html = self.text.with_untracked(|now| now.html.clone());
                self.replace(Text { html, ..text });
            }
            Focus::Line => {
                self.body.get_untracked().set_html(&text.html, true);
                self.text.update(|now| now.html = text.html);
            }
            Focus::Elsewhere => {
                self.body.get_untracked().set_html(&text.html, true);
                self.replace(text);
            }
        }
    }

    fn replace(self, text: Text) {
        if self.text.with_untracked(|now| *now != text) {
            self.text.set(text);
        }
    }

    fn failed(self, failure: &Failure) {
        // What is not saved is kept for the time after the next sign-in.
        leave_if_signed_out(failure);
        let again = failure.0.status >= 500 || failure.0.status == ProblemKind::RateLimited.status();
        let mut why = failure.0.detail.clone();
        for message in failure.0.errors.values().flatten() {
            why.push(' ');
            why.push_str(message);
        }
        self.saving.set(Saving::Failed { why, again });
        if again {
            let tries = self.tries.get_value();
            self.tries.set_value(tries.saturating_add(1));
            self.save_after((RETRY_DELAY << tries.min(8)).min(MAX_RETRY));
        }
    }
}

/// What has the focus: its words must not change under the cursor.
enum Focus {
    Text,
    Line,
    Elsewhere,
}

fn focus() -> Focus {
    let Some(element) = document().active_element() else {
        return Focus::Elsewhere;
    };
    match element.tag_name().as_str() {
        "INPUT" | "TEXTAREA" => Focus::Line,
        _ if element.has_attribute("contenteditable") => Focus::Text,
        _ => Focus::Elsewhere,
    }
}
