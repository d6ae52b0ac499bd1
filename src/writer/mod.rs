//! Writer: tasks that are to be written, articles, and their pictures.

pub mod content;
pub mod dashboard;
pub mod document;
pub mod images;
pub mod tasks;
