//! The state of the screen: the prompt as it is saved and as it is written, and who may change it.

use std::ops::Deref;

use igny8::resource::Resource;
use igny8::system::prompt_defaults::default_of;
use igny8::system::prompt_text::Prompt;
use igny8::system::prompts::{F, PAGE, PromptPurpose};
use igny8::validate;
use igny8::value::{Row, Value};
use igny8::writer::article::Change;
use igny8::writer::compare::compare_blocks;
use leptos::prelude::*;

use crate::server_fns;
use crate::strings::prompts as words;
use crate::versioned::{Kind, Versioned};

/// The ids of the two inputs.
pub(super) const SYSTEM: &str = "prompt-system";
pub(super) const TEMPLATE: &str = "prompt-template";

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

/// Prompts, as versioned texts.
pub(super) struct OfPrompt;

impl Kind for OfPrompt {
    type Stored = Row;
    type Text = Texts;

    const RESOURCE: Resource = Resource::Prompts;

    fn text(stored: &Row) -> Texts {
        Texts::of(stored)
    }

    fn version(stored: &Row) -> i32 {
        number(stored.get(&F.version))
    }

    fn changes(old: &Texts, new: &Texts) -> Vec<Change> {
        let mut all = compare_blocks("system", &lines(&old.system), &lines(&new.system));
        all.extend(compare_blocks(
            "template",
            &lines(&old.template),
            &lines(&new.template),
        ));
        all
    }

    fn field(name: &str) -> &'static str {
        words::field(name)
    }
}

/// The number of a version; 0 is the default.
pub(super) fn number(version: &Value) -> i32 {
    let number = version.as_int().map(i32::try_from);
    number.and_then(Result::ok).unwrap_or_default()
}

/// The lines of a text; an empty one has a space, so that it is seen when it comes or goes.
fn lines(text: &str) -> Vec<String> {
    let line = |line: &str| if line.trim().is_empty() { "\u{a0}" } else { line }.to_owned();
    text.lines().map(line).collect()
}

/// The screen of one prompt.
#[derive(Clone, Copy)]
pub(super) struct PromptEditor {
    /// The prompt with its texts.
    pub(super) saved: Versioned<OfPrompt>,
    /// Its default, its variables, and what it runs on.
    pub(super) prompt: &'static Prompt,
    /// What the server found wrong.
    pub(super) fault: RwSignal<Option<String>>,
    /// Whether something is on its way.
    pub(super) busy: RwSignal<bool>,
}

impl Deref for PromptEditor {
    type Target = Versioned<OfPrompt>;

    fn deref(&self) -> &Self::Target {
        &self.saved
    }
}

impl PromptEditor {
    /// The screen of a prompt as it was read; none for a purpose that nobody knows.
    pub(super) fn new(row: Row) -> Option<Self> {
        let prompt = default_of(row.get(&F.purpose).as_str().and_then(PromptPurpose::parse)?);
        Some(Self {
            prompt,
            saved: Versioned::new(row.id, row),
            fault: RwSignal::new(None),
            busy: RwSignal::new(false),
        })
    }

    /// Whether the account has a text of its own, tracked.
    pub(super) fn is_own(self) -> bool {
        self.stored.with(|row| *row.get(&F.own) == Value::Bool(true))
    }

    /// Whether something was written that is not saved, tracked.
    pub(super) fn is_dirty(self) -> bool {
        self.text
            .with(|texts| self.stored.with(|row| *texts != Texts::of(row)))
    }

    /// What is wrong with the instruction and with the prompt, tracked.
    pub(super) fn faults(self) -> [Option<String>; 2] {
        self.text.with(|texts| {
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
        self.text.set(Texts::of(&row));
        self.stored.set(row);
        self.fault.set(None);
        self.renewed();
    }

    /// Reads the prompt again and shows it; `done` says what came of it.
    pub(super) async fn reload(self, done: String) {
        let row = server_fns::get(Resource::Prompts, self.id).await;
        if self.stored.is_disposed() {
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

#[cfg(test)]
mod tests {
    use igny8::writer::article::ChangeKind;

    use super::*;

    fn texts(template: &str) -> Texts {
        Texts {
            system: "You write.".into(),
            template: template.into(),
        }
    }

    #[test]
    fn lines_are_compared_and_an_empty_one_is_a_difference() {
        let told = |old, new| -> Vec<(ChangeKind, String)> {
            let all = OfPrompt::changes(&texts(old), &texts(new)).into_iter();
            all.filter(|change| change.kind != ChangeKind::Same)
                .map(|change| (change.kind, change.text))
                .collect()
        };
        assert!(told("One\ntwo", "One\ntwo").is_empty());
        assert_eq!(
            told("One\ntwo", "One\n\ntwo"),
            [(ChangeKind::Added, "\u{a0}".to_owned())]
        );
        assert_eq!(
            told("Write {{count}} ideas.", "Write {{count}} fresh ideas."),
            [(ChangeKind::Added, "fresh ".to_owned())]
        );
    }
}
