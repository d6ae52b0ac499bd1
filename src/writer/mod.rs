//! Writer: tasks that are to be written, articles, and their pictures.

pub mod document;
