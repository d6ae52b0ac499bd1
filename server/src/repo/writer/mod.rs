//! SQL of the Writer module's resources.

pub mod approving;
pub mod articles;
pub mod comments;
pub mod content;
pub mod dashboard;
pub mod edits;
pub mod files;
pub mod image_generation;
pub mod images;
pub mod place;
pub mod publish_preview;
pub mod publishing;
pub mod revision;
pub mod tasks;
pub mod writing;
