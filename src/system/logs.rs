//! System › Audit log: who changed what, how and when.

use serde::{Deserialize, Serialize};

use crate::choice::Choice;
use crate::choices;
use crate::entity;
use crate::page::{Cell, Column, EXPORT, Filter, Icon, TablePage};
use crate::permission::Verb;
use crate::query::Direction;
use crate::resource::Resource;

/// What was done.
pub static VERB: &[Choice] = &[
    *Verb::Create.choice(),
    *Verb::Update.choice(),
    *Verb::Delete.choice(),
    *Verb::Act.choice(),
    *Verb::Approve.choice(),
];

choices! {
    /// How the actor was known.
    pub enum Via {
        /// A person who is signed in.
        Session = "session", "Session";
        /// An API token or a connected app.
        Token = "token", "API token or app";
        /// A run that somebody started.
        Task = "task", "AI task";
        /// Somebody of the platform's staff, for a member of the account.
        Staff = "staff", "Staff", Warn;
    }
}

/// What was done to one row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct HistoryEntry {
    /// When.
    #[cfg_attr(feature = "schema", schemars(extend("format" = "date-time")))]
    pub at: String,
    /// Who did it.
    pub who: String,
    /// What was done.
    pub verb: Verb,
    /// Which action it was, where it was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
    /// From what to what fields went.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changes: Option<String>,
}

/// The resources of a realm by their paths; `N` is how many there are.
const fn kinds<const N: usize>(platform: bool) -> [Choice; N] {
    let mut kinds = [Choice::new("", ""); N];
    let (mut i, mut at) = (0, 0);
    while i < Resource::ALL.len() {
        let resource = Resource::ALL[i];
        if resource.is_platform() == platform {
            kinds[at] = Choice::new(resource.path(), resource.many());
            at += 1;
        }
        i += 1;
    }
    kinds
}

/// How many resources a realm has.
const fn count(platform: bool) -> usize {
    let (mut i, mut count) = (0, 0);
    while i < Resource::ALL.len() {
        if Resource::ALL[i].is_platform() == platform {
            count += 1;
        }
        i += 1;
    }
    count
}

/// What can be changed in an account: every resource by its path.
pub static KINDS: &[Choice] = &kinds::<{ count(false) }>(false);

/// What the staff can change.
pub static PLATFORM_KINDS: &[Choice] = &kinds::<{ count(true) }>(true);

entity!(Logs {
    /// What was changed, as it was called then; the first of several.
    name: Field::text().optional(),
    /// The resource that was changed, by its path.
    resource: Field::choice(KINDS),
    /// What was done.
    verb: Field::choice(VERB),
    /// Which action it was, where it was one.
    action: Field::text().optional(),
    /// From what to what fields went; of secrets and long texts that they changed.
    changes: Field::text().optional(),
    /// Who did it, and by which API token or connected app.
    who: Field::text(),
    /// How that was known.
    via: Field::choice(Via::CHOICES),
    /// How many rows were named.
    rows: Field::integer(),
    /// When.
    created_at: Field::timestamp(),
});

/// The page.
pub static PAGE: TablePage = TablePage::new(
    &ENTITY,
    "/system/logs",
    "Audit log",
    Icon::Log,
    &[
        Column::new(F.resource, "Type", Cell::Badge),
        Column::new(F.name, "Name", Cell::Text),
        Column::new(F.created_at, "Date", Cell::Time).sortable(),
        Column::new(F.verb, "Change", Cell::Badge),
        Column::new(F.action, "Action", Cell::Text),
        Column::new(F.changes, "Before → after", Cell::Text),
        Column::new(F.who, "User", Cell::Text),
        Column::new(F.via, "Source", Cell::Badge),
        Column::new(F.rows, "Rows", Cell::Number),
    ],
)
.purpose(
    "All changes with who made them, whether by a session, an API token, a connected app or an AI task, and how many rows were affected.",
)
.sort(F.created_at, Direction::Descending)
.filters(&[
    Filter::Search(&[F.name, F.action, F.changes, F.who]),
    Filter::OneOf(F.resource, "Type"),
    Filter::OneOf(F.verb, "Change"),
    Filter::OneOf(F.via, "Source"),
    Filter::Range(F.created_at, "Date"),
])
.actions(&[], &[EXPORT]);
