//! System › Log: what runs say of themselves, as it comes.

use crate::choice::Choice;
use crate::entity;
use crate::job_run::Level;
use crate::jobs::FUNCTIONS;
use crate::page::{Cell, Column, EXPORT, Filter, Icon, TablePage};
use crate::query::Direction;
use crate::resource::Resource;

/// How much a line matters.
const LEVELS: &[Choice] = Level::CHOICES;

entity!(RunLog {
    /// What it says.
    message: Field::text(),
    /// How much it matters.
    level: Field::choice(LEVELS),
    /// The function of its run.
    function: Field::choice(FUNCTIONS),
    /// Its run.
    task: Field::reference(Resource::Tasks),
    /// When.
    at: Field::timestamp(),
});

/// The page.
pub static PAGE: TablePage = TablePage::new(
    &ENTITY,
    "/system/run-log",
    "Log",
    Icon::Terminal,
    &[
        Column::new(F.message, "Message", Cell::Text),
        Column::new(F.level, "Level", Cell::Badge),
        Column::new(F.at, "Date", Cell::Time).sortable(),
        Column::new(F.function, "Function", Cell::Badge),
        Column::new(F.task, "AI task", Cell::Link),
    ],
)
.purpose("Messages from AI tasks, kept for 90 days. New messages appear automatically.")
.sort(F.at, Direction::Descending)
.filters(&[
    Filter::Search(&[F.message]),
    Filter::OneOf(F.level, "Level"),
    Filter::OneOf(F.function, "Function"),
    Filter::Ref(F.task, "AI task"),
    Filter::Range(F.at, "Date"),
])
.actions(&[], &[EXPORT])
.live();
