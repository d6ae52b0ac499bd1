//! Developers › Webhook deliveries: what webhooks were sent, how they answered, and when they are tried again.

use crate::choices;
use crate::entity;
use crate::page::{Action, ActionKind, Cell, Column, EXPORT, Filter, Icon, TablePage, When};
use crate::query::Direction;
use crate::resource::Resource;
use crate::system::webhooks::WebhookEvent;

choices! {
    /// Where a delivery is on its way.
    pub enum DeliveryStatus {
        /// It waits for its time, or is on its way.
        Waiting = "waiting", "Pending", Info;
        /// The receiver took it.
        Delivered = "delivered", "Delivered", Good;
        /// It is not tried any more.
        Failed = "failed", "Failed", Bad;
    }
}

/// Sends it once more, as the same event.
pub const REPLAY: Action = Action::new("replay", "Send again", Icon::Retry, ActionKind::Command)
    .done("Delivery queued", "deliveries queued")
    .when(&[When::one_of(
        "status",
        &[
            DeliveryStatus::Delivered.as_str(),
            DeliveryStatus::Failed.as_str(),
        ],
        "This delivery is already queued. Wait for the result.",
    )]);

entity!(WebhookDeliveries {
    /// What it tells.
    event: Field::choice(WebhookEvent::CHOICES),
    /// Whom it tells.
    webhook: Field::reference(Resource::Webhooks).optional(),
    /// Where it is on its way.
    status: Field::choice(DeliveryStatus::CHOICES),
    /// How often it was tried.
    attempts: Field::integer(),
    /// The HTTP status of the last answer.
    code: Field::integer().optional(),
    /// Milliseconds until the last answer, or until it failed.
    duration: Field::integer().optional(),
    /// Why the last attempt failed.
    error: Field::text().optional(),
    /// The first 1 kB of the last answer.
    answer: Field::text().optional(),
    /// When it is tried next.
    next_at: Field::timestamp().optional(),
    /// When it was last tried.
    tried_at: Field::timestamp().optional(),
    /// What is sent, as it is signed.
    body: Field::text(),
    /// The `webhook-id` of each attempt.
    message_id: Field::text(),
    /// When the event happened.
    created_at: Field::timestamp(),
});

/// The page.
pub static PAGE: TablePage = TablePage::new(
    &ENTITY,
    "/system/webhook-deliveries",
    "Webhook deliveries",
    Icon::Deliveries,
    &[
        Column::new(F.event, "Event", Cell::Badge),
        Column::new(F.webhook, "Webhook", Cell::Link),
        Column::new(F.status, "Status", Cell::Badge),
        Column::new(F.code, "Status code", Cell::Number),
        Column::new(F.duration, "Duration (ms)", Cell::Number),
        Column::new(F.error, "Error", Cell::Text),
        Column::new(F.answer, "Response", Cell::Text),
        Column::new(F.attempts, "Attempts", Cell::Number),
        Column::new(F.next_at, "Next attempt", Cell::Time),
        Column::new(F.created_at, "Date", Cell::Time).sortable(),
        Column::new(F.tried_at, "Last attempt", Cell::Time).hidden(),
        Column::new(F.body, "Request body", Cell::Text).hidden(),
        Column::new(F.message_id, "Message ID", Cell::Text).hidden(),
    ],
)
.purpose("Events sent to your webhooks and their responses. Failed deliveries are retried for 24 hours. Entries are kept for 30 days.")
.sort(F.created_at, Direction::Descending)
.filters(&[
    Filter::Ref(F.webhook, "Webhook"),
    Filter::OneOf(F.event, "Event"),
    Filter::OneOf(F.status, "Status"),
    Filter::Range(F.created_at, "Date"),
])
.actions(&[REPLAY], &[REPLAY, EXPORT]);
