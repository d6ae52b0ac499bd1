//! The functions that run in the background, one file each.

pub mod auto_cluster;
pub mod clustering;
pub mod import_keywords;
pub mod provider;
pub mod writing;

use crate::jobs::{Functions, Noop};

/// Every function, for the worker.
pub fn functions() -> Functions {
    Functions::new(vec![
        Box::new(auto_cluster::AutoCluster),
        Box::new(import_keywords::ImportKeywords),
        Box::new(Noop),
    ])
}
