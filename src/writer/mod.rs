//! Writer: tasks that are to be written, articles, and their pictures.

pub mod document;
pub mod limits;
pub mod markup;
pub mod outline;
pub mod slug;
