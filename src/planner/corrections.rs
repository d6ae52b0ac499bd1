//! Planner › Corrections: what people said of two keywords by placing one, which clustering obeys from then on.

use crate::choices;
use crate::entity;
use crate::page::{Action, Cell, Column, DELETE, EXPORT, Filter, Icon, TablePage};
use crate::query::Direction;
use crate::resource::Resource;

choices! {
    /// How two keywords belong.
    pub enum CorrectionBond {
        /// In one cluster.
        Together = "together", "Together with", Good;
        /// In different ones.
        Apart = "apart", "Apart from", Warn;
    }
}

choices! {
    /// What a person did that says so.
    pub enum CorrectionSource {
        /// Moved the keyword to another cluster.
        Moved = "moved", "Moved";
        /// Merged clusters.
        Merged = "merged", "Merged";
        /// Made a cluster of its own of some keywords.
        Split = "split", "Split off";
        /// Pinned it.
        Pinned = "pinned", "Pinned", Info;
        /// Took it out of its cluster.
        Rejected = "rejected", "Removed from cluster", Warn;
    }
}

entity!(Corrections {
    /// The phrase of the keyword that somebody placed.
    phrase: Field::text(),
    /// The keyword that somebody placed.
    one: Field::reference(Resource::Keywords),
    /// How it belongs to the other.
    bond: Field::choice(CorrectionBond::CHOICES),
    /// A typical keyword of the cluster that it was placed in, or taken from.
    other: Field::reference(Resource::Keywords),
    /// What was done.
    source: Field::choice(CorrectionSource::CHOICES),
    /// Who did it.
    author: Field::text(),
    /// The sector of both.
    sector: Field::reference(Resource::Sectors),
    /// The site of their sector.
    site: Field::reference(Resource::Sites),
    /// When it was done.
    made_at: Field::timestamp(),
});

/// Takes a correction back: clustering no longer obeys it.
const WITHDRAW: Action = Action {
    label: "Withdraw",
    ..DELETE
};

/// The page.
pub static PAGE: TablePage = TablePage::new(
    &ENTITY,
    "/planner/corrections",
    "Corrections",
    Icon::Corrections,
    &[
        Column::new(F.phrase, "Keyword", Cell::Text),
        Column::new(F.bond, "Rule", Cell::Badge),
        Column::new(F.other, "Other keyword", Cell::Link),
        Column::new(F.source, "Reason", Cell::Badge),
        Column::new(F.author, "By", Cell::Text),
        Column::new(F.one, "Link to keyword", Cell::Link).hidden(),
        Column::new(F.sector, "Sector", Cell::Link).hidden(),
        Column::new(F.site, "Site", Cell::Link).hidden(),
        Column::new(F.made_at, "Date", Cell::Time).sortable(),
    ],
)
.purpose(
    "Moving, merging, splitting and pinning teach clustering which keywords belong together. Withdraw a correction that no longer applies.",
)
.sort(F.made_at, Direction::Descending)
.filters(&[
    Filter::Ref(F.one, "Keyword"),
    Filter::Ref(F.other, "Other keyword"),
    Filter::OneOf(F.bond, "Rule"),
    Filter::OneOf(F.source, "Reason"),
    Filter::Ref(F.sector, "Sector"),
    Filter::Ref(F.site, "Site"),
])
.actions(&[WITHDRAW], &[EXPORT, WITHDRAW]);
