//! Saving from the version that the writing began with, and going back to an older text.

use igny8::choice::Tone;
use igny8::error::ProblemKind;
use igny8::resource::Resource;
use igny8::services::Selection;
use igny8::system::prompt_versions::RESTORE;
use igny8::system::prompts::{F, RESET};
use igny8::value::{Record, Row, Value};
use leptos::prelude::*;
use uuid::Uuid;

use super::state::{PromptEditor, SYSTEM, TEMPLATE};
use crate::server_fns::{self, Failure};
use crate::state::browser;
use crate::state::toasts::leave_if_signed_out;
use crate::strings::{prompts as words, versioned};
use crate::versioned::history;

/// An older text that somebody wants back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// The default.
    Default,
    /// A version: its row and number.
    Version(Uuid, i32),
}

impl PromptEditor {
    /// Saves what is written; a fault gets the focus instead.
    pub(super) fn save(self) {
        if !self.may || self.busy.get_untracked() || !untrack(move || self.is_dirty()) {
            return;
        }
        let [system, template] = untrack(move || self.faults());
        if system.is_some() || template.is_some() {
            browser::focus(if system.is_some() { SYSTEM } else { TEMPLATE });
            return;
        }
        let texts = self.text.get_untracked();
        let version = untrack(move || self.version());
        let record = Record::from([
            (F.system.key.to_owned(), Value::Text(texts.system.clone())),
            (F.template.key.to_owned(), Value::Text(texts.template.clone())),
            (F.version.key.to_owned(), Value::Int(version.into())),
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
                    let written = self.text.get_untracked();
                    self.take(row);
                    self.toasts
                        .say(Tone::Good, words::saved(untrack(move || self.version())));
                    // What was written while it was saved is not lost.
                    if written != texts {
                        self.text.set(written);
                    }
                }
                Ok(None) => {}
                Err(failure) if leave_if_signed_out(&failure) => {}
                Err(failure) => self.fault.set(Some(sentence(&failure))),
            }
        });
    }

    /// Reads what somebody else saved; none if the person is asked how to go on.
    async fn conflict(self, failure: Failure) -> Result<Option<Row>, Failure> {
        let theirs = server_fns::get(Resource::Prompts, self.id).await?;
        if self.text.is_disposed() {
            return Err(failure);
        }
        Ok(self.meet(theirs))
    }

    /// Asks before an older text takes the place of the current one.
    pub(super) fn ask(self, wanted: Wanted) {
        let yes = Callback::new(move |()| self.go_back(wanted));
        let unsaved = untrack(move || self.is_dirty());
        self.confirm.ask(match wanted {
            Wanted::Default => history::go_back(
                words::USE_DEFAULT_TITLE.to_owned(),
                RESET.confirm.unwrap_or_default(),
                RESET.label,
                unsaved,
                yes,
            ),
            Wanted::Version(_, number) => history::restore(number, unsaved, yes),
        });
    }

    fn go_back(self, wanted: Wanted) {
        let (resource, action, id, done) = match wanted {
            Wanted::Default => (
                Resource::Prompts,
                RESET,
                self.id,
                RESET.done.unwrap_or_default().0.to_owned(),
            ),
            Wanted::Version(id, number) => {
                (Resource::PromptVersions, RESTORE, id, versioned::restored(number))
            }
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
