//! Staff › Plans: what is sold, for how much, with which limits.

use crate::entity;
use crate::page::{Cell, Column, EDIT, EXPORT, Icon, Input, InputKind, TablePage};
use crate::query::Direction;

/// The bounds of a limit.
const LIMIT: InputKind = InputKind::Number {
    min: 1.0,
    max: 1_000_000_000.0,
};

const NO_LIMIT: &str = "Leave empty for no limit.";

entity!(StaffPlans {
    /// What people call it.
    name: Field::text(),
    /// Its key, as `igny8 plans` takes it.
    key: Field::text(),
    /// Whether it can be chosen.
    offered: Field::boolean(),
    /// Whether accounts without a subscription have it.
    is_default: Field::boolean(),
    /// Cents a month, as people read it.
    price_cents: Field::integer(),
    /// Credits that it grants a month.
    monthly_credits: Field::integer(),
    /// The most sites.
    max_sites: Field::integer().optional(),
    /// The most members.
    max_members: Field::integer().optional(),
    /// The most keywords.
    max_keywords: Field::integer().optional(),
    /// The most scheduled runs a month.
    max_scheduled_runs: Field::integer().optional(),
    /// How many times the usual credits the platform's models cost; none where it does not include them.
    platform_factor: Field::integer().optional(),
    /// Its place among the others.
    position: Field::integer(),
    /// How many accounts have it.
    accounts: Field::integer(),
});

/// The page.
pub static PAGE: TablePage = TablePage::new(
    &ENTITY,
    "/admin/plans",
    "Plans",
    Icon::Plan,
    &[
        Column::new(F.name, "Name", Cell::Text),
        Column::new(F.key, "Key", Cell::Text),
        Column::new(F.offered, "Available", Cell::Check),
        Column::new(F.is_default, "Default", Cell::Check),
        Column::new(F.price_cents, "Price (cents)", Cell::Number),
        Column::new(F.monthly_credits, "Credits", Cell::Number),
        Column::new(F.max_sites, "Sites", Cell::Number),
        Column::new(F.max_members, "Members", Cell::Number),
        Column::new(F.max_keywords, "Keywords", Cell::Number),
        Column::new(F.max_scheduled_runs, "Scheduled runs", Cell::Number),
        Column::new(F.platform_factor, "Platform models (× credits)", Cell::Number),
        Column::new(F.accounts, "Accounts", Cell::Number),
        Column::new(F.position, "Position", Cell::Number)
            .sortable()
            .hidden(),
    ],
)
.purpose("Plan limits and displayed prices. Set the default plan and Stripe prices with “igny8 plans”.")
.sort(F.position, Direction::Ascending)
.actions(&[EDIT], &[EXPORT])
.form(&[
    Input::new(F.name, "Name", InputKind::Text { max: 60 }).required(),
    Input::new(
        F.price_cents,
        "Price (cents per month)",
        InputKind::Number {
            min: 0.0,
            max: 10_000_000.0,
        },
    )
    .required()
    .help("For display only. To change what Stripe charges, use “igny8 plans”."),
    Input::new(
        F.monthly_credits,
        "Monthly credits",
        InputKind::Number {
            min: 0.0,
            max: 1_000_000_000.0,
        },
    )
    .required()
    .help("Applies from next month."),
    Input::new(F.max_sites, "Sites", LIMIT).help(NO_LIMIT),
    Input::new(F.max_members, "Members", LIMIT).help(NO_LIMIT),
    Input::new(F.max_keywords, "Keywords", LIMIT).help(NO_LIMIT),
    Input::new(
        F.max_scheduled_runs,
        "Scheduled runs per month",
        InputKind::Number {
            min: 0.0,
            max: 1_000_000_000.0,
        },
    )
    .help(NO_LIMIT),
    Input::new(
        F.platform_factor,
        "Platform models (× credits)",
        InputKind::Number {
            min: 1.0,
            max: 100.0,
        },
    )
    .help("How many times the credits tasks cost that use the models this server pays for (IGNY8_PLATFORM_KEY). Leave empty to not include them."),
    Input::new(F.offered, "Available", InputKind::Toggle)
        .help("If off, accounts already on this plan keep it."),
]);
