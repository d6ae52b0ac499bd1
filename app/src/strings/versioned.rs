//! What is said of texts that have versions, whatever they are: their history, what two of them differ in, and conflicts.

pub const NO_DIFFERENCE: &str = "No differences.";
pub const DIFFERENCES: &str = "Differences";
pub const ADDED: &str = "added: ";
pub const REMOVED: &str = "removed: ";
pub const MARKS: &str = "Lines marked + were added, lines marked − were removed.";
pub const UNCHANGED: &str = "Unchanged text";

pub const HISTORY: &str = "History";
pub const CURRENT: &str = "Current";
pub const COMPARE: &str = "Compare";
pub const RESTORE: &str = "Restore";
pub const RESTORE_TEXT: &str =
    "This version becomes the newest one. The current version stays in the history.";
pub const UNSAVED_LOST: &str = "Unsaved changes will be lost.";

pub const CONFLICT_MARKS: &str = "Lines marked − are only in their version, lines marked + only in yours.";
pub const KEEP_MINE: &str = "Save mine as the newest version";
pub const BACK_TO_MINE: &str = "Keep editing mine";

/// The name of a version.
pub fn version(number: i32) -> String {
    format!("Version {number}")
}

/// Restores a version.
pub fn restore(number: i32) -> String {
    format!("Restore version {number}")
}

/// Asks before a version is restored.
pub fn restore_title(number: i32) -> String {
    format!("Restore version {number}?")
}

/// A version was restored.
pub fn restored(number: i32) -> String {
    format!("Version {number} restored")
}
