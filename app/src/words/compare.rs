//! What a comparison of two texts says.

pub const NO_DIFFERENCE: &str = "Nothing differs.";
pub const ADDED: &str = "added: ";
pub const REMOVED: &str = "removed: ";
pub const UNCHANGED: &str = "Text that did not change";
