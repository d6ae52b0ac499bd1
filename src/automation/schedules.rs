//! Automation › Schedules: functions that run by the clock.

use crate::choice::Choice;
use crate::choices;
use crate::entity;
use crate::jobs::JOBS;
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

choices! {
    /// How often a schedule runs.
    #[derive(Default)]
    pub enum Every {
        /// At the full hour.
        Hour = "hour", "Hourly";
        /// At a time of each day.
        #[default]
        Day = "day", "Daily";
        /// At a time of Monday to Friday.
        Workday = "workday", "Weekdays (Monday to Friday)";
        /// At a time of one day of the week.
        Week = "week", "Weekly";
        /// At a time of one day of the month.
        Month = "month", "Monthly";
        /// As cron fields say.
        Cron = "cron", "Custom (cron)";
    }
}

choices! {
    /// The days of a week.
    pub enum Weekday {
        /// Monday.
        Mon = "mon", "Monday";
        /// Tuesday.
        Tue = "tue", "Tuesday";
        /// Wednesday.
        Wed = "wed", "Wednesday";
        /// Thursday.
        Thu = "thu", "Thursday";
        /// Friday.
        Fri = "fri", "Friday";
        /// Saturday.
        Sat = "sat", "Saturday";
        /// Sunday.
        Sun = "sun", "Sunday";
    }
}

/// Those of [`Every`] that have a time of day.
const DAILY: &[&str] = &[
    Every::Day.as_str(),
    Every::Workday.as_str(),
    Every::Week.as_str(),
    Every::Month.as_str(),
];

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
    every: Field::choice(Every::CHOICES),
    /// The time of day, in the account's time zone.
    at: Field::text().optional(),
    /// The day of a weekly one.
    weekday: Field::choice(Weekday::CHOICES).optional(),
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
        Column::new(F.function, "Function", Cell::Badge),
        Column::new(F.when, "Repeats", Cell::Text),
        Column::new(F.site, "Site", Cell::Link),
        Column::new(F.credits, "Credit limit", Cell::Number).editable(),
        Column::new(F.max_rows, "Row limit", Cell::Number),
        Column::new(F.enabled, "Enabled", Cell::Check).editable(),
        Column::new(F.next_at, "Next run", Cell::Time).sortable(),
        Column::new(F.error, "Error", Cell::Text).hidden(),
    ],
)
.purpose("Schedules run functions automatically, for example clustering new keywords every night.")
.filters(&[
    Filter::Search(&[F.name]),
    Filter::OneOf(F.function, "Function"),
    Filter::OneOf(F.enabled, "Enabled"),
    Filter::Ref(F.site, "Site"),
])
.actions(&[EDIT, DELETE], &[EXPORT, DELETE])
.form(&[
    Input::new(F.name, "Name", InputKind::Text { max: 120 }).required(),
    Input::new(F.function, "Function", InputKind::Select).required(),
    Input::new(F.site, "Site", InputKind::Reference).help("Leave empty for all sites."),
    Input::new(F.every, "Repeat", InputKind::Select).required().initial(Every::Day.as_str()),
    Input::new(F.weekday, "Day", InputKind::Select)
        .visible_when(F.every, &[Every::Week.as_str()])
        .required()
        .initial(Weekday::Mon.as_str()),
    Input::new(F.month_day, "Day of the month", InputKind::Number { min: 1.0, max: 28.0 })
        .visible_when(F.every, &[Every::Month.as_str()])
        .required()
        .initial("1")
        .help("From 1 to 28."),
    Input::new(F.at, "Time", InputKind::Clock)
        .visible_when(F.every, DAILY)
        .required()
        .initial("03:00")
        .help("In your account time zone. Change it in Settings."),
    Input::new(F.cron, "Cron expression", InputKind::Text { max: 120 })
        .visible_when(F.every, &[Every::Cron.as_str()])
        .required()
        .help("Minute, hour, day, month, weekday. For example, 30 7 * * 1,4 runs every Monday and Thursday at 07:30."),
    Input::new(F.credits, "Credit limit", InputKind::Number { min: 0.0, max: 1e9 })
        .required()
        .initial("100")
        .help("Maximum credits per run. The best rows are processed first; the rest wait for the next run."),
    Input::new(F.max_rows, "Article limit", InputKind::Number { min: 1.0, max: 1000.0 })
        .visible_when(F.function, FREE)
        .required()
        .initial("10")
        .help("Maximum articles per run, oldest first. Publishing costs no credits."),
    Input::new(F.max_rows, "Row limit", InputKind::Number { min: 1.0, max: 1e6 })
        .visible_when(F.function, PRICED)
        .help("Maximum rows per run, best first. Leave empty to use only the credit limit."),
    Input::new(F.enabled, "Enabled", InputKind::Toggle).initial("true"),
])
.create("Add schedule");
