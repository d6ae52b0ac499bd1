//! Automation › Schedules: functions that run by the clock.

use crate::ai::JOBS;
use crate::choice::Choice;
use crate::entity;
use crate::page::{Cell, Column, DELETE, EDIT, EXPORT, Filter, Icon, Input, InputKind, TablePage};
use crate::resource::Resource;

/// The functions that a schedule can run, by what it does with each.
pub static FUNCTIONS: &[Choice] = &choices::<{ count(true) + count(false) }>();

/// Those of [`FUNCTIONS`] that cost credits.
const PRICED: &[&str] = &names::<{ count(true) }>(true);
/// Those that cost none, so that only their rows bound them.
const FREE: &[&str] = &names::<{ count(false) }>(false);

const fn count(priced: bool) -> usize {
    let (mut at, mut found) = (0, 0);
    while at < JOBS.len() {
        if JOBS[at].scheduled.is_some() && (JOBS[at].price.credits > 0) == priced {
            found += 1;
        }
        at += 1;
    }
    found
}

const fn names<const N: usize>(priced: bool) -> [&'static str; N] {
    let mut names = [""; N];
    let (mut at, mut found) = (0, 0);
    while at < JOBS.len() {
        if JOBS[at].scheduled.is_some() && (JOBS[at].price.credits > 0) == priced {
            names[found] = JOBS[at].name;
            found += 1;
        }
        at += 1;
    }
    names
}

const fn choices<const N: usize>() -> [Choice; N] {
    let mut choices = [Choice::new("", ""); N];
    let (mut at, mut found) = (0, 0);
    while at < JOBS.len() {
        if let Some(label) = JOBS[at].scheduled {
            choices[found] = Choice::new(JOBS[at].name, label);
            found += 1;
        }
        at += 1;
    }
    choices
}

/// Articles that one firing publishes at most, where nothing else is said.
pub const PUBLISHED_AT_ONCE: i64 = 10;

/// How often a schedule runs.
pub static EVERY: &[Choice] = &[
    Choice::new("hour", "Hour"),
    Choice::new("day", "Day"),
    Choice::new("workday", "Day from Monday to Friday"),
    Choice::new("week", "Week"),
    Choice::new("month", "Month"),
    Choice::new("cron", "Time that cron fields say"),
];

/// The days of a week.
pub static WEEKDAYS: &[Choice] = &[
    Choice::new("mon", "Monday"),
    Choice::new("tue", "Tuesday"),
    Choice::new("wed", "Wednesday"),
    Choice::new("thu", "Thursday"),
    Choice::new("fri", "Friday"),
    Choice::new("sat", "Saturday"),
    Choice::new("sun", "Sunday"),
];

/// Those of [`EVERY`] that have a time of day.
const DAILY: &[&str] = &["day", "workday", "week", "month"];

entity!(Schedules {
    /// What the team calls it.
    name: Field::text(),
    /// What it runs.
    function: Field::choice(FUNCTIONS),
    /// The site whose rows alone it is for.
    site: Field::reference(Resource::Sites).optional(),
    /// When, in words.
    when: Field::text(),
    /// How often.
    every: Field::choice(EVERY),
    /// The time of day, in the account's time zone.
    at: Field::text().optional(),
    /// The day of a weekly one.
    weekday: Field::choice(WEEKDAYS).optional(),
    /// The day of a monthly one, 1 to 28: the others are not in every month.
    month_day: Field::integer().optional(),
    /// When, as five cron fields in the account's time zone; they follow from the rest unless they are given.
    cron: Field::text().optional(),
    /// The most credits that one run may use.
    credits: Field::integer(),
    /// The most rows that one run takes, the best first.
    max_rows: Field::integer().optional(),
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
    Icon::Clock,
    &[
        Column::new(F.name, "Schedule", Cell::Text).sortable().editable(),
        Column::new(F.function, "Runs", Cell::Badge),
        Column::new(F.when, "When", Cell::Text),
        Column::new(F.site, "Site", Cell::Link),
        Column::new(F.credits, "Credits at most", Cell::Number).editable(),
        Column::new(F.max_rows, "Rows at most", Cell::Number),
        Column::new(F.enabled, "On", Cell::Check).editable(),
        Column::new(F.next_at, "Next", Cell::Time).sortable(),
        Column::new(F.error, "Fault", Cell::Text).hidden(),
    ],
)
.purpose("A schedule runs a function by the clock, such as clustering each night what was imported during the day.")
.filters(&[
    Filter::Search(&[F.name]),
    Filter::OneOf(F.function, "Runs"),
    Filter::OneOf(F.enabled, "On"),
    Filter::Ref(F.site, "Site"),
])
.actions(&[EDIT, DELETE], &[EXPORT, DELETE])
.form(&[
    Input::new(F.name, "Name", InputKind::Text { max: 120 }).required(),
    Input::new(F.function, "Runs", InputKind::Select).required(),
    Input::new(F.site, "Site", InputKind::Reference).help("Empty: all sites."),
    Input::new(F.every, "Every", InputKind::Select).required().initial("day"),
    Input::new(F.weekday, "Day", InputKind::Select)
        .given(F.every, &["week"])
        .required()
        .initial("mon"),
    Input::new(F.month_day, "Day of the month", InputKind::Number { min: 1.0, max: 28.0 })
        .given(F.every, &["month"])
        .required()
        .initial("1")
        .help("From 1 to 28, the days of every month."),
    Input::new(F.at, "At", InputKind::Clock)
        .given(F.every, DAILY)
        .required()
        .initial("03:00")
        .help("In the time zone of your account, which is under Settings."),
    Input::new(F.cron, "Cron fields", InputKind::Text { max: 120 })
        .given(F.every, &["cron"])
        .required()
        .help("Minute, hour, day, month, weekday: 30 7 * * 1,4 is each Monday and Thursday at half past seven."),
    Input::new(F.credits, "Credits at most", InputKind::Number { min: 0.0, max: 1e9 })
        .required()
        .initial("100")
        .help("Of each run: it takes the best rows first, as many as they pay for. What is left waits for the next run."),
    Input::new(F.max_rows, "Articles at most", InputKind::Number { min: 1.0, max: 1000.0 })
        .given(F.function, FREE)
        .required()
        .initial("10")
        .help("Of each run, those that have waited longest first. Publishing costs no credits, so this alone bounds it."),
    Input::new(F.max_rows, "Rows at most", InputKind::Number { min: 1.0, max: 1e6 })
        .given(F.function, PRICED)
        .help("Of each run, the best first. Empty: as many as the credits pay for."),
    Input::new(F.enabled, "On", InputKind::Toggle).initial("true"),
])
.create("Add schedule");
