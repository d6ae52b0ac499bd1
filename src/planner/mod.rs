//! Planner: from search phrases to clusters that one page each should serve.

pub mod clusters;
pub mod corrections;
pub mod dashboard;
pub mod ideas;
pub mod import;
pub mod keywords;
pub mod phrase;
pub mod recut;
