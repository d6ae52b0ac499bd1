//! Words of system pages.

pub const ALL_WELL: &str = "Everything works";
pub const NOT_WELL: &str = "Something does not work";
pub const WORKS: &str = "Works";
pub const FAULT: &str = "Fault";
pub const CHECKED: &str = "Checked";
pub const NO_PARTS: &str = "The report names no parts.";
