//! SQL of the Writer module's resources.

pub mod approving;
pub mod content;
pub mod dashboard;
pub mod documents;
pub mod drawing;
pub mod edits;
pub mod files;
pub mod going;
pub mod images;
pub mod place;
pub mod publishing;
pub mod revision;
pub mod tasks;
pub mod writing;
