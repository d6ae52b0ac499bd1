//! Writer: tasks that are to be written, articles, their pictures, and what people say of them.

pub mod article;
pub mod brief;
pub mod checked;
pub mod comments;
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
