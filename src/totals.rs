//! What the rows of a list come to: how many there are and what their columns of numbers add up to, whole and by group.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::value::Value;

/// Rows that are added up without being asked; of more, only that there are more is said until somebody asks.
pub const ADDED_UNASKED: i64 = 100_000;
/// The most groups that are told, those with the most rows.
pub const MAX_GROUPS: i64 = 500;

/// A figure of each column that has one, by wire key; a column of which nothing is known is left out.
pub type Sums = BTreeMap<String, f64>;

/// What rows come to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Totals {
    /// Rows.
    pub count: u64,
    /// Whether there are more rows than are added up unasked: then only that is known.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub more: bool,
    /// The figures of all rows.
    pub sums: Sums,
    /// The same by group, where the list is grouped.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<Group>,
}

/// What the rows of one group come to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Group {
    /// What the rows have in common, as [`key`] writes it.
    pub key: String,
    /// Rows.
    pub count: u64,
    /// Their figures.
    pub sums: Sums,
}

/// What stands for a value that rows are grouped by: a choice, yes or no, the id of a row, or nothing where it is unknown.
pub fn key(value: &Value) -> String {
    match value.as_id() {
        Some(id) => id.to_string(),
        None => value.to_plain(),
    }
}
