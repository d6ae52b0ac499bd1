//! Writer › Tasks: articles that are to be written.

use crate::choices;
use crate::entity;
use crate::jobs::Job;
use crate::page::{
    Action, Cell, Column, DELETE, EDIT, EXPORT, Filter, Icon, Input, Move, TablePage, Total, When,
};
use crate::query::Direction;
use crate::resource::Resource;
use crate::writer::brief::{self, Brief, ContentType};

choices! {
    /// How far a task is.
    pub enum WritingStatus {
        /// Nobody has begun it.
        New = "new", "New";
        /// A model writes it.
        Writing = "writing", "Writing", Info;
        /// Its article is written.
        Written = "written", "Written", Good;
        /// Its article is published.
        Published = "published", "Published", Good;
    }
}

entity!(WritingTasks {
    /// The working title.
    title: Field::text(),
    /// The kind of article.
    content_type: Field::choice(ContentType::CHOICES),
    /// Words that the article should have.
    words: Field::integer(),
    /// From 1, which comes first, to 3.
    priority: Field::integer(),
    /// How far it is.
    status: Field::choice(WritingStatus::CHOICES),
    /// Phrases that it is for, one a line, the main one first.
    keywords: Field::text().optional(),
    /// What sets it apart.
    angle: Field::text().optional(),
    /// Its headings, one a line.
    outline: Field::text().optional(),
    /// The idea that it came from.
    idea: Field::reference(Resource::Ideas).optional(),
    /// The article that it became.
    content: Field::reference(Resource::Content).optional(),
    /// The cluster that it is for.
    cluster: Field::reference(Resource::Clusters).optional(),
    /// The sector that it belongs to.
    sector: Field::reference(Resource::Sectors),
    /// The site of its sector.
    site: Field::reference(Resource::Sites),
    /// When it was made.
    created_at: Field::timestamp(),
});

/// Writes the article of a task.
pub const WRITE: Action = Action::run(Job::GenerateContent)
    .when(&[When::one_of(
        "status",
        &[WritingStatus::New.as_str(), WritingStatus::Writing.as_str()],
        "This task is already written. See its article under Content.",
    )])
    .primary();

const BRIEF: Brief = Brief {
    title: F.title,
    sector: F.sector,
    cluster: F.cluster,
    content_type: F.content_type,
    keywords: F.keywords,
    angle: F.angle,
    outline: F.outline,
    priority: F.priority,
};

/// The page.
pub static PAGE: TablePage = TablePage::new(
    &ENTITY,
    "/writer/tasks",
    "Tasks",
    Icon::Tasks,
    &[
        Column::new(F.title, "Task", Cell::Text).sortable(),
        Column::new(F.content_type, "Type", Cell::Badge),
        Column::new(F.words, "Target word count", Cell::Number)
            .sortable()
            .total(Total::Sum),
        Column::new(F.priority, "Priority", Cell::Number).sortable(),
        Column::new(F.status, "Status", Cell::Badge),
        Column::new(F.content, "Article", Cell::Link),
        Column::new(F.cluster, "Cluster", Cell::Link),
        Column::new(F.idea, "Idea", Cell::Link).hidden(),
        Column::new(F.keywords, "Keywords", Cell::Text).hidden(),
        Column::new(F.sector, "Sector", Cell::Link).hidden(),
        Column::new(F.site, "Site", Cell::Link).hidden(),
        Column::new(F.created_at, "Created", Cell::Time).sortable(),
    ],
)
.purpose("Tasks are articles to write. Create tasks from ideas or add your own, then choose Write.")
.sort(F.created_at, Direction::Descending)
.filters(&[
    Filter::Search(&[F.title, F.keywords]),
    Filter::OneOf(F.status, "Status"),
    Filter::OneOf(F.content_type, "Type"),
    Filter::Range(F.priority, "Priority"),
    Filter::Ref(F.cluster, "Cluster"),
    Filter::Ref(F.idea, "Idea"),
    Filter::Ref(F.sector, "Sector"),
    Filter::Ref(F.site, "Site"),
])
.actions(&[WRITE, EDIT, DELETE], &[WRITE, EXPORT, DELETE])
.form(
    &BRIEF.inputs(
        Input::new(F.words, "Target word count", brief::WORDS)
            .required()
            .initial("1200"),
    ),
)
.board(
    F.status,
    &[Move::new(
        &[WritingStatus::New.as_str()],
        WritingStatus::Writing.as_str(),
        WRITE,
    )],
)
.create("Add task");
