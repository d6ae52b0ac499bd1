//! Auth › API tokens: keys with which programs work in an account.

use crate::choice::Choice;
use crate::entity;
use crate::page::{Cell, Column, DELETE, EDIT, Filter, Icon, Input, InputKind, TablePage};
use crate::permission::Role;
use crate::query::Direction;

/// How many days a token lasts.
pub static LIFETIMES: &[Choice] = &[
    Choice::new("30", "30 days"),
    Choice::new("90", "90 days"),
    Choice::new("365", "1 year"),
];

entity!(Tokens {
    /// What it is for.
    name: Field::text(),
    /// What it may do; never more than its maker.
    role: Field::choice(Role::CHOICES),
    /// Whether it may spend credits.
    spend: Field::boolean(),
    /// Whether it may approve and publish.
    publish: Field::boolean(),
    /// The addresses and networks that it works from, one a line; from anywhere without.
    networks: Field::text().optional(),
    /// The first characters, to tell tokens apart.
    prefix: Field::text(),
    /// Who made it.
    made_by: Field::text(),
    /// When it was last used.
    last_used_at: Field::timestamp().optional(),
    /// How many days it lasts; only asked for.
    lasts: Field::choice(LIFETIMES).optional(),
    /// When it ends.
    expires_at: Field::timestamp(),
    /// When it was made.
    created_at: Field::timestamp(),
});

/// The page.
pub static PAGE: TablePage = TablePage::new(
    &ENTITY,
    "/auth/tokens",
    "API tokens",
    Icon::Token,
    &[
        Column::new(F.name, "Token", Cell::Text).sortable().editable(),
        Column::new(F.role, "Role", Cell::Badge),
        Column::new(F.spend, "Spends credits", Cell::Check),
        Column::new(F.publish, "Publishes", Cell::Check),
        Column::new(F.networks, "Allowed networks", Cell::Text),
        Column::new(F.prefix, "Prefix", Cell::Text),
        Column::new(F.made_by, "Created by", Cell::Text),
        Column::new(F.last_used_at, "Last used", Cell::Time),
        Column::new(F.expires_at, "Expires", Cell::Time).sortable(),
        Column::new(F.created_at, "Created", Cell::Time).sortable(),
    ],
)
.purpose("API tokens give programs access to this account through the REST API. A token is shown only once, when you create it.")
.sort(F.created_at, Direction::Descending)
.filters(&[Filter::Search(&[F.name]), Filter::OneOf(F.role, "Role")])
.actions(&[EDIT, DELETE], &[DELETE])
.form(&[
    Input::new(F.name, "Name", InputKind::Text { max: 120 }).required(),
    Input::new(F.role, "Role", InputKind::Select)
        .required()
        .create_only(),
    Input::new(F.spend, "Can spend credits", InputKind::Toggle)
        .initial("false")
        .create_only()
        .help("Start AI tasks that cost credits, such as writing articles."),
    Input::new(F.publish, "Can approve and publish", InputKind::Toggle)
        .initial("false")
        .create_only()
        .help("Approve articles, publish them and take them offline."),
    Input::new(F.networks, "Allowed networks", InputKind::LongText { max: 2000 })
        .help("One address or network per line, such as 203.0.113.7 or 198.51.100.0/24. Leave empty to allow any."),
    Input::new(F.lasts, "Expires after", InputKind::Select)
        .initial("365")
        .create_only()
        .help("Changing your password also revokes your tokens."),
])
.create("Create token")
.reference("API reference", "/api/docs");
