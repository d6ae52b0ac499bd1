//! Auth › Sectors: the topic areas of a site.

use crate::entity;
use crate::page::{Cell, Column, DELETE, EDIT, EXPORT, Filter, Icon, Input, InputKind, TablePage};
use crate::resource::Resource;

entity!(Sectors {
    /// What the team calls it.
    name: Field::text(),
    /// The site that it belongs to.
    site: Field::reference(Resource::Sites),
    /// What it is about; helps whoever writes for it.
    description: Field::text().optional(),
    /// How many keywords it has.
    keywords: Field::integer(),
    /// When it was added.
    created_at: Field::timestamp(),
});

/// The page.
pub static PAGE: TablePage = TablePage::new(
    &ENTITY,
    "/auth/sectors",
    "Sectors",
    Icon::Sectors,
    &[
        Column::new(F.name, "Sector", Cell::Text).sortable().editable(),
        Column::new(F.site, "Site", Cell::Link),
        Column::new(F.description, "Description", Cell::Text),
        Column::new(F.keywords, "Keywords", Cell::Number),
        Column::new(F.created_at, "Added", Cell::Time).sortable(),
    ],
)
.purpose("A sector is a topic area of a site. Keywords, clusters and content belong to a sector.")
.filters(&[Filter::Search(&[F.name]), Filter::Ref(F.site, "Site")])
.actions(&[EDIT, DELETE], &[EXPORT, DELETE])
.form(&[
    Input::new(F.name, "Name", InputKind::Text { max: 120 }).required(),
    Input::new(F.site, "Site", InputKind::Reference)
        .required()
        .create_only(),
    Input::new(F.description, "Description", InputKind::LongText { max: 2000 }),
])
.create("Add sector");
