//! Staff › Announcements: banners on all pages for a time.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::choices;
use crate::entity;
use crate::page::{
    Action, ActionKind, Cell, Column, EDIT, EXPORT, Filter, Icon, Input, InputKind, TablePage, When,
};
use crate::query::Direction;

choices! {
    /// How much an announcement matters.
    pub enum AnnouncementLevel {
        /// For information.
        Info = "info", "Info", Info;
        /// Something to prepare for.
        Warning = "warning", "Warning", Warn;
        /// Something is wrong.
        Critical = "critical", "Critical", Bad;
    }
}

choices! {
    /// Whether an announcement shows.
    pub enum AnnouncementState {
        /// Not yet.
        Scheduled = "scheduled", "Scheduled", Info;
        /// It does.
        Live = "live", "Live", Good;
        /// Not any more.
        Over = "over", "Ended";
    }
}

/// Takes it off all pages.
pub const END: Action = Action::new("end", "End now", Icon::Cancel, ActionKind::Command)
    .done("Announcement ended", "announcements ended")
    .when(&[When::one_of(
        "state",
        &[
            AnnouncementState::Scheduled.as_str(),
            AnnouncementState::Live.as_str(),
        ],
        "This announcement has already ended.",
    )]);

/// An announcement as pages show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Announcement {
    /// Its id, by which a browser remembers that it was dismissed.
    pub id: Uuid,
    /// What it says.
    pub text: String,
    /// How much it matters.
    pub level: AnnouncementLevel,
    /// Whether people may dismiss it.
    pub dismissible: bool,
}

entity!(StaffAnnouncements {
    /// What it says.
    text: Field::text(),
    /// How much it matters.
    level: Field::choice(AnnouncementLevel::CHOICES),
    /// Whether it shows.
    state: Field::choice(AnnouncementState::CHOICES),
    /// From when on.
    starts_at: Field::timestamp(),
    /// Until when.
    ends_at: Field::timestamp(),
    /// Whether people may dismiss it.
    dismissible: Field::boolean(),
    /// When it was written.
    created_at: Field::timestamp(),
});

/// The page.
pub static PAGE: TablePage = TablePage::new(
    &ENTITY,
    "/admin/announcements",
    "Announcements",
    Icon::Prompts,
    &[
        Column::new(F.text, "Text", Cell::Text),
        Column::new(F.level, "Level", Cell::Badge),
        Column::new(F.state, "Status", Cell::Badge),
        Column::new(F.starts_at, "Starts", Cell::Time).sortable(),
        Column::new(F.ends_at, "Ends", Cell::Time).sortable(),
        Column::new(F.dismissible, "Dismissible", Cell::Check),
        Column::new(F.created_at, "Created", Cell::Time)
            .sortable()
            .hidden(),
    ],
)
.purpose("Banners that all signed-in users see at the top of every page from start to end time.")
.sort(F.starts_at, Direction::Descending)
.filters(&[
    Filter::Search(&[F.text]),
    Filter::OneOf(F.level, "Level"),
    Filter::OneOf(F.state, "Status"),
])
.actions(&[EDIT, END], &[END, EXPORT])
.form(&[
    Input::new(F.text, "Text", InputKind::LongText { max: 500 })
        .required()
        .help("Say what happens, when, and what to do. Plain text only."),
    Input::new(F.level, "Level", InputKind::Select)
        .required()
        .initial("info"),
    Input::new(F.starts_at, "Starts", InputKind::Time).required(),
    Input::new(F.ends_at, "Ends", InputKind::Time).required(),
    Input::new(F.dismissible, "Dismissible", InputKind::Toggle).initial("true"),
])
.create("Add announcement");
