//! Staff › Model prices: what models cost where an account has no price of its own.

use crate::billing::prices::PROVIDERS;
use crate::entity;
use crate::page::{Cell, Column, EDIT, EXPORT, Filter, Icon, Input, InputKind, TablePage};
use crate::query::Direction;

/// The bounds of a price in dollars.
const PRICE: InputKind = InputKind::Number {
    min: 0.0,
    max: 100_000.0,
};

entity!(StaffPrices {
    /// The model, or how the names of its versions begin.
    model: Field::text(),
    /// Who answers.
    provider: Field::choice(PROVIDERS),
    /// Dollars for a million tokens that it reads.
    input_per_million: Field::decimal(),
    /// Dollars for a million tokens that it reads from its cache.
    cached_per_million: Field::decimal(),
    /// Dollars for a million tokens that it writes.
    output_per_million: Field::decimal(),
    /// Dollars for a picture.
    per_image: Field::decimal(),
    /// When it was last changed.
    updated_at: Field::timestamp(),
});

/// The page.
pub static PAGE: TablePage = TablePage::new(
    &ENTITY,
    "/admin/model-prices",
    "Model prices",
    Icon::Price,
    &[
        Column::new(F.model, "Model", Cell::Text).sortable(),
        Column::new(F.provider, "Provider", Cell::Badge),
        Column::new(F.input_per_million, "Input ($ per million tokens)", Cell::Cost),
        Column::new(F.cached_per_million, "Cached input", Cell::Cost),
        Column::new(F.output_per_million, "Output", Cell::Cost),
        Column::new(F.per_image, "Image ($)", Cell::Cost),
        Column::new(F.updated_at, "Changed", Cell::Time).sortable(),
    ],
)
.purpose("Built-in model prices for all accounts without their own price. Changes apply to new calls only.")
.sort(F.model, Direction::Ascending)
.filters(&[Filter::Search(&[F.model]), Filter::OneOf(F.provider, "Provider")])
.actions(&[EDIT], &[EXPORT])
.form(&[
    Input::new(F.provider, "Provider", InputKind::Select)
        .required()
        .create_only(),
    Input::new(F.model, "Model", InputKind::Text { max: 120 })
        .required()
        .create_only()
        .help("A model name or prefix. The longest match is used."),
    Input::new(F.input_per_million, "Input tokens ($ per million)", PRICE)
        .required()
        .initial("0"),
    Input::new(F.cached_per_million, "Cached input tokens ($ per million)", PRICE)
        .required()
        .initial("0"),
    Input::new(F.output_per_million, "Output tokens ($ per million)", PRICE)
        .required()
        .initial("0"),
    Input::new(F.per_image, "Image ($)", PRICE)
        .required()
        .initial("0"),
])
.create("Add price");
