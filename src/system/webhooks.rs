//! Developers › Webhooks: systems of the account's own that are told what happens in it.

use crate::choice::Choice;
use crate::choices;
use crate::entity;
use crate::page::{
    Action, ActionKind, Cell, Column, DELETE, EDIT, EXPORT, Filter, Icon, Input, InputKind, TablePage, When,
};
use crate::query::Direction;
use crate::resource::Resource;

choices! {
    /// What webhooks tell, as `type` in their bodies.
    pub enum WebhookEvent {
        /// A run of a background function ended well.
        RunSucceeded = "run.succeeded", "AI task succeeded", Good, "An AI task that a person or schedule started succeeded.";
        /// One ended with an error.
        RunFailed = "run.failed", "AI task failed", Bad, "An AI task failed.";
        /// An import of keywords ended well.
        KeywordsImported = "keywords.imported", "Keywords imported", Info, "A keyword file was imported.";
        /// A run of auto-cluster ended well.
        KeywordsClustered = "keywords.clustered", "Keywords clustered", Info, "Auto-cluster finished.";
        /// A person has added an article.
        ArticleCreated = "article.created", "Article created", Info, "Someone added an article.";
        /// A model has written an article.
        ArticleWritten = "article.written", "Article written", Info, "An article was written and is ready for review.";
        /// An article was approved.
        ArticleApproved = "article.approved", "Article approved", Good, "Someone approved an article.";
        /// Readers see an article.
        ArticlePublished = "article.published", "Article published", Good, "An article is live at its destination.";
        /// An article could not be published.
        PublicationFailed = "publication.failed", "Publishing failed", Bad, "An article couldn't be published.";
        /// Credits run low.
        CreditsLow = "credits.low", "Credits low", Warn, "Fewer than 100 credits are left. At most once a day.";
        /// No credits are left.
        CreditsExhausted = "credits.exhausted", "Credits used up", Bad, "No credits are left. At most once a day.";
        /// The time of a schedule passed without a run.
        ScheduleSkipped = "schedule.skipped", "Schedule skipped", Warn, "A schedule couldn't start its AI task.";
        /// Somebody wants to see whether it works.
        Test = "webhook.test", "Test event";
    }
}

/// Those that can be chosen: all but the test, which is sent to whom it is for.
pub const CHOSEN: &[Choice] = WebhookEvent::CHOICES.split_at(WebhookEvent::ALL.len() - 1).0;

choices! {
    /// How a webhook does.
    pub enum WebhookState {
        /// Its last delivery went well, or there was none.
        Active = "active", "Active", Good;
        /// Its last deliveries failed.
        Failing = "failing", "Failing", Warn;
        /// More waits for it than is kept.
        Full = "full", "Queue full", Bad;
        /// It was switched off by a person.
        Off = "off", "Off";
        /// It was switched off since it failed for days, or said that it is gone.
        Disabled = "disabled", "Disabled", Bad;
    }
}

/// The most webhooks of an account.
pub const MAX_WEBHOOKS: i64 = 20;
/// The most deliveries that wait for one webhook; events beyond them are not kept for it.
pub const MAX_WAITING: i64 = 5_000;
/// Hours that the old secret signs beside a new one.
pub const OLD_SECRET_HOURS: i64 = 24;
/// Hours in which a delivery is tried.
pub const TRIED_HOURS: i64 = 24;
/// Days of nothing but failures after which a webhook is switched off.
pub const FAILING_DAYS: i64 = 5;
/// Days that deliveries are kept.
pub const KEPT_DAYS: i32 = 30;

/// Sends an event that says nothing.
pub const TEST: Action = Action::new("test", "Send test event", Icon::Activity, ActionKind::Command)
    .done("Test event queued", "test events queued")
    .leads(Resource::WebhookDeliveries)
    .when(&[When::is(
        "enabled",
        true,
        "This webhook is off. Turn it on, then send a test event.",
    )]);
/// Gives it another secret; the old one signs beside it for a day.
pub const ROTATE: Action = Action::new("rotate", "Rotate secret", Icon::Retry, ActionKind::Command).confirm(
    "A new secret is created. For 24 hours, deliveries are signed with both the new and the current secret.",
);

entity!(Webhooks {
    /// What the team calls it.
    name: Field::text(),
    /// Where events are sent.
    url: Field::text(),
    /// Which events.
    events: Field::choices(CHOSEN),
    /// Whether it is told.
    enabled: Field::boolean(),
    /// How it does.
    state: Field::choice(WebhookState::CHOICES),
    /// Why it was disabled, or what its last delivery failed of.
    problem: Field::text().optional(),
    /// The end of its secret.
    secret: Field::text(),
    /// How long the secret before signs as well.
    old_secret_until: Field::timestamp().optional(),
    /// Deliveries of the days that they are kept.
    deliveries: Field::integer(),
    /// When a delivery last went well.
    last_success_at: Field::timestamp().optional(),
    /// Since when deliveries fail.
    failing_since: Field::timestamp().optional(),
    /// When it was added.
    created_at: Field::timestamp(),
});

/// The page.
pub static PAGE: TablePage = TablePage::new(
    &ENTITY,
    "/system/webhooks",
    "Webhooks",
    Icon::Webhook,
    &[
        Column::new(F.name, "Webhook", Cell::Text).sortable(),
        Column::new(F.url, "URL", Cell::Text),
        Column::new(F.events, "Events", Cell::Text),
        Column::new(F.state, "Status", Cell::Badge),
        Column::new(F.problem, "Error", Cell::Text),
        Column::new(
            F.deliveries,
            "Deliveries",
            Cell::Related(Resource::WebhookDeliveries, "webhook_id"),
        ),
        Column::new(F.last_success_at, "Last success", Cell::Time),
        Column::new(F.enabled, "Enabled", Cell::Check).hidden(),
        Column::new(F.secret, "Secret", Cell::Text).hidden(),
        Column::new(F.old_secret_until, "Old secret valid until", Cell::Time).hidden(),
        Column::new(F.failing_since, "Failing since", Cell::Time).hidden(),
        Column::new(F.created_at, "Added", Cell::Time).sortable().hidden(),
    ],
)
.purpose("Webhooks notify your own systems of events here, such as a finished import or a published article. Each event is sent as JSON and signed according to Standard Webhooks.")
.sort(F.name, Direction::Ascending)
.filters(&[
    Filter::Search(&[F.name, F.url]),
    Filter::OneOf(F.state, "Status"),
    Filter::OneOf(F.enabled, "Enabled"),
])
.actions(&[TEST, ROTATE, EDIT, DELETE], &[TEST, EXPORT, DELETE])
.form(&[
    Input::new(F.name, "Name", InputKind::Text { max: 120 })
        .required()
        .help("A name your team will recognize."),
    Input::new(F.url, "URL", InputKind::Text { max: 500 })
        .required()
        .help("Must start with https://. Events are sent by POST. Respond with a 2xx status within 15 seconds."),
    Input::new(F.events, "Events", InputKind::Checks).required(),
    Input::new(F.enabled, "Enabled", InputKind::Toggle).initial("true"),
])
.create("Add webhook")
.next(TEST);
