//! What the screen of a prompt says.

use igny8::resource::Resource;

use crate::widgets::number::group;

pub const ALL_PROMPTS: &str = "All prompts";
pub const PURPOSE: &str =
    "What models are asked. Your own text overrides the default; each change is kept as a version.";
pub const TEXTS: &str = "Text";
pub const ASKS_THE_SAME: &str = "It uses none of its variables, so every run would ask the same. Put in at least the one that it is about.";
pub const HAS_FAULTS: &str = "Not saved: see the mark above.";
pub const INSTRUCTION: &str = "Instruction";
pub const PROMPT: &str = "Prompt";
pub const NOT_FILLED_IN: &str =
    "Variables are filled in only in the prompt. Here, the braces are sent as they are.";
pub const VARIABLES: &str = "Variables";
pub const VARIABLES_HELP: &str = "Choose one to put it into the prompt where the cursor is.";
pub const READ_ONLY: &str = "Your role may read prompts. An admin can change them.";
pub const OWN: &str = "Your own";
pub const DEFAULT: &str = "Default";
pub const DEFAULT_TEXT: &str = "Default text";

pub const PREVIEW: &str = "Preview";
pub const PREVIEW_HELP: &str =
    "As the model gets it. What is marked is filled in; point at it to see which variable it is.";
pub const VALUES_OF: &str = "With the values of";
pub const MEND: &str = "Mend the text to see its preview.";
pub const SENT_INSTRUCTION: &str = "Instruction as it is sent";
pub const SENT_PROMPT: &str = "Prompt as it is sent";

pub const HISTORY: &str = "History";
pub const NO_HISTORY: &str = "There are no versions yet: the default text is in use. Each save makes one.";
pub const CURRENT: &str = "Current";
pub const COMPARE: &str = "Compare";
pub const COMPARISON: &str = "Comparison";
pub const FROM: &str = "From";
pub const TO: &str = "To";
pub const MARKS: &str = "Marked with + is what was added, with − what was removed.";
pub const OLDER: &str = "Show older versions";
pub const RESTORE: &str = "Restore";
pub const RESTORE_TEXT: &str = "It becomes the newest version. What is there now stays in the history.";
pub const UNSAVED_LOST: &str = "What you have not saved is lost.";
pub const USE_DEFAULT: &str = "Use the default";
pub const USE_DEFAULT_TITLE: &str = "Use the default text?";
pub const USE_DEFAULT_TEXT: &str = "Your own text stays in the history.";
pub const DEFAULT_USED: &str = "The default text is in use.";

pub const CONFLICT_TITLE: &str = "Somebody else changed this prompt";
pub const CONFLICT: &str =
    "They saved while you were writing. Nothing of yours is lost: choose how to go on.";
pub const CONFLICT_MARKS: &str = "Marked with − is what only theirs has, with + what only yours has.";
pub const DIFFERENCES: &str = "Differences";
pub const KEEP_MINE: &str = "Save mine as the newest version; theirs stays in the history";
pub const TAKE_THEIRS: &str = "Take theirs";
pub const CONFLICT_OPEN: &str = "Not saved: somebody else changed this prompt. Save again to choose.";
pub const THEIRS_TAKEN: &str = "You have their text.";
pub const BACK_TO_MINE: &str = "Back to mine";

/// The name of a field in a comparison.
pub fn field(name: &str) -> &'static str {
    if name == "system" { INSTRUCTION } else { PROMPT }
}

/// The name of a version; 0 is the default.
pub fn version(number: i64) -> String {
    if number == 0 {
        DEFAULT_TEXT.to_owned()
    } else {
        format!("Version {number}")
    }
}

/// Compares a version.
pub fn compare(number: i64) -> String {
    format!("Compare version {number} with the one before")
}

/// Restores a version.
pub fn restore(number: i64) -> String {
    format!("Restore version {number}")
}

/// Asks before a version is restored.
pub fn restore_title(number: i64) -> String {
    format!("Restore version {number}?")
}

/// A version was restored.
pub fn restored(number: i64) -> String {
    format!("Version {number} is restored.")
}

/// A version was saved.
pub fn saved(number: i64) -> String {
    format!("Saved as version {number}.")
}

/// Puts a variable in.
pub fn insert(name: &str) -> String {
    format!("Insert {{{{{name}}}}}")
}

/// Why the values are samples.
pub fn samples(resource: Resource) -> String {
    format!(
        "There are no {} yet, so these values are samples.",
        resource.many()
    )
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
            "There are no clusters yet, so these values are samples."
        );
    }
}
