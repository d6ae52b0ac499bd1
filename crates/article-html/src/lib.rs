//! HTML of articles: what may be in it, and what a model's answer becomes.
//!
//! [`clean`] is the sanitiser that everything goes through before it is kept or shown; [`section`] turns what a model
//! wrote, in Markdown, HTML or both, into such HTML.

mod markdown;
mod marks;
mod reduce;
mod sanitize;
mod section;
mod tags;

#[cfg(test)]
mod sanitize_limits;
#[cfg(test)]
mod sanitize_tests;

pub use sanitize::clean;
pub use section::section;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
