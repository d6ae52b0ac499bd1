//! Automation › Schedules: functions that run by the clock.

use crate::choice::Choice;
use crate::entity;
use crate::page::{Cell, Column, DELETE, EDIT, EXPORT, Filter, Icon, Input, InputKind, TablePage};

/// The functions that a schedule can run.
pub static FUNCTIONS: &[Choice] = &[
    Choice::new("auto_cluster", "Auto-cluster new keywords"),
    Choice::new("generate_ideas", "Generate ideas for clusters without any"),
    Choice::new("generate_content", "Write new tasks"),
    Choice::new(
        "generate_image_prompts",
        "Write image prompts of articles without images",
    ),
    Choice::new("generate_images", "Make missing images"),
    Choice::new("publish", "Publish approved articles"),
];

entity!(Schedules {
    /// What the team calls it.
    name: Field::text(),
    /// What it runs.
    function: Field::choice(FUNCTIONS),
    /// When, as five cron fields in the account's time zone.
    cron: Field::text(),
    /// The most credits that one run may use.
    credits: Field::integer(),
    /// Whether it runs.
    enabled: Field::boolean(),
    /// When it runs next.
    next_at: Field::timestamp(),
    /// Why it was switched off.
    error: Field::text().optional(),
    /// When it was made.
    created_at: Field::timestamp(),
});

/// The page.
pub static PAGE: TablePage = TablePage::new(
    &ENTITY,
    "/automation/schedules",
    "Schedules",
    Icon::Activity,
    &[
        Column::new(F.name, "Schedule", Cell::Text).sortable().editable(),
        Column::new(F.function, "Runs", Cell::Badge),
        Column::new(F.cron, "When", Cell::Text).editable(),
        Column::new(F.credits, "Credits at most", Cell::Number).editable(),
        Column::new(F.enabled, "On", Cell::Check).editable(),
        Column::new(F.next_at, "Next", Cell::Time).sortable(),
        Column::new(F.error, "Fault", Cell::Text).hidden(),
    ],
)
.purpose("A schedule runs a function by the clock, such as clustering each night what was imported during the day.")
.filters(&[Filter::Search(&[F.name]), Filter::OneOf(F.enabled, "On")])
.actions(&[EDIT, DELETE], &[EXPORT, DELETE])
.form(&[
    Input::new(F.name, "Name", InputKind::Text { max: 120 }).required(),
    Input::new(F.function, "Runs", InputKind::Select).required(),
    Input::new(F.cron, "When", InputKind::Text { max: 120 })
        .required()
        .help("Minute, hour, day, month, weekday: 0 3 * * * is every night at three."),
    Input::new(F.credits, "Credits at most", InputKind::Number { min: 0.0, max: 1e9 }).required(),
    Input::new(F.enabled, "On", InputKind::Toggle).initial("true"),
])
.create("Add schedule");
