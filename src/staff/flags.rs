//! Staff › Feature flags: what is switched on for whom. Code declares a flag here and asks one function about it.

use crate::choices;
use crate::entity;
use crate::page::{Cell, Column, EDIT, EXPORT, Filter, Icon, Input, InputKind, TablePage};
use crate::query::Direction;

choices! {
    /// What can be switched: the name of its row, and what it is.
    pub enum Flag {
        /// Starting runs that make pictures.
        ImageGeneration = "image_generation", "Image generation";
    }
}

entity!(StaffFlags {
    /// Its name in code.
    name: Field::text(),
    /// What it switches.
    about: Field::text(),
    /// Whether it is on for all accounts.
    everyone: Field::boolean(),
    /// The share of accounts, in percent, for which it is on.
    percentage: Field::integer(),
    /// The accounts for which it is on in any case, an id a line.
    accounts: Field::text().optional(),
    /// When it was last changed.
    updated_at: Field::timestamp(),
});

/// The page.
pub static PAGE: TablePage = TablePage::new(
    &ENTITY,
    "/admin/flags",
    "Feature flags",
    Icon::Settings,
    &[
        Column::new(F.name, "Name", Cell::Text).sortable(),
        Column::new(F.about, "Description", Cell::Text),
        Column::new(F.everyone, "Everyone", Cell::Check),
        Column::new(F.percentage, "Rollout (%)", Cell::Number),
        Column::new(F.accounts, "Accounts", Cell::Text),
        Column::new(F.updated_at, "Changed", Cell::Time).sortable(),
    ],
)
.purpose("Turn features on for everyone, for a percentage of accounts, or for specific accounts.")
.sort(F.name, Direction::Ascending)
.filters(&[Filter::Search(&[F.name, F.about])])
.actions(&[EDIT], &[EXPORT])
.form(&[
    Input::new(F.everyone, "On for everyone", InputKind::Toggle),
    Input::new(
        F.percentage,
        "Rollout (% of accounts)",
        InputKind::Number { min: 0.0, max: 100.0 },
    )
    .required()
    .help("Accounts already included stay included when you raise the number."),
    Input::new(
        F.accounts,
        "On for specific accounts",
        InputKind::LongText { max: 4000 },
    )
    .help("Account IDs, one per line."),
]);
