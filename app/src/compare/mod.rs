//! Two texts beside each other: what they differ in, worked out in the page, and how that is shown.

mod blocks;
mod changes;

pub(crate) use blocks::of_blocks;
pub(crate) use changes::{by_field, changes, differs, near, piece};
