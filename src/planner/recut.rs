//! A sector cut anew: how it would look at a setting, what that changes, and why a keyword is where it is.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::choice::SelectOption;
use crate::choices;

/// The narrowest that a sector is cut; 0 is the broadest.
pub const NARROWEST: u8 = 100;

choices! {
    /// What changed clusters, so that it can be undone as a whole.
    pub enum ChangeKind {
        /// A run of auto-cluster.
        AutoCluster = "auto_cluster", "Auto-cluster";
        /// A sector that was cut anew.
        Recut = "recut", "Adjusted clusters";
        /// Clusters that were merged.
        Merge = "merge", "Merged clusters";
        /// Keywords that were moved to another cluster.
        Move = "move", "Moved keywords";
        /// Keywords that got a cluster of their own.
        Split = "split", "Split clusters";
        /// Keywords that were taken out of their cluster.
        Reject = "reject", "Removed from cluster";
    }
}

impl ChangeKind {
    /// Whether a person placed each of the keywords.
    pub const fn is_by_hand(self) -> bool {
        matches!(self, Self::Merge | Self::Move | Self::Split | Self::Reject)
    }
}

/// How a sector is to be cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RecutSettings {
    /// The sector.
    pub sector_id: Uuid,
    /// From 0, few broad clusters, to 100, many narrow ones; without it as it is set now.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(range(max = 100)))]
    pub narrowness: Option<u8>,
}

/// What is saved: the settings of a preview, and the state that it was made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RecutOrder {
    /// The sector.
    pub sector_id: Uuid,
    /// From 0 to 100, as in the preview.
    #[cfg_attr(feature = "schema", schemars(range(max = 100)))]
    pub narrowness: u8,
    /// The preview's `state`: what changed in between is refused.
    #[cfg_attr(feature = "schema", schemars(length(max = 64)))]
    pub state: String,
}

/// How a sector would look.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Recut {
    /// The sector.
    pub sector_id: Uuid,
    /// How narrow this is.
    pub narrowness: u8,
    /// What it is set to now.
    pub narrowness_now: u8,
    /// What was compared; send it to save this preview.
    pub state: String,
    /// Keywords that are compared: all of the sector that were clustered before.
    pub keywords: u64,
    /// Keywords that auto-cluster has not looked at yet, and that are left out.
    pub waiting: u64,
    /// What there is.
    pub now: Tally,
    /// What there would be.
    pub then: Tally,
    /// Keywords that would be in another cluster than now, or in none any more.
    pub moved: u64,
    /// Corrections that were obeyed.
    pub corrections: u64,
    /// The clusters with the most searches, as they would be.
    pub largest: Vec<RecutCluster>,
    /// How many clusters change in each way.
    pub counts: RecutCounts,
    /// The clusters that change, those with the most searches first; at most 100 of each way.
    pub changes: Vec<RecutChange>,
}

/// Clusters and the keywords in them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Tally {
    /// Clusters.
    pub clusters: u64,
    /// Keywords that are in one.
    pub clustered: u64,
    /// Keywords that are in none.
    pub unclustered: u64,
}

/// One cluster as it would be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RecutCluster {
    /// The cluster that it is now; none for a new one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Uuid>,
    /// Its name.
    pub name: String,
    /// Its keywords.
    pub keywords: u64,
    /// Their searches in a month.
    pub volume: i64,
}

choices! {
    /// What becomes of a cluster.
    pub enum RecutKind {
        /// It takes in keywords.
        Grown = "grown", "Grows", Good;
        /// It gives keywords away.
        Shrunk = "shrunk", "Shrinks", Warn;
        /// It both takes in and gives away as many.
        Changed = "changed", "Changes", Info;
        /// Part of it becomes a cluster of its own.
        Split = "split", "Is split", Warn;
        /// Others become part of it.
        Merged = "merged", "Takes in others", Good;
        /// It is made.
        New = "new", "New", Info;
        /// It goes.
        Gone = "gone", "Goes", Bad;
    }
}

/// How many clusters change in each way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RecutCounts {
    /// Stay as they are.
    pub unchanged: u64,
    /// Take in keywords.
    pub grown: u64,
    /// Give keywords away.
    pub shrunk: u64,
    /// Take in as many as they give away.
    pub changed: u64,
    /// Are split.
    pub split: u64,
    /// Take in others.
    pub merged: u64,
    /// Are made.
    pub new: u64,
    /// Go.
    pub gone: u64,
}

impl RecutCounts {
    /// How many change in this way.
    pub const fn of(&self, kind: RecutKind) -> u64 {
        match kind {
            RecutKind::Grown => self.grown,
            RecutKind::Shrunk => self.shrunk,
            RecutKind::Changed => self.changed,
            RecutKind::Split => self.split,
            RecutKind::Merged => self.merged,
            RecutKind::New => self.new,
            RecutKind::Gone => self.gone,
        }
    }

    /// Counts one more.
    pub const fn add(&mut self, kind: RecutKind) {
        match kind {
            RecutKind::Grown => self.grown += 1,
            RecutKind::Shrunk => self.shrunk += 1,
            RecutKind::Changed => self.changed += 1,
            RecutKind::Split => self.split += 1,
            RecutKind::Merged => self.merged += 1,
            RecutKind::New => self.new += 1,
            RecutKind::Gone => self.gone += 1,
        }
    }
}

/// What becomes of one cluster.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RecutChange {
    /// What.
    pub kind: RecutKind,
    /// The cluster; none for a new one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Uuid>,
    /// Its name.
    pub name: String,
    /// Its keywords now.
    pub before: u64,
    /// Its keywords then.
    pub after: u64,
    /// Searches in a month of its keywords, now or then, whichever is more.
    pub volume: i64,
    /// Where its keywords come from or go to, the most first: up to five clusters.
    pub others: Vec<String>,
    /// Some of the keywords that it takes in, the most searched first.
    pub joining: Vec<String>,
    /// Some of those that it gives away.
    pub leaving: Vec<String>,
}

/// What was saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RecutSaved {
    /// What undoes it, for 30 days.
    pub change_id: Uuid,
    /// Keywords that moved.
    pub moved: u64,
    /// Clusters that were made.
    pub made: u64,
    /// Clusters that went.
    pub removed: u64,
}

/// Why keywords are where they are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Reasons {
    /// How many keywords there are to tell of.
    pub count: u64,
    /// The most searched of them.
    pub keywords: Vec<Reason>,
}

/// Why a keyword is where it is; of one in no cluster, what it is nearest to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Reason {
    /// The keyword.
    pub id: Uuid,
    /// Its phrase.
    pub keyword: String,
    /// Searches in a month.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub volume: Option<i64>,
    /// Whether it is pinned.
    pub pinned: bool,
    /// The cluster that it is in, or is nearest to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cluster: Option<SelectOption>,
    /// Whether it is in that cluster.
    pub clustered: bool,
    /// The words that it shares with those that are nearest.
    pub shared: Vec<String>,
    /// The keywords of that cluster that are nearest, the best first.
    pub nearest: Vec<Near>,
}

/// A keyword that is near another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Near {
    /// Its phrase.
    pub keyword: String,
    /// How near, 0 to 1.
    pub similarity: f32,
}
