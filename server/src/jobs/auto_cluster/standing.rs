//! What clustering finds, and what it leaves: clusters, their keywords, and what people said of them.

use std::collections::HashSet;

use uuid::Uuid;

use crate::repo::planner::clustering::{Existing, Group, Member};

/// What somebody said of two keywords, and nobody otherwise later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bond {
    /// One.
    pub one: Uuid,
    /// The other.
    pub other: Uuid,
    /// Whether they belong together, or apart.
    pub together: bool,
}

/// What becomes of the clusters and keywords of some sectors.
#[derive(Debug, Default)]
pub(super) struct Settled {
    /// Clusters to make, with their names.
    pub made: Vec<Group>,
    /// Clusters that stay and are described anew.
    pub stayed: Vec<Group>,
    /// Where each keyword that was to be grouped belongs; none for strays.
    pub places: Vec<(Uuid, Option<Uuid>)>,
}

/// What is there already.
pub(super) struct There<'a> {
    /// The clusters.
    pub clusters: &'a [Existing],
    /// Their keywords.
    pub members: &'a [Member],
    /// The keywords that may move: those that the run was asked to group and that are not pinned.
    pub free: &'a HashSet<Uuid>,
    /// What people said of them, as far as it holds.
    pub bonds: &'a [Bond],
}
