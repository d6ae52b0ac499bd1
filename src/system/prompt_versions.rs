//! AI and publishing › Prompt history: every text that a prompt had.

use crate::entity;
use crate::page::{Action, ActionKind, Cell, Column, EXPORT, Filter, Icon, TablePage};
use crate::query::Direction;
use crate::resource::Resource;
use crate::system::prompts::PromptPurpose;

entity!(PromptVersions {
    /// What it asks for.
    purpose: Field::choice(PromptPurpose::CHOICES),
    /// Which version.
    version: Field::integer(),
    /// Lines that came and went against the version before.
    changes: Field::text().optional(),
    /// The instruction then.
    system: Field::text().optional(),
    /// The prompt then.
    template: Field::text().optional(),
    /// Who changed it.
    changed_by: Field::text(),
    /// The prompt.
    prompt: Field::reference(Resource::Prompts),
    /// When.
    created_at: Field::timestamp(),
});

/// Makes this text the newest version.
pub const RESTORE: Action = Action::new("restore", "Restore", Icon::Retry, ActionKind::Command)
    .done("Version restored", "versions restored");

/// The page.
pub static PAGE: TablePage = TablePage::new(
    &ENTITY,
    "/system/prompt-versions",
    "Prompt history",
    Icon::Versions,
    &[
        Column::new(F.purpose, "Prompt", Cell::Badge),
        Column::new(F.version, "Version", Cell::Number).sortable(),
        Column::new(F.changes, "Changes", Cell::Text),
        Column::new(F.changed_by, "Author", Cell::Text),
        Column::new(F.system, "Instruction", Cell::Text).hidden(),
        Column::new(F.template, "Text", Cell::Text).hidden(),
        Column::new(F.created_at, "Date", Cell::Time).sortable(),
    ],
)
.purpose("Every prompt change is saved here and can be restored.")
.sort(F.created_at, Direction::Descending)
.filters(&[Filter::Ref(F.prompt, "Prompt")])
.actions(&[RESTORE], &[EXPORT]);
