//! What the screen of a prompt says.

use igny8::resource::Resource;

use crate::strings::number::group;
use crate::strings::versioned;

pub const ALL_PROMPTS: &str = "All prompts";
pub const TEXTS: &str = "Text";
pub const ASKS_THE_SAME: &str =
    "This prompt uses no variables, so every run would send the same text. Add at least one variable.";
pub const HAS_FAULTS: &str = "Not saved. Fix the error above.";
pub const INSTRUCTION: &str = "Instruction";
pub const PROMPT: &str = "Prompt";
pub const NOT_FILLED_IN: &str =
    "Variables work only in the prompt. In the instruction, braces are sent as plain text.";
pub const VARIABLES: &str = "Variables";
pub const VARIABLES_HELP: &str = "Select a variable to insert it at the cursor.";
pub const READ_ONLY: &str = "You can view prompts. Ask an admin to change them.";
pub const OWN: &str = "Customized";
pub const DEFAULT: &str = "Default";
pub const DEFAULT_TEXT: &str = "Default text";

pub const PREVIEW: &str = "Preview";
pub const PREVIEW_HELP: &str =
    "This is what the model receives. Highlighted text is filled in. Hover over it to see the variable.";
pub const VALUES_OF: &str = "Preview with";
pub const MEND: &str = "Fix the errors to see a preview";
pub const SENT_INSTRUCTION: &str = "Instruction as sent";
pub const SENT_PROMPT: &str = "Prompt as sent";

pub const NO_HISTORY: &str = "No versions yet. The default text is in use. Each save creates a version.";
pub const COMPARISON: &str = "Comparison";
pub const FROM: &str = "From";
pub const TO: &str = "To";
pub const OLDER: &str = "Show older versions";
pub const USE_DEFAULT_TITLE: &str = "Reset to the default text?";

pub const CONFLICT_TITLE: &str = "Someone else changed this prompt";
pub const CONFLICT: &str =
    "They saved while you were editing. Your changes are safe. Choose which version to keep.";
pub const TAKE_THEIRS: &str = "Use theirs";
pub const CONFLICT_OPEN: &str =
    "Not saved: someone else changed this prompt. Save again to choose a version.";
pub const THEIRS_TAKEN: &str = "Their version is loaded.";

/// The name of a field in a comparison.
pub fn field(name: &str) -> &'static str {
    if name == "system" { INSTRUCTION } else { PROMPT }
}

/// The name of a version; 0 is the default.
pub fn version(number: i32) -> String {
    if number == 0 {
        DEFAULT_TEXT.to_owned()
    } else {
        versioned::version(number)
    }
}

/// Compares a version.
pub fn compare(number: i32) -> String {
    format!("Compare version {number} with the previous version")
}

/// A version was saved.
pub fn saved(number: i32) -> String {
    format!("Saved as version {number}")
}

/// Puts a variable in.
pub fn insert(name: &str) -> String {
    format!("Insert {{{{{name}}}}}")
}

/// Why the values are samples.
pub fn samples(resource: Resource) -> String {
    format!("No {} yet, so the preview uses sample values.", resource.many())
}

/// How long it is for a model.
pub fn tokens(tokens: usize) -> String {
    format!(
        "About {} tokens",
        group(i64::try_from(tokens).unwrap_or(i64::MAX))
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_and_variables_have_names() {
        assert_eq!(version(0), "Default text");
        assert_eq!(version(3), "Version 3");
        assert_eq!(insert("title"), "Insert {{title}}");
        assert_eq!(tokens(1_234), "About 1,234 tokens");
        assert_eq!(
            samples(Resource::Clusters),
            "No clusters yet, so the preview uses sample values."
        );
    }
}
