//! SQL of the Writer's pages and articles.

pub mod content;
pub mod documents;
pub mod files;
