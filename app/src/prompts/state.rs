//! The state of the screen: the prompt as it is saved and as it is written, and who may change it.

use igny8::permission::Verb;
use igny8::resource::Resource;
use igny8::system::prompt_defaults::default_of;
use igny8::system::prompt_text::Prompt;
use igny8::system::prompts::{F, PAGE};
use igny8::validate;
use igny8::value::{Row, Value};
use leptos::prelude::*;
use uuid::Uuid;

use crate::server_fns;
use crate::state::confirm::Confirm;
use crate::state::session::CurrentSession;
use crate::state::toasts::Toasts;

/// An instruction with its prompt.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Texts {
    /// Who the model is and what rules hold.
    pub(super) system: String,
    /// The question, with its variables.
    pub(super) template: String,
}

impl Texts {
    /// Those of a prompt.
    pub(super) fn of(row: &Row) -> Self {
        Self {
            system: row.get(&F.system).to_plain(),
            template: row.get(&F.template).to_plain(),
        }
    }

    /// The default ones.
    pub(super) fn default_of(prompt: &Prompt) -> Self {
        Self {
            system: prompt.system.to_owned(),
            template: prompt.template.to_owned(),
        }
    }
}

/// The screen of one prompt.
#[derive(Clone, Copy)]
pub(super) struct Editor {
    /// Which.
    pub(super) id: Uuid,
    /// Its default, its variables, and what it runs on.
    pub(super) prompt: &'static Prompt,
    /// The prompt as it is saved.
    pub(super) row: RwSignal<Row>,
    /// The texts as they are written.
    pub(super) texts: RwSignal<Texts>,
    /// What the server found wrong.
    pub(super) fault: RwSignal<Option<String>>,
    /// Whether something is on its way.
    pub(super) busy: RwSignal<bool>,
    /// The prompt as somebody else saved it meanwhile.
    pub(super) theirs: RwSignal<Option<Row>>,
    /// Grows with each version, so that the history is read again.
    pub(super) versions: RwSignal<u32>,
    /// Whether the person may change it.
    pub(super) may: bool,
    /// Notices.
    pub(super) toasts: Toasts,
    /// Questions.
    pub(super) confirm: Confirm,
}

impl Editor {
    /// The screen of a prompt as it was read; none for a purpose that nobody knows.
    pub(super) fn new(row: Row) -> Option<Self> {
        let prompt = row.get(&F.purpose).as_str().and_then(default_of)?;
        Some(Self {
            id: row.id,
            prompt,
            texts: RwSignal::new(Texts::of(&row)),
            row: RwSignal::new(row),
            fault: RwSignal::new(None),
            busy: RwSignal::new(false),
            theirs: RwSignal::new(None),
            versions: RwSignal::new(0),
            may: CurrentSession::expect().may(Verb::Update, Resource::Prompts),
            toasts: Toasts::expect(),
            confirm: Confirm::expect(),
        })
    }

    /// The version that is saved, tracked.
    pub(super) fn version(self) -> i64 {
        self.row.with(|row| row.get(&F.version).as_int().unwrap_or(0))
    }

    /// Whether the account has a text of its own, tracked.
    pub(super) fn is_own(self) -> bool {
        self.row.with(|row| *row.get(&F.own) == Value::Bool(true))
    }

    /// Whether something was written that is not saved, tracked.
    pub(super) fn is_dirty(self) -> bool {
        self.texts
            .with(|texts| self.row.with(|row| *texts != Texts::of(row)))
    }

    /// What is wrong with the instruction and with the prompt, tracked.
    pub(super) fn faults(self) -> [Option<String>; 2] {
        self.texts.with(|texts| {
            let check = |key, text: &String| {
                let input = PAGE.input(key)?;
                validate::check(input, &Value::Text(text.clone())).err()
            };
            let template = check(F.template.key, &texts.template);
            [
                check(F.system.key, &texts.system),
                template.or_else(|| self.prompt.check(&texts.template).err()),
            ]
        })
    }

    /// Shows a prompt as it was saved instead of what is there.
    pub(super) fn take(self, row: Row) {
        self.texts.set(Texts::of(&row));
        self.row.set(row);
        self.fault.set(None);
        self.versions.update(|versions| *versions += 1);
    }

    /// Reads the prompt again and shows it; `done` says what came of it.
    pub(super) async fn reload(self, done: String) {
        let row = server_fns::get(Resource::Prompts, self.id).await;
        if self.row.is_disposed() {
            return;
        }
        match row {
            Ok(row) => {
                self.take(row);
                self.toasts.say(igny8::choice::Tone::Good, done);
            }
            Err(failure) => self.toasts.failure(&failure),
        }
    }
}
