//! HTML of articles: what may be in it, and what changed between two versions.

pub mod compare;
mod reduce;
mod sanitize;
#[cfg(test)]
mod sanitize_limits;
#[cfg(test)]
mod sanitize_tests;

pub use sanitize::clean;
