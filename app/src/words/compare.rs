//! What a comparison of two texts says.

pub const NO_DIFFERENCE: &str = "No differences.";
pub const ADDED: &str = "added: ";
pub const REMOVED: &str = "removed: ";
pub const UNCHANGED: &str = "Unchanged text";
