//! Words as they are compared: what is the same word in other letters, and what is left of it without its endings.
//!
//! Keys of keywords, their groups, addresses of articles, their score, and inputs to choose from read text by these tables
//! alone, so that a word that is found by one is found by all.

mod endings;
mod fold;
mod stem;
mod variants;

pub use fold::{fold, is_accent, plain};
pub use stem::{primary, stem};
pub use variants::{digit, is_invisible, is_shown, one};
