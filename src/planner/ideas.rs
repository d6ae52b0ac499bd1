//! Planner › Ideas: articles that could be written for a cluster.

use crate::choices;
use crate::entity;
use crate::jobs::Job;
use crate::page::{
    Action, ActionKind, Cell, Column, DELETE, EDIT, EXPORT, Filter, Icon, Input, Move, TablePage, Total, When,
};
use crate::query::Direction;
use crate::resource::Resource;
use crate::writer::brief::{self, Brief, ContentType};

choices! {
    /// How far an idea is.
    pub enum IdeaStatus {
        /// Nothing was made of it.
        New = "new", "New";
        /// It has a writing task.
        Planned = "planned", "Planned", Info;
        /// Its article is written.
        Written = "written", "Written", Good;
        /// Its article is published.
        Published = "published", "Published", Good;
    }
}

entity!(Ideas {
    /// The working title.
    title: Field::text(),
    /// The cluster that it is for.
    cluster: Field::reference(Resource::Clusters).optional(),
    /// The kind of article.
    content_type: Field::choice(ContentType::CHOICES),
    /// From 1, which comes first, to 3.
    priority: Field::integer(),
    /// How far it is.
    status: Field::choice(IdeaStatus::CHOICES),
    /// Phrases that it is for, one a line, the main one first.
    keywords: Field::text().optional(),
    /// An article that serves one of its keywords already.
    rival: Field::reference(Resource::Content).optional(),
    /// The writing task that it became.
    task: Field::reference(Resource::WritingTasks).optional(),
    /// What sets it apart.
    angle: Field::text().optional(),
    /// Its headings, one a line.
    outline: Field::text().optional(),
    /// Words that the article should have.
    words: Field::integer().optional(),
    /// Whether the offline provider found it.
    offline: Field::boolean(),
    /// The sector that it belongs to.
    sector: Field::reference(Resource::Sectors),
    /// The site of its sector.
    site: Field::reference(Resource::Sites),
    /// When it was found.
    created_at: Field::timestamp(),
});

/// Makes a writing task of an idea.
pub const CREATE_TASKS: Action =
    Action::new("create_tasks", "Create tasks", Icon::Tasks, ActionKind::Command)
        .done("Task created", "tasks created")
        .when(&[When::one_of(
            "status",
            &[IdeaStatus::New.as_str()],
            "This idea already has a writing task under Writer › Tasks.",
        )])
        .primary()
        .leads(Resource::WritingTasks);

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
    "/planner/ideas",
    "Ideas",
    Icon::Ideas,
    &[
        Column::new(F.title, "Idea", Cell::Text).sortable(),
        Column::new(F.cluster, "Cluster", Cell::Link),
        Column::new(F.content_type, "Type", Cell::Badge),
        Column::new(F.priority, "Priority", Cell::Number).sortable(),
        Column::new(F.status, "Status", Cell::Badge),
        Column::new(F.rival, "Overlaps with", Cell::Link),
        Column::new(F.task, "Writing task", Cell::Link),
        Column::new(F.offline, "Offline draft", Cell::Check),
        Column::new(F.keywords, "Keywords", Cell::Text).hidden(),
        Column::new(F.angle, "Angle", Cell::Text).hidden(),
        Column::new(F.words, "Target word count", Cell::Number)
            .hidden()
            .total(Total::Sum),
        Column::new(F.sector, "Sector", Cell::Link).hidden(),
        Column::new(F.site, "Site", Cell::Link).hidden(),
        Column::new(F.created_at, "Created", Cell::Time).sortable(),
    ],
)
.purpose(
    "Ideas are article proposals for a cluster. Select clusters and choose Generate ideas, or add your own.",
)
.sort(F.created_at, Direction::Descending)
.filters(&[
    Filter::Search(&[F.title, F.keywords]),
    Filter::OneOf(F.status, "Status"),
    Filter::OneOf(F.content_type, "Type"),
    Filter::Range(F.priority, "Priority"),
    Filter::Ref(F.cluster, "Cluster"),
    Filter::Ref(F.rival, "Overlaps with"),
    Filter::Ref(F.sector, "Sector"),
    Filter::Ref(F.site, "Site"),
])
.actions(&[EDIT, CREATE_TASKS, DELETE], &[CREATE_TASKS, EXPORT, DELETE])
.form(
    &BRIEF.inputs(
        Input::new(F.words, "Target word count", brief::WORDS)
            .help("Leave empty to use the default from Settings."),
    ),
)
.board(
    F.status,
    &[Move::new(
        &[IdeaStatus::New.as_str()],
        IdeaStatus::Planned.as_str(),
        CREATE_TASKS,
    )],
)
.create("Add idea");

/// What clusters offer to get ideas.
pub const GENERATE: Action = Action::run(Job::GenerateIdeas)
    .when(&[When::at_least(
        "keywords",
        1,
        "This cluster has no keywords. Add keywords to it first.",
    )])
    .primary();
