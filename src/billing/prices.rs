//! Billing › Model prices: what models cost the account, where that differs from the platform's list.

use crate::choice::Choice;
use crate::entity;
use crate::page::{Cell, Column, DELETE, EDIT, EXPORT, Filter, Icon, Input, InputKind, TablePage};
use crate::query::Direction;
use crate::system::integrations::{OPENAI, RUNWARE};

/// Who answers, by the kind of its integration.
pub static PROVIDERS: &[Choice] = &[OPENAI, RUNWARE];

/// The bounds of a price in dollars.
const PRICE: InputKind = InputKind::Number {
    min: 0.0,
    max: 100_000.0,
};

entity!(ModelPrices {
    /// The model, or how the names of its versions begin.
    model: Field::text(),
    /// Who answers.
    provider: Field::choice(PROVIDERS),
    /// Dollars for a million tokens that it reads.
    input_per_million: Field::decimal(),
    /// Dollars for a million tokens that it reads from its cache; unknown: as others.
    cached_per_million: Field::decimal().optional(),
    /// Dollars for a million tokens that it writes.
    output_per_million: Field::decimal(),
    /// Dollars for a picture.
    per_image: Field::decimal(),
    /// When it was added.
    created_at: Field::timestamp(),
});

/// The page.
pub static PAGE: TablePage = TablePage::new(
    &ENTITY,
    "/billing/model-prices",
    "Model prices",
    Icon::Billing,
    &[
        Column::new(F.model, "Model", Cell::Text).sortable(),
        Column::new(F.provider, "Provider", Cell::Badge),
        Column::new(F.input_per_million, "Read ($ a million tokens)", Cell::Cost).editable(),
        Column::new(F.cached_per_million, "From cache", Cell::Cost).editable(),
        Column::new(F.output_per_million, "Written", Cell::Cost).editable(),
        Column::new(F.per_image, "Picture ($)", Cell::Cost).editable(),
        Column::new(F.created_at, "Added", Cell::Time).sortable().hidden(),
    ],
)
.purpose(
    "The cost of an article is what its calls cost. Common models are priced by the built-in list; add a price here for a \
     server of your own, a new model or terms that you have agreed on.",
)
.sort(F.model, Direction::Ascending)
.filters(&[Filter::Search(&[F.model]), Filter::OneOf(F.provider, "Provider")])
.actions(&[EDIT, DELETE], &[EXPORT, DELETE])
.form(&[
    Input::new(F.provider, "Provider", InputKind::Select).required(),
    Input::new(F.model, "Model", InputKind::Text { max: 120 })
        .required()
        .help("Or how the names of its versions begin: gpt-6.1 is for gpt-6.1-terra and for all of its versions. The longest that fits counts."),
    Input::new(F.input_per_million, "Tokens that it reads", PRICE)
        .required()
        .initial("0")
        .help("Dollars for a million."),
    Input::new(F.cached_per_million, "Tokens that it reads from its cache", PRICE)
        .help("Dollars for a million. Empty: as the others."),
    Input::new(F.output_per_million, "Tokens that it writes", PRICE)
        .required()
        .initial("0")
        .help("Dollars for a million."),
    Input::new(F.per_image, "A picture", PRICE)
        .required()
        .initial("0")
        .help("Dollars."),
])
.create("Add price");
