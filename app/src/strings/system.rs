//! Words of system pages.

pub const ALL_WELL: &str = "All systems operational";
pub const NOT_WELL: &str = "Some systems are down";
pub const WORKS: &str = "Operational";
pub const FAULT: &str = "Error";
pub const CHECKED: &str = "Last checked";
pub const NO_PARTS: &str = "No components reported.";
