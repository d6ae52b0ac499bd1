//! Billing › Model prices: what models cost the account, where that differs from the platform's list.

use crate::choice::Choice;
use crate::entity;
use crate::page::{Cell, Column, DELETE, EDIT, EXPORT, Filter, Icon, Input, InputKind, TablePage};
use crate::query::Direction;
use crate::system::integrations::IntegrationKind;

/// Who answers, by the kind of its integration.
pub static PROVIDERS: &[Choice] = &[
    *IntegrationKind::OpenAi.choice(),
    *IntegrationKind::Runware.choice(),
];

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
    Icon::Price,
    &[
        Column::new(F.model, "Model", Cell::Text).sortable(),
        Column::new(F.provider, "Provider", Cell::Badge),
        Column::new(F.input_per_million, "Input ($ per million tokens)", Cell::Cost).editable(),
        Column::new(F.cached_per_million, "Cached input", Cell::Cost).editable(),
        Column::new(F.output_per_million, "Output", Cell::Cost).editable(),
        Column::new(F.per_image, "Image ($)", Cell::Cost).editable(),
        Column::new(F.created_at, "Added", Cell::Time).sortable().hidden(),
    ],
)
.purpose(
    "Model prices are used to calculate article costs. Common models have built-in prices. Add a price for your own server, a new model or custom terms.",
)
.sort(F.model, Direction::Ascending)
.filters(&[Filter::Search(&[F.model]), Filter::OneOf(F.provider, "Provider")])
.actions(&[EDIT, DELETE], &[EXPORT, DELETE])
.form(&[
    Input::new(F.provider, "Provider", InputKind::Select).required(),
    Input::new(F.model, "Model", InputKind::Text { max: 120 })
        .required()
        .help("A model name or prefix: gpt-6.1 also matches gpt-6.1-terra. The longest match is used."),
    Input::new(F.input_per_million, "Input tokens", PRICE)
        .required()
        .initial("0")
        .help("Dollars per million."),
    Input::new(F.cached_per_million, "Cached input tokens", PRICE)
        .help("Dollars per million. Leave empty to use the input price."),
    Input::new(F.output_per_million, "Output tokens", PRICE)
        .required()
        .initial("0")
        .help("Dollars per million."),
    Input::new(F.per_image, "Image", PRICE)
        .required()
        .initial("0")
        .help("Dollars per image."),
])
.create("Add price");
