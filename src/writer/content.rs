//! Writer › Content: the articles.

use crate::ai::Function;
use crate::choice::{Choice, Tone};
use crate::entity;
use crate::page::{
    Action, ActionKind, Cell, Column, EXPORT, Filter, Icon, Input, InputKind, Screen, TablePage, Widget,
};
use crate::query::Direction;
use crate::resource::Resource;

/// How far an article is.
pub static STATUS: &[Choice] = &[
    Choice::new("writing", "Writing").tone(Tone::Info),
    Choice::new("draft", "Draft"),
    Choice::new("approved", "Approved").tone(Tone::Good),
    Choice::new("scheduled", "Scheduled").tone(Tone::Info),
    Choice::new("published", "Published").tone(Tone::Good),
];

/// What publishing does with an article.
pub static PUBLISH_AS: &[Choice] = &[
    Choice::new("publish", "Publish at once"),
    Choice::new("draft", "Leave it as a draft there"),
    Choice::new("schedule", "Publish at a time"),
];

entity!(Content {
    /// The title.
    title: Field::text(),
    /// How far it is.
    status: Field::choice(STATUS),
    /// How well it serves its keywords, 0 to 100, by an open formula.
    score: Field::integer().optional(),
    /// Words that it has.
    words: Field::integer(),
    /// Words that it should have.
    words_target: Field::integer(),
    /// Phrases that it is for, one a line, the main one first.
    keywords: Field::text().optional(),
    /// The title for search results.
    meta_title: Field::text().optional(),
    /// The description for search results.
    meta_description: Field::text().optional(),
    /// The last part of its address.
    slug: Field::text().optional(),
    /// One or two sentences for lists.
    excerpt: Field::text().optional(),
    /// Pictures that are there.
    images: Field::integer(),
    /// Pictures, made or not.
    prompts: Field::integer(),
    /// Pictures that wait to be made.
    waiting: Field::integer(),
    /// Whether the offline provider wrote it.
    offline: Field::boolean(),
    /// Dollars that the models cost.
    cost: Field::decimal(),
    /// What publishing does with it.
    publish_as: Field::choice(PUBLISH_AS),
    /// When it is published, where that is scheduled.
    publish_at: Field::timestamp().optional(),
    /// Where it is published.
    url: Field::text().optional(),
    /// When it was published.
    published_at: Field::timestamp().optional(),
    /// Grows with every save.
    version: Field::integer(),
    /// The writing task that it came from.
    task: Field::reference(Resource::WritingTasks).optional(),
    /// The cluster that it is for.
    cluster: Field::reference(Resource::Clusters).optional(),
    /// The sector that it belongs to.
    sector: Field::reference(Resource::Sectors),
    /// The site of its sector.
    site: Field::reference(Resource::Sites),
    /// When it was changed.
    updated_at: Field::timestamp(),
    /// When it was made.
    created_at: Field::timestamp(),
});

/// Marks an article as ready to be published.
pub const APPROVE: Action = Action::new("approve", "Approve", Icon::Approve, ActionKind::Command);
/// Writes prompts for an article's pictures.
pub const IMAGE_PROMPTS: Action = Action::run(Function::GenerateImagePrompts, "Write image prompts");
/// Makes the pictures whose prompts are there.
pub const IMAGES: Action = Action::run(Function::GenerateImages, "Make images");
/// Publishes, or updates what is published.
pub const PUBLISH: Action = Action::run(Function::Publish, "Publish");
/// Takes an article back where it is published.
pub const UNPUBLISH: Action = Action::run(Function::Unpublish, "Unpublish")
    .confirm("The article becomes a draft at its destination. It stays here as it is.");
/// Packs articles with their pictures into a file.
pub const PACK: Action = Action::run(Function::ExportArticles, "Export as HTML");

/// Deletes an article here.
const DELETE: Action = crate::page::DELETE.confirm(
    "A published article stays where it is published: unpublish it first if readers should not see it any more. You can undo this.",
);

/// The page.
pub static PAGE: TablePage = TablePage::new(
    &ENTITY,
    "/writer/content",
    "Content",
    Icon::Content,
    &[
        Column::new(F.title, "Article", Cell::Text).sortable(),
        Column::new(F.status, "Status", Cell::Badge),
        Column::new(F.score, "Score", Cell::Custom(Widget::Score)).sortable(),
        Column::new(F.words, "Words", Cell::Number).sortable(),
        Column::new(F.images, "Images", Cell::Related(Resource::Images, "content_id")),
        Column::new(F.cluster, "Cluster", Cell::Link),
        Column::new(F.task, "Task", Cell::Link).hidden(),
        Column::new(F.offline, "Offline draft", Cell::Check),
        Column::new(F.cost, "Cost ($)", Cell::Cost).sortable().hidden(),
        Column::new(F.url, "Address", Cell::Custom(Widget::Address)),
        Column::new(F.published_at, "Published", Cell::Time)
            .sortable()
            .hidden(),
        Column::new(F.slug, "Slug", Cell::Text).hidden(),
        Column::new(F.keywords, "Keywords", Cell::Text).hidden(),
        Column::new(F.sector, "Sector", Cell::Link).hidden(),
        Column::new(F.site, "Site", Cell::Link).hidden(),
        Column::new(F.updated_at, "Changed", Cell::Time).sortable(),
        Column::new(F.created_at, "Made", Cell::Time).sortable().hidden(),
    ],
)
.purpose(
    "Articles, from the first draft to what is published. Write one from a task, or add one of your own.",
)
.sort(F.updated_at, Direction::Descending)
.filters(&[
    Filter::Search(&[F.title, F.keywords]),
    Filter::OneOf(F.status, "Status"),
    Filter::Range(F.score, "Score"),
    Filter::Range(F.words, "Words"),
    Filter::Range(F.prompts, "Image prompts"),
    Filter::Range(F.waiting, "Images to make"),
    Filter::OneOf(F.offline, "Offline draft"),
    Filter::Ref(F.cluster, "Cluster"),
    Filter::Ref(F.task, "Task"),
    Filter::Ref(F.sector, "Sector"),
    Filter::Ref(F.site, "Site"),
])
.actions(
    &[
        crate::page::EDIT,
        APPROVE,
        IMAGE_PROMPTS,
        IMAGES,
        PUBLISH,
        UNPUBLISH,
        PACK,
        DELETE,
    ],
    &[
        APPROVE,
        IMAGE_PROMPTS,
        IMAGES,
        PUBLISH,
        UNPUBLISH,
        PACK,
        EXPORT,
        DELETE,
    ],
)
.form(&[
    Input::new(F.title, "Title", InputKind::Text { max: 200 }).required(),
    Input::new(F.sector, "Sector", InputKind::Reference).required(),
    Input::new(F.cluster, "Cluster", InputKind::Reference),
    Input::new(F.keywords, "Keywords", InputKind::LongText { max: 4000 })
        .help("One a line, the main one first."),
    Input::new(
        F.words_target,
        "Words",
        InputKind::Number {
            min: 200.0,
            max: 10_000.0,
        },
    )
    .required()
    .initial("1200"),
    Input::new(F.publish_as, "When published", InputKind::Select)
        .required()
        .initial("publish"),
    Input::new(F.publish_at, "At", InputKind::Time)
        .given(F.publish_as, &["schedule"])
        .required(),
])
.create("Add article")
.detail(Screen::ContentEditor);
