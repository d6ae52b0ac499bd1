//! Writer › Content: the articles.

use crate::choices;
use crate::entity;
use crate::jobs::Job;
use crate::page::{
    Action, ActionKind, Cell, Column, EXPORT, Filter, Icon, Input, InputKind, Move, Param, ParamKind, Screen,
    TablePage, Total, When, Widget,
};
use crate::permission::TokenScope;
use crate::query::Direction;
use crate::resource::Resource;

choices! {
    /// How far an article is.
    pub enum ArticleStatus {
        /// A model writes it.
        Writing = "writing", "Writing", Info;
        /// It is being worked on.
        Draft = "draft", "Draft";
        /// Somebody is to look at it.
        InReview = "in_review", "In review", Info;
        /// Somebody has approved it.
        Approved = "approved", "Approved", Good;
        /// Its destinations have it as a draft.
        HandedOver = "handed_over", "Sent as draft", Info;
        /// Readers will see it at a set time.
        Scheduled = "scheduled", "Scheduled", Info;
        /// Readers see it.
        Published = "published", "Published", Good;
    }
}

choices! {
    /// What publishing does with an article.
    #[derive(Default)]
    pub enum PublishAs {
        /// Readers see it at once.
        #[default]
        Publish = "publish", "Publish immediately";
        /// It is a draft at its destinations.
        Draft = "draft", "Send as draft";
        /// Readers see it at a set time.
        Schedule = "schedule", "Schedule";
    }
}

entity!(Content {
    /// The title.
    title: Field::text(),
    /// How far it is.
    status: Field::choice(ArticleStatus::CHOICES),
    /// Whether somebody has approved this very text with its pictures.
    approved: Field::boolean(),
    /// When that was, also of an earlier text.
    approved_at: Field::timestamp().optional(),
    /// Whether a destination has an older text, or older pictures, than there are here.
    stale: Field::boolean(),
    /// Whether people changed it at a destination since it was sent there.
    edited_there: Field::boolean(),
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
    publish_as: Field::choice(PublishAs::CHOICES),
    /// When it is published, where that is scheduled.
    publish_at: Field::timestamp().optional(),
    /// Where it is published.
    url: Field::text().optional(),
    /// When it was published.
    published_at: Field::timestamp().optional(),
    /// Grows with every save.
    version: Field::integer(),
    /// Grows with every change of what readers would see, also of pictures: approvals name it.
    edition: Field::integer(),
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

/// Every status of an article that no model is writing.
const AT_REST: &[&str] = &[
    ArticleStatus::Draft.as_str(),
    ArticleStatus::InReview.as_str(),
    ArticleStatus::Approved.as_str(),
    ArticleStatus::HandedOver.as_str(),
    ArticleStatus::Scheduled.as_str(),
    ArticleStatus::Published.as_str(),
];
const BEING_WRITTEN: &str = "A model is writing this article. Wait until it is finished.";
const NO_TEXT: &str = "This article has no text yet. Write it first.";

/// Asks for a look at a draft.
pub const SUBMIT: Action = Action::new("submit", "Submit for review", Icon::Prompts, ActionKind::Command)
    .done("Article submitted for review", "articles submitted for review")
    .when(&[
        When::one_of(
            "status",
            &[ArticleStatus::Draft.as_str()],
            "Only drafts can be submitted for review.",
        ),
        When::at_least("words", 1, NO_TEXT),
    ]);
/// The edition of each article that whoever approves it has looked at: another one is not what they approved.
pub const EDITIONS: Param = Param {
    name: "editions",
    label: "The edition of each article that you looked at, as ID:EDITION",
    kind: ParamKind::Seen("edition"),
};
/// Says that this very text, with its pictures, may be published; any change withdraws it.
pub const APPROVE: Action = Action::new("approve", "Approve", Icon::Approve, ActionKind::Command)
    .done("Article approved", "articles approved")
    .approves()
    .needs(TokenScope::Publish)
    .when(&[
        When::one_of("status", AT_REST, BEING_WRITTEN),
        When::is("approved", false, "This version is already approved."),
        When::at_least("words", 1, NO_TEXT),
    ])
    .params(&[EDITIONS]);
/// Writes prompts for an article's pictures.
pub const IMAGE_PROMPTS: Action = Action::run(Job::GenerateImagePrompts).when(&[
    When::one_of("status", AT_REST, BEING_WRITTEN),
    When::at_least("words", 1, NO_TEXT),
]);
/// Makes the pictures whose prompts are there.
pub const IMAGES: Action = Action::run(Job::GenerateImages).when(&[When::at_least(
    "waiting",
    1,
    "No image prompts are waiting. Write image prompts first.",
)]);
/// A yes to writing over what people changed at a destination: the revisions of it that they saw.
pub const OVERWRITE: Param = Param {
    name: "overwrite",
    label: "Revisions at destinations that may be overwritten, as `edits` names them",
    kind: ParamKind::Texts,
};
/// A yes to leaving the notes to the editor out of what is sent or packed.
pub const STRIP_NOTES: Param = Param {
    name: "strip_notes",
    label: "Remove editor notes",
    kind: ParamKind::Flag,
};
/// Publishes, or updates what is published.
pub const PUBLISH: Action = Action::run(Job::Publish)
    .when(&[
        When::one_of("status", AT_REST, BEING_WRITTEN),
        When::at_least("words", 1, NO_TEXT),
    ])
    .params(&[OVERWRITE, STRIP_NOTES])
    .primary();
/// Takes an article back where it is published.
pub const UNPUBLISH: Action = Action::run(Job::Unpublish)
    .when(&[When::one_of(
        "status",
        &[
            ArticleStatus::Scheduled.as_str(),
            ArticleStatus::Published.as_str(),
        ],
        "This article isn't published.",
    )])
    .confirm("The article becomes a draft on its destination. It doesn't change here.");
/// Packs articles with their pictures into a file.
pub const PACK: Action = Action::run(Job::ExportArticles).params(&[STRIP_NOTES]);
/// Finds links that lead nowhere.
pub const LINKS: Action = Action::run(Job::CheckLinks);
/// Scores articles by the rules of now.
pub const RESCORE: Action = Action::run(Job::RecalculateScores);

/// Deletes an article here.
const DELETE: Action = crate::page::DELETE
    .confirm("Published articles stay online. Unpublish them first to take them down. You can undo this.");

/// The page.
pub static PAGE: TablePage = TablePage::new(
    &ENTITY,
    "/writer/content",
    "Content",
    Icon::Content,
    &[
        Column::new(F.title, "Article", Cell::Text).sortable(),
        Column::new(F.status, "Status", Cell::Badge),
        Column::new(F.approved, "Approved", Cell::Check).hidden(),
        Column::new(F.approved_at, "Approved on", Cell::Time).hidden(),
        Column::new(F.stale, "Changed since published", Cell::Check).hidden(),
        Column::new(F.edited_there, "Edited on destination", Cell::Check),
        Column::new(F.score, "Score", Cell::Custom(Widget::Score))
            .sortable()
            .total(Total::Mean),
        Column::new(F.words, "Words", Cell::Number)
            .sortable()
            .total(Total::Sum),
        Column::new(F.images, "Images", Cell::Related(Resource::Images, "content_id")).total(Total::Sum),
        Column::new(F.cluster, "Cluster", Cell::Link),
        Column::new(F.task, "Task", Cell::Link).hidden(),
        Column::new(F.offline, "Offline draft", Cell::Check),
        Column::new(F.cost, "Cost ($)", Cell::Cost)
            .sortable()
            .hidden()
            .total(Total::Sum),
        Column::new(F.url, "URL", Cell::Custom(Widget::Address)),
        Column::new(F.publish_at, "Scheduled for", Cell::Time)
            .sortable()
            .hidden(),
        Column::new(F.published_at, "Published", Cell::Time)
            .sortable()
            .hidden(),
        Column::new(F.slug, "Slug", Cell::Text).hidden(),
        Column::new(F.keywords, "Keywords", Cell::Text).hidden(),
        Column::new(F.sector, "Sector", Cell::Link).hidden(),
        Column::new(F.site, "Site", Cell::Link).hidden(),
        Column::new(F.updated_at, "Updated", Cell::Time).sortable(),
        Column::new(F.created_at, "Created", Cell::Time)
            .sortable()
            .hidden(),
    ],
)
.purpose("All articles, from draft to published. Write one from a task or add your own.")
.sort(F.updated_at, Direction::Descending)
.filters(&[
    Filter::Search(&[F.title, F.keywords]),
    Filter::OneOf(F.status, "Status"),
    Filter::OneOf(F.approved, "Approved"),
    Filter::OneOf(F.stale, "Changed since published"),
    Filter::OneOf(F.edited_there, "Edited on destination"),
    Filter::Range(F.score, "Score"),
    Filter::Range(F.words, "Words"),
    Filter::Range(F.prompts, "Image prompts"),
    Filter::Range(F.waiting, "Images to generate"),
    Filter::OneOf(F.offline, "Offline draft"),
    Filter::Range(F.publish_at, "Scheduled for"),
    Filter::Ref(F.cluster, "Cluster"),
    Filter::Ref(F.task, "Task"),
    Filter::Ref(F.sector, "Sector"),
    Filter::Ref(F.site, "Site"),
])
.actions(
    &[
        crate::page::EDIT,
        SUBMIT,
        APPROVE,
        IMAGE_PROMPTS,
        IMAGES,
        PUBLISH,
        UNPUBLISH,
        PACK,
        LINKS,
        RESCORE,
        DELETE,
    ],
    &[
        APPROVE,
        PUBLISH,
        IMAGE_PROMPTS,
        IMAGES,
        SUBMIT,
        UNPUBLISH,
        PACK,
        LINKS,
        RESCORE,
        EXPORT,
        DELETE,
    ],
)
.form(&[
    Input::new(F.title, "Title", InputKind::Text { max: 200 }).required(),
    Input::new(F.sector, "Sector", InputKind::Reference).required(),
    Input::new(F.cluster, "Cluster", InputKind::Reference),
    Input::new(F.keywords, "Keywords", InputKind::LongText { max: 4000 })
        .help("One per line, primary first."),
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
    Input::new(F.publish_as, "On publish", InputKind::Select)
        .required()
        .initial(PublishAs::Publish.as_str()),
    Input::new(F.publish_at, "Publish at", InputKind::Time)
        .visible_when(F.publish_as, &[PublishAs::Schedule.as_str()])
        .required(),
])
.board(
    F.status,
    &[
        Move::new(
            &[ArticleStatus::Draft.as_str()],
            ArticleStatus::InReview.as_str(),
            SUBMIT,
        ),
        Move::new(
            &[ArticleStatus::Draft.as_str(), ArticleStatus::InReview.as_str()],
            ArticleStatus::Approved.as_str(),
            APPROVE,
        ),
        Move::new(
            &[
                ArticleStatus::Draft.as_str(),
                ArticleStatus::InReview.as_str(),
                ArticleStatus::Approved.as_str(),
                ArticleStatus::HandedOver.as_str(),
            ],
            ArticleStatus::Published.as_str(),
            PUBLISH,
        ),
    ],
)
.calendar(F.publish_at)
.create("Add article")
.detail(Screen::ContentEditor);
