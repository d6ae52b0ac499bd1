//! Auth › Sites: the websites that an account works for.

use crate::entity;
use crate::page::{Cell, Column, DELETE, EDIT, EXPORT, Filter, Icon, Input, InputKind, TablePage};

entity!(Sites {
    /// What the team calls it.
    name: Field::text(),
    /// Its host name.
    domain: Field::text().optional(),
    /// The language of its texts, as a BCP 47 tag.
    language: Field::text(),
    /// Its market, as an ISO 3166-1 alpha-2 code.
    country: Field::text().optional(),
    /// How its texts sound: brand voice, for models.
    voice: Field::text().optional(),
    /// Whether its articles are published to readers only once somebody has approved them.
    approval: Field::boolean(),
    /// How many sectors it has.
    sectors: Field::integer(),
    /// When it was added.
    created_at: Field::timestamp(),
});

/// The page.
pub static PAGE: TablePage = TablePage::new(
    &ENTITY,
    "/auth/sites",
    "Sites",
    Icon::Sites,
    &[
        Column::new(F.name, "Site", Cell::Text).sortable().editable(),
        Column::new(F.domain, "Domain", Cell::Text).sortable().editable(),
        Column::new(F.language, "Language", Cell::Text).editable(),
        Column::new(F.country, "Market", Cell::Text).editable(),
        Column::new(F.approval, "Requires approval", Cell::Check),
        Column::new(F.sectors, "Sectors", Cell::Number),
        Column::new(F.created_at, "Added", Cell::Time).sortable(),
    ],
)
.purpose("A site is a website you write for. Its sectors contain keywords, clusters and content.")
.filters(&[Filter::Search(&[F.name, F.domain])])
.actions(&[EDIT, DELETE], &[EXPORT, DELETE])
.form(&[
    Input::new(F.name, "Name", InputKind::Text { max: 120 }).required(),
    Input::new(F.domain, "Domain", InputKind::Domain).help("For example, example.com."),
    Input::new(F.language, "Language", InputKind::Language)
        .required()
        .help("Language of the content. You can add a region, such as pt-BR."),
    Input::new(F.country, "Market", InputKind::Country).help("The country the content is written for."),
    Input::new(F.voice, "Brand voice", InputKind::LongText { max: 2000 })
        .help("Describe the tone, the audience and what to avoid."),
    Input::new(
        F.approval,
        "Require approval before publishing",
        InputKind::Toggle,
    )
    .initial("true")
    .help("Articles go live only after this version is approved. Drafts can be sent without approval."),
])
.create("Add site");
