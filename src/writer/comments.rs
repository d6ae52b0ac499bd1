//! Writer › Comments: what people say of an article, beside its text and in a list of their own.

use crate::entity;
use crate::page::{
    Action, ActionKind, Cell, Column, DELETE as TAKE_AWAY, EXPORT, Filter, Icon, Input, InputKind, TablePage,
    When,
};
use crate::query::Direction;
use crate::resource::Resource;

/// The most characters of a comment.
pub const MAX_CHARS: usize = 4_000;

entity!(Comments {
    /// What was said.
    text: Field::text(),
    /// The article that it is about.
    content: Field::reference(Resource::Content),
    /// Who said it.
    author: Field::text(),
    /// Whether it was dealt with.
    resolved: Field::boolean(),
    /// Who said so.
    resolved_by: Field::text().optional(),
    /// When that was.
    resolved_at: Field::timestamp().optional(),
    /// Whether whoever asks may delete it.
    deletable: Field::boolean(),
    /// The sector of its article.
    sector: Field::reference(Resource::Sectors),
    /// The site of its article.
    site: Field::reference(Resource::Sites),
    /// When it was said.
    created_at: Field::timestamp(),
});

/// Says that it was dealt with.
pub const RESOLVE: Action = Action::new("resolve", "Resolve", Icon::Approve, ActionKind::Command)
    .done("Comment resolved", "comments resolved")
    .when(&[When::is("resolved", false, "This comment is already resolved.")]);
/// Says that it was not.
pub const REOPEN: Action = Action::new("reopen", "Reopen", Icon::Retry, ActionKind::Command)
    .done("Comment reopened", "comments reopened")
    .when(&[When::is("resolved", true, "This comment is already open.")]);
/// Deletes one's own, or as somebody who edits articles.
const DELETE: Action = TAKE_AWAY.when(&[When::is(
    "deletable",
    true,
    "Only its author or an editor can delete this comment.",
)]);

/// The page.
pub static PAGE: TablePage = TablePage::new(
    &ENTITY,
    "/writer/comments",
    "Comments",
    Icon::Comments,
    &[
        Column::new(F.text, "Comment", Cell::Text),
        Column::new(F.content, "Article", Cell::Link),
        Column::new(F.author, "Author", Cell::Text),
        Column::new(F.resolved, "Resolved", Cell::Check),
        Column::new(F.resolved_by, "Resolved by", Cell::Text).hidden(),
        Column::new(F.resolved_at, "Resolved on", Cell::Time).hidden(),
        Column::new(F.sector, "Sector", Cell::Link).hidden(),
        Column::new(F.site, "Site", Cell::Link).hidden(),
        Column::new(F.created_at, "Date", Cell::Time).sortable(),
    ],
)
.purpose("Feedback on articles from your team and clients. Open an article to add a comment.")
.sort(F.created_at, Direction::Descending)
.filters(&[
    Filter::Search(&[F.text, F.author]),
    Filter::OneOf(F.resolved, "Resolved"),
    Filter::Ref(F.content, "Article"),
    Filter::Ref(F.sector, "Sector"),
    Filter::Ref(F.site, "Site"),
])
.actions(&[RESOLVE, REOPEN, DELETE], &[RESOLVE, REOPEN, EXPORT, DELETE])
.form(&[
    Input::new(F.content, "Article", InputKind::Reference)
        .required()
        .create_only(),
    Input::new(F.text, "Comment", InputKind::LongText { max: MAX_CHARS })
        .required()
        .create_only(),
])
.create("Add comment");
