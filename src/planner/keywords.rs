//! Planner › Keywords: the search phrases that a site wants to rank for.

use crate::choices;
use crate::entity;
use crate::jobs::Job;
use crate::page::{
    Action, ActionKind, Cell, Column, DELETE, EDIT, EXPORT, Filter, Icon, Input, InputKind, Param, ParamKind,
    Screen, TablePage, Total, When, Widget,
};
use crate::planner::import::{Intent, Source};
use crate::query::Direction;
use crate::resource::Resource;

choices! {
    /// How far a keyword is.
    pub enum KeywordStatus {
        /// Not looked at yet.
        New = "new", "New";
        /// It belongs to a cluster.
        Clustered = "clustered", "Clustered", Good;
        /// No cluster took it.
        Stray = "stray", "Unclustered", Warn;
    }
}

entity!(Keywords {
    /// The phrase as people type it.
    keyword: Field::text(),
    /// Searches in a month.
    volume: Field::integer().optional(),
    /// How hard it is to rank for, 0 to 100.
    difficulty: Field::integer().optional(),
    /// Cost of a click in an advertisement, in the export's currency.
    cpc: Field::decimal().optional(),
    /// What somebody who searches wants.
    intent: Field::choice(Intent::CHOICES).optional(),
    /// How far it is.
    status: Field::choice(KeywordStatus::CHOICES),
    /// The cluster that it belongs to.
    cluster: Field::reference(Resource::Clusters).optional(),
    /// Whether it stays in its cluster when clustering runs again.
    pinned: Field::boolean(),
    /// The sector that it belongs to.
    sector: Field::reference(Resource::Sectors),
    /// The site of its sector.
    site: Field::reference(Resource::Sites),
    /// The market, as an ISO 3166-1 alpha-2 code.
    country: Field::text().optional(),
    /// Up to twelve monthly values, latest last, 1 being the highest.
    trend: Field::json().optional(),
    /// Whether the volume is a range's or bucket's stand-in.
    volume_bucketed: Field::boolean(),
    /// Where it came from.
    source: Field::choice(Source::CHOICES),
    /// When it was added.
    created_at: Field::timestamp(),
});

/// The cluster that keywords are moved to.
pub const TO: Param = Param {
    name: "cluster",
    label: "Cluster",
    kind: ParamKind::Row {
        of: Resource::Clusters,
        needed: true,
    },
};

/// The name of the cluster that is made of keywords.
pub const NAME: Param = Param {
    name: "name",
    label: "Name of the new cluster",
    kind: ParamKind::Text { max: 255 },
};

const CLUSTERED: When = When::one_of(
    "status",
    &[KeywordStatus::Clustered.as_str()],
    "This keyword is in no cluster. Move it to one first.",
);

/// Moves keywords to a cluster.
pub const MOVE: Action = Action::new("move", "Move to cluster", Icon::Move, ActionKind::Command)
    .params(&[TO])
    .done("Keyword moved", "keywords moved");
/// Makes a cluster of keywords.
pub const SPLIT: Action = Action::new("split", "Move to new cluster", Icon::Split, ActionKind::Command)
    .params(&[NAME])
    .done("Cluster created", "keywords moved to a new cluster");
/// Takes keywords out of their cluster.
pub const REJECT: Action = Action::new("reject", "Remove from cluster", Icon::Cancel, ActionKind::Command)
    .when(&[CLUSTERED])
    .done(
        "Keyword removed from its cluster",
        "keywords removed from their clusters",
    );
/// Has keywords stay in their cluster.
pub const PIN: Action = Action::new("pin", "Pin to cluster", Icon::Pin, ActionKind::Command)
    .when(&[
        CLUSTERED,
        When::is("pinned", false, "This keyword is already pinned."),
    ])
    .done("Keyword pinned", "keywords pinned");
/// Lets clustering move keywords again.
pub const UNPIN: Action = Action::new("unpin", "Unpin", Icon::Unpin, ActionKind::Command)
    .when(&[When::is("pinned", true, "This keyword isn't pinned.")])
    .done("Keyword unpinned", "keywords unpinned");

/// The page.
pub static PAGE: TablePage = TablePage::new(
    &ENTITY,
    "/planner/keywords",
    "Keywords",
    Icon::Keywords,
    &[
        Column::new(F.keyword, "Keyword", Cell::Text).sortable(),
        Column::new(F.volume, "Volume", Cell::Number).sortable().editable().total(Total::Sum),
        Column::new(F.difficulty, "Difficulty", Cell::Custom(Widget::DifficultyBar)).sortable().editable().total(Total::Mean),
        Column::new(F.cpc, "CPC", Cell::Money).sortable().editable().total(Total::Mean),
        Column::new(F.intent, "Intent", Cell::Badge).editable(),
        Column::new(F.status, "Status", Cell::Badge),
        Column::new(F.cluster, "Cluster", Cell::Link).editable(),
        Column::new(F.trend, "Trend", Cell::Custom(Widget::Sparkline)),
        Column::new(F.pinned, "Pinned", Cell::Check).hidden().editable(),
        Column::new(F.sector, "Sector", Cell::Link).hidden(),
        Column::new(F.site, "Site", Cell::Link).hidden(),
        Column::new(F.country, "Country", Cell::Text).hidden().editable(),
        Column::new(F.source, "Source", Cell::Badge).hidden(),
        Column::new(F.created_at, "Added", Cell::Time).sortable().hidden(),
    ],
)
.purpose("Keywords are the phrases people search for. Import an export from Semrush, Ahrefs, Keyword Planner or Search Console, or your own list.")
.sort(F.volume, Direction::Descending)
.filters(&[
    Filter::Search(&[F.keyword]),
    Filter::OneOf(F.status, "Status"),
    Filter::OneOf(F.intent, "Intent"),
    Filter::Range(F.volume, "Volume"),
    Filter::Range(F.difficulty, "Difficulty"),
    Filter::Ref(F.cluster, "Cluster"),
    Filter::OneOf(F.source, "Source"),
    Filter::Ref(F.sector, "Sector"),
    Filter::Ref(F.site, "Site"),
])
.actions(
    &[EDIT, MOVE, SPLIT, REJECT, PIN, UNPIN, DELETE],
    &[
        Action::run(Job::AutoCluster).primary(),
        MOVE,
        SPLIT,
        REJECT,
        EXPORT,
        PIN,
        UNPIN,
        DELETE,
    ],
)
.form(&[
    Input::new(F.keyword, "Keyword", InputKind::Text { max: 255 }).required(),
    Input::new(F.sector, "Sector", InputKind::Reference).required(),
    Input::new(F.volume, "Monthly volume", InputKind::Number { min: 0.0, max: 1e12 })
        .help("Leave empty if unknown."),
    Input::new(F.difficulty, "Difficulty", InputKind::Number { min: 0.0, max: 100.0 }).help("From 0 to 100."),
    Input::new(F.cpc, "Cost per click", InputKind::Number { min: 0.0, max: 1e6 }),
    Input::new(F.intent, "Intent", InputKind::Select),
    Input::new(F.cluster, "Cluster", InputKind::Reference),
    Input::new(F.pinned, "Pin to cluster", InputKind::Toggle)
        .help("Pinned keywords stay in their cluster when clustering runs again."),
    Input::new(F.country, "Country", InputKind::Country),
])
.board(F.intent, &[])
.create("Add keyword")
.wizard(Screen::KeywordImport, "Import");
