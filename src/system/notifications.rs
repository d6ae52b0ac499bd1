//! Home › Notifications: what the member who looks was told of, and what to do about it.

use crate::choices;
use crate::entity;
use crate::jobs::FUNCTIONS;
use crate::page::{Action, ActionKind, Cell, Column, EXPORT, Filter, Icon, TablePage, When, Widget};
use crate::query::Direction;

choices! {
    /// What members are told of.
    pub enum NotificationKind {
        /// A run that took its time has ended well.
        RunFinished = "run_finished", "AI task finished", Good;
        /// A run that took its time, or that nobody watched, has failed.
        RunFailed = "run_failed", "AI task failed", Bad;
        /// An article did not go out.
        PublicationFailed = "publication_failed", "Publishing failed", Bad;
        /// An article is to be approved.
        ApprovalWaiting = "approval_waiting", "Approval needed", Info;
        /// A schedule started nothing though its time had come.
        ScheduleSkipped = "schedule_skipped", "Schedule skipped", Warn;
        /// Credits run out.
        CreditsLow = "credits_low", "Credits low", Warn;
        /// A limit of a schedule or of the plan is nearly reached.
        BudgetLow = "budget_low", "Limit nearly reached", Warn;
        /// Somebody who was invited has joined.
        InvitationAccepted = "invitation_accepted", "Invitation accepted", Good;
        /// Something became of what the account pays for; nobody turns that off.
        Billing = "billing", "Billing", Warn;
    }
}

/// Marks notifications as read.
pub const READ: Action = Action::new("read", "Mark as read", Icon::Approve, ActionKind::Command)
    .done("Marked as read", "notifications marked as read")
    .when(&[When::is("read", false, "This notification is already read.")]);

/// Marks all of them.
const READ_ALL: Action = Action {
    label: "Mark all as read",
    ..READ
};

entity!(Notifications {
    /// What happened.
    text: Field::text(),
    /// What kind of thing.
    kind: Field::choice(NotificationKind::CHOICES),
    /// The function of the run that it is about.
    function: Field::choice(FUNCTIONS).optional(),
    /// The page where something can be done about it.
    path: Field::text(),
    /// Whether it was read.
    read: Field::boolean(),
    /// When.
    created_at: Field::timestamp(),
});

/// The page.
pub static PAGE: TablePage = TablePage::new(
    &ENTITY,
    "/system/notifications",
    "Notifications",
    Icon::Bell,
    &[
        Column::new(F.text, "Notification", Cell::Text),
        Column::new(F.kind, "Type", Cell::Badge),
        Column::new(F.path, "Open", Cell::Custom(Widget::Page)),
        Column::new(F.function, "Function", Cell::Badge),
        Column::new(F.read, "Read", Cell::Check),
        Column::new(F.created_at, "Date", Cell::Time).sortable(),
    ],
)
.purpose("Finished AI tasks, failures, limits and articles waiting for your approval. Choose how to get each one under Preferences.")
.sort(F.created_at, Direction::Descending)
.filters(&[
    Filter::OneOf(F.read, "Read"),
    Filter::OneOf(F.kind, "Type"),
    Filter::OneOf(F.function, "Function"),
    Filter::Range(F.created_at, "Date"),
])
.actions(&[READ], &[READ.primary(), EXPORT])
.sweep(READ_ALL, "read=false");
