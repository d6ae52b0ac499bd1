//! Writer: tasks that are to be written, articles, and their pictures.

pub mod content;
pub mod dashboard;
pub mod document;
pub mod images;
pub mod limits;
pub mod markup;
pub mod outline;
pub mod slug;
pub mod tasks;
