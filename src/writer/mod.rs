//! Writer: tasks that are to be written, articles, and their pictures.

pub mod article;
pub mod brief;
pub mod compare;
pub mod content;
pub mod dashboard;
pub mod facts;
pub mod images;
pub mod limits;
pub mod markup;
pub mod matching;
pub mod notes;
pub mod outline;
pub mod preview;
pub mod readability;
pub mod schema_org;
pub mod score;
#[cfg(test)]
mod score_tests;
pub mod slug;
pub mod tasks;
