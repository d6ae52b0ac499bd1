//! Saving from the version that the writing began with, and going back to an older text.

use igny8::backend::Selection;
use igny8::choice::Tone;
use igny8::error::ProblemKind;
use igny8::resource::Resource;
use igny8::system::prompt_versions::RESTORE;
use igny8::system::prompts::{F, RESET};
use igny8::value::{Record, Value};
use leptos::ev;
use leptos::prelude::*;
use uuid::Uuid;

use super::state::{Editor, Texts};
use super::text;
use crate::server_fns::{self, Failure};
use crate::state::browser;
use crate::state::confirm::Question;
use crate::state::toasts::leave_if_signed_out;
use crate::words::prompts as words;

/// An older text that somebody wants back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// The default.
    Default,
    /// A version: its row and number.
    Version(Uuid, i64),
}

impl Editor {
    /// Saves what is written; a fault gets the focus instead.
    pub(super) fn save(self) {
        if !self.may || self.busy.get_untracked() || !untrack(move || self.is_dirty()) {
            return;
        }
        let [system, template] = untrack(move || self.faults());
        if system.is_some() || template.is_some() {
            browser::focus(if system.is_some() {
                text::SYSTEM
            } else {
                text::TEMPLATE
            });
            return;
        }
        let texts = self.texts.get_untracked();
        let version = untrack(move || self.version());
        let record = Record::from([
            (F.system.key.to_owned(), Value::Text(texts.system.clone())),
            (F.template.key.to_owned(), Value::Text(texts.template.clone())),
            (F.version.key.to_owned(), Value::Int(version)),
        ]);
        self.fault.set(None);
        self.busy.set(true);
        leptos::task::spawn_local(async move {
            let outcome = server_fns::save(Resource::Prompts, Some(self.id), record).await;
            let outcome = match outcome {
                Err(failure) if failure.0.kind == ProblemKind::Conflict => self.conflict(failure).await,
                Ok(saved) => Ok(Some(saved.row)),
                Err(failure) => Err(failure),
            };
            if self.busy.try_set(false).is_some() {
                return;
            }
            match outcome {
                Ok(Some(row)) => {
                    let written = self.texts.get_untracked();
                    self.take(row);
                    self.toasts
                        .say(Tone::Good, words::saved(untrack(move || self.version())));
                    // What was written while it was saved is not lost.
                    if written != texts {
                        self.texts.set(written);
                    }
                }
                Ok(None) => {}
                Err(failure) if leave_if_signed_out(&failure) => {}
                Err(failure) => self.fault.set(Some(sentence(&failure))),
            }
        });
    }

    /// Reads what somebody else saved and asks how to go on. Where it is what was to be saved, as after a save whose answer
    /// was lost, it is the saved one.
    async fn conflict(self, failure: Failure) -> Result<Option<igny8::value::Row>, Failure> {
        let theirs = server_fns::get(Resource::Prompts, self.id).await?;
        let Some(mine) = self.texts.try_get_untracked() else {
            return Err(failure);
        };
        if Texts::of(&theirs) == mine {
            return Ok(Some(theirs));
        }
        self.theirs.set(Some(theirs));
        Ok(None)
    }

    /// Asks before an older text takes the place of the current one.
    pub(super) fn ask(self, wanted: Wanted) {
        let (title, text, verb) = match wanted {
            Wanted::Default => (
                words::USE_DEFAULT_TITLE.to_owned(),
                words::USE_DEFAULT_TEXT,
                words::USE_DEFAULT,
            ),
            Wanted::Version(_, number) => (words::restore_title(number), words::RESTORE_TEXT, words::RESTORE),
        };
        let dirty = untrack(move || self.is_dirty());
        let text = if dirty {
            format!("{text} {}", words::UNSAVED_LOST)
        } else {
            text.to_owned()
        };
        self.confirm.ask(Question {
            title,
            text,
            verb: verb.to_owned(),
            destructive: dirty,
            yes: Callback::new(move |()| self.go_back(wanted)),
        });
    }

    fn go_back(self, wanted: Wanted) {
        let (resource, action, id, done) = match wanted {
            Wanted::Default => (Resource::Prompts, RESET, self.id, words::DEFAULT_USED.to_owned()),
            Wanted::Version(id, number) => (Resource::PromptVersions, RESTORE, id, words::restored(number)),
        };
        self.busy.set(true);
        leptos::task::spawn_local(async move {
            let outcome =
                server_fns::act(resource, action.name.to_owned(), Selection::Ids(vec![id]), None).await;
            if self.busy.try_set(false).is_some() {
                return;
            }
            match outcome {
                Ok(_) => self.reload(done).await,
                Err(failure) => self.toasts.failure(&failure),
            }
        });
    }

    /// Saves by the keys that everybody knows, as long as the screen is there.
    pub(super) fn listen(self) {
        Effect::new(move |_| {
            let keys = window_event_listener(ev::keydown, move |event| {
                let save = (event.ctrl_key() || event.meta_key()) && event.key().eq_ignore_ascii_case("s");
                if save && !event.alt_key() && !event.shift_key() {
                    event.prevent_default();
                    self.save();
                }
            });
            on_cleanup(move || keys.remove());
        });
    }
}

/// What the server found wrong, with the sentences of its fields.
fn sentence(failure: &Failure) -> String {
    let messages = failure.0.errors.values().flatten();
    let told: Vec<&str> = messages.map(String::as_str).collect();
    if told.is_empty() {
        failure.0.detail.clone()
    } else {
        told.join(" ")
    }
}
