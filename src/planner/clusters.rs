//! Planner › Clusters: keywords that one page should serve.

use serde::Deserialize;

use crate::choices;
use crate::entity;
use crate::page::{
    Action, ActionKind, Cell, Column, DELETE, EDIT, EXPORT, Filter, Icon, Input, InputKind, Param, ParamKind,
    Screen, TablePage, Total, Widget,
};
use crate::planner::ideas::GENERATE;
use crate::planner::import::Intent;
use crate::query::Direction;
use crate::resource::Resource;

/// The result of clustering.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Clustering {
    /// Keywords that were looked at.
    pub keywords: u64,
    /// Clusters that they are in now.
    pub clusters: u64,
    /// How many of those are new.
    #[serde(default)]
    pub made: u64,
    /// Clusters that were left empty and went.
    #[serde(default)]
    pub removed: u64,
    /// Keywords that are in one of them.
    pub clustered: u64,
    /// Keywords that are in none.
    pub stray: u64,
    /// Clusters that a model joined to others of the same meaning.
    #[serde(default)]
    pub joined: u64,
    /// Strays that a model found a cluster for.
    #[serde(default)]
    pub placed: u64,
    /// How long it took.
    #[serde(default)]
    pub seconds: f64,
}

choices! {
    /// Who made a cluster.
    pub enum ClusterOrigin {
        /// Auto-cluster made it.
        Auto = "auto", "Automatic", Info;
        /// A person made it.
        Manual = "manual", "Manual";
    }
}

choices! {
    /// Who named a cluster: a name that a person gave stays.
    pub enum NamedBy {
        /// Auto-cluster.
        Auto = "auto", "Automatic";
        /// A person.
        Person = "person", "Person";
    }
}

entity!(Clusters {
    /// The topic in a few words.
    name: Field::text(),
    /// How many keywords belong to it.
    keywords: Field::integer(),
    /// Searches in a month of all its keywords together.
    volume: Field::integer().optional(),
    /// Mean difficulty of the keywords whose difficulty is known.
    difficulty: Field::decimal().optional(),
    /// The intent of most of its keywords.
    intent: Field::choice(Intent::CHOICES).optional(),
    /// Ideas for it.
    ideas: Field::integer(),
    /// Articles for it.
    articles: Field::integer(),
    /// How alike its keywords are, 0 to 1.
    confidence: Field::decimal().optional(),
    /// Who made it.
    origin: Field::choice(ClusterOrigin::CHOICES),
    /// The sector that it belongs to.
    sector: Field::reference(Resource::Sectors),
    /// The site of its sector.
    site: Field::reference(Resource::Sites),
    /// When it was made.
    created_at: Field::timestamp(),
});

/// The cluster that others are merged into.
pub const INTO: Param = Param {
    name: "cluster",
    label: "Merge into (leave empty for the highest volume)",
    kind: ParamKind::Row {
        of: Resource::Clusters,
        needed: false,
    },
};

/// Puts the keywords of several clusters into one of them.
pub const MERGE: Action = Action::new("merge", "Merge", Icon::Merge, ActionKind::Command)
    .confirm("Keywords, ideas, writing tasks and articles move to one cluster. You can undo this.")
    .params(&[INTO])
    .done("Cluster merged", "clusters merged");

/// The page.
pub static PAGE: TablePage = TablePage::new(
    &ENTITY,
    "/planner/clusters",
    "Clusters",
    Icon::Clusters,
    &[
        Column::new(F.name, "Cluster", Cell::Text).sortable().editable(),
        Column::new(F.keywords, "Keywords", Cell::Related(Resource::Keywords, "cluster_id")).sortable().total(Total::Sum),
        Column::new(F.volume, "Volume", Cell::Number).sortable().total(Total::Sum),
        Column::new(F.difficulty, "Difficulty", Cell::Custom(Widget::DifficultyBar)).sortable().total(Total::Mean),
        Column::new(F.intent, "Intent", Cell::Badge).editable(),
        Column::new(F.ideas, "Ideas", Cell::Related(Resource::Ideas, "cluster_id")).total(Total::Sum),
        Column::new(F.articles, "Articles", Cell::Related(Resource::Content, "cluster_id")).total(Total::Sum),
        Column::new(F.confidence, "Confidence", Cell::Custom(Widget::Share)).sortable(),
        Column::new(F.origin, "Created by", Cell::Badge).hidden(),
        Column::new(F.sector, "Sector", Cell::Link).hidden(),
        Column::new(F.site, "Site", Cell::Link).hidden(),
        Column::new(F.created_at, "Created", Cell::Time).sortable().hidden(),
    ],
)
.purpose("A cluster is a group of keywords that one page can rank for. Select keywords and choose Auto-cluster to create clusters.")
.sort(F.volume, Direction::Descending)
.filters(&[
    Filter::Search(&[F.name]),
    Filter::OneOf(F.intent, "Intent"),
    Filter::Range(F.keywords, "Keywords"),
    Filter::Range(F.volume, "Volume"),
    Filter::Range(F.ideas, "Ideas"),
    Filter::OneOf(F.origin, "Created by"),
    Filter::Ref(F.sector, "Sector"),
    Filter::Ref(F.site, "Site"),
])
.actions(
    &[GENERATE, EDIT, MERGE, DELETE],
    &[GENERATE, MERGE, EXPORT, DELETE],
)
.form(&[
    Input::new(F.name, "Name", InputKind::Text { max: 255 }).required(),
    Input::new(F.sector, "Sector", InputKind::Reference).required().create_only(),
    Input::new(F.intent, "Intent", InputKind::Select),
])
.create("Add cluster")
.wizard(Screen::ClusterExplorer, "Adjust clusters");
