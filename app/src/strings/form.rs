//! Words of forms and their inputs.

pub const READ_ONLY: &str = "You can view these settings. Ask an admin to change them.";
pub const SAVED: &str = "Saved.";
pub const NO_CHANGE: &str = "All changes saved";
pub const UNSAVED: &str = "You have unsaved changes";
pub const DISCARD: &str = "Discard";
pub const LEAVE_TITLE: &str = "Leave without saving?";
pub const LEAVE_TEXT: &str = "Your changes on this page will be lost.";
pub const LEAVE: &str = "Leave";
pub const REQUIRED: &str = "required";
pub const CHOOSE: &str = "Choose";
pub const SEARCHING: &str = "Searching";
pub const SUGGESTIONS: &str = "Suggestions";
pub const NO_MATCH: &str = "No results";
pub const CLEAR: &str = "Clear";
pub const NEEDS_SCRIPT: &str = "Saving requires JavaScript. Turn it on in your browser and reload the page.";
pub const SAVING: &str = "Saving";

/// Such as “Correct 2 fields, then save again:”.
pub fn marked(count: usize) -> String {
    if count == 1 {
        "Fix this field and save again:".to_owned()
    } else {
        format!("Fix these {count} fields and save again:")
    }
}

/// What the button that takes a chosen row out again says.
pub fn remove(label: &str) -> String {
    format!("Remove {label}")
}

/// Such as “In your time zone, Europe/Berlin.”
pub fn in_zone(zone: &str) -> String {
    format!("In your time zone, {zone}.")
}
