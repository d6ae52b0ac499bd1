//! A prompt as the model gets it, made with the values of one of the account's own rows.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::choice::SelectOption;

/// What to look at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PromptDraft {
    /// The instruction; without one, as it is saved.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(length(max = super::prompts::MAX_PROMPT_CHARS)))]
    pub system: Option<String>,
    /// The prompt with its variables; without one, as it is saved.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(length(max = super::prompts::MAX_PROMPT_CHARS)))]
    pub template: Option<String>,
    /// The row that the values come from; without one, the newest.
    #[serde(default)]
    pub record_id: Option<Uuid>,
}

/// A prompt with its values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PromptPreview {
    /// The instruction as it is sent, with the rules that always hold.
    pub system: String,
    /// The prompt as it is sent, in order.
    pub prompt: Vec<Part>,
    /// The variables that there are, with their values.
    pub variables: Vec<Filled>,
    /// About how many tokens both have.
    pub tokens: usize,
    /// The row that the values come from; none where they are samples.
    pub record: Option<SelectOption>,
    /// What to know of the values.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A part of a prompt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "PromptPart")
)]
pub struct Part {
    /// Its text.
    pub text: String,
    /// The variable whose value it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variable: Option<String>,
}

/// A variable with its value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "PromptVariable")
)]
pub struct Filled {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
}
