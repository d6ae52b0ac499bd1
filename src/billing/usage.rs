//! Billing › Usage: every call of a model, with tokens, time and price.

use crate::choice::{Choice, Tone};
use crate::entity;
use crate::page::{Cell, Column, EXPORT, Filter, Icon, TablePage};
use crate::query::Direction;
use crate::resource::Resource;

/// What models are called for.
pub static PURPOSES: &[Choice] = &[
    Choice::new("name_clusters", "Cluster naming"),
    Choice::new("embed", "Keyword comparison"),
    Choice::new("ideas", "Ideas"),
    Choice::new("outline", "Outline"),
    Choice::new("section", "Section"),
    Choice::new("finish", "Metadata and FAQ"),
    Choice::new("image_prompts", "Image prompts"),
    Choice::new("image", "Image"),
];

/// How a call went.
pub static STATUS: &[Choice] = &[
    Choice::new("sent", "Sent").tone(Tone::Info),
    Choice::new("ok", "Succeeded").tone(Tone::Good),
    Choice::new("failed", "Failed").tone(Tone::Bad),
];

entity!(Usage {
    /// When.
    created_at: Field::timestamp(),
    /// What for.
    purpose: Field::choice(PURPOSES),
    /// Who answered.
    provider: Field::text(),
    /// With which model.
    model: Field::text(),
    /// How it went.
    status: Field::choice(STATUS),
    /// Tokens that it read.
    input_tokens: Field::integer(),
    /// Tokens that it wrote.
    output_tokens: Field::integer(),
    /// Dollars.
    cost: Field::decimal(),
    /// Milliseconds.
    latency_ms: Field::integer().optional(),
    /// The article that it was for.
    content: Field::reference(Resource::Content).optional(),
    /// The provider's id of it.
    request_id: Field::text().optional(),
    /// What went wrong.
    error: Field::text().optional(),
});

/// The page.
pub static PAGE: TablePage = TablePage::new(
    &ENTITY,
    "/billing/usage",
    "Usage",
    Icon::Usage,
    &[
        Column::new(F.purpose, "Purpose", Cell::Badge),
        Column::new(F.created_at, "Date", Cell::Time).sortable(),
        Column::new(F.provider, "Provider", Cell::Text),
        Column::new(F.model, "Model", Cell::Text),
        Column::new(F.status, "Status", Cell::Badge),
        Column::new(F.input_tokens, "Input tokens", Cell::Number),
        Column::new(F.output_tokens, "Output tokens", Cell::Number),
        Column::new(F.cost, "Cost ($)", Cell::Cost).sortable(),
        Column::new(F.latency_ms, "Latency (ms)", Cell::Number).hidden(),
        Column::new(F.content, "Article", Cell::Link),
        Column::new(F.request_id, "Request ID", Cell::Text).hidden(),
        Column::new(F.error, "Error", Cell::Text).hidden(),
    ],
)
.purpose("All AI model calls with their purpose, tokens and cost.")
.sort(F.created_at, Direction::Descending)
.filters(&[
    Filter::OneOf(F.purpose, "Purpose"),
    Filter::OneOf(F.status, "Status"),
    Filter::Range(F.created_at, "Date"),
    Filter::Ref(F.content, "Article"),
])
.actions(&[], &[EXPORT]);
