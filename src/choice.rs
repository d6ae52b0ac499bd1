//! What is chosen from: closed sets of values with the words and tones that people see, and rows.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The tone of a badge, a notice or a chart series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Nothing to note.
    Neutral,
    /// For information.
    Info,
    /// As it should be.
    Good,
    /// Wants a look.
    Warn,
    /// Wrong, or destructive.
    Bad,
}

/// Something to choose from a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Choosable {
    /// The row's id.
    pub id: Uuid,
    /// What people know it by.
    pub label: String,
    /// The row it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<Uuid>,
}

/// One value of a closed set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    /// As stored and sent.
    pub value: &'static str,
    /// As shown.
    pub label: &'static str,
    /// How its badge looks.
    pub tone: Tone,
    /// What choosing it means, where the label does not say it all.
    pub help: &'static str,
}

impl Choice {
    /// A choice of neutral tone.
    pub const fn new(value: &'static str, label: &'static str) -> Self {
        Self {
            value,
            label,
            tone: Tone::Neutral,
            help: "",
        }
    }

    /// The same choice in another tone.
    #[must_use]
    pub const fn tone(mut self, tone: Tone) -> Self {
        self.tone = tone;
        self
    }

    /// The same choice with what it means.
    #[must_use]
    pub const fn help(mut self, help: &'static str) -> Self {
        self.help = help;
        self
    }

    /// Whether `set` has this value; usable in constants, where `==` of texts is not.
    pub const fn has(set: &[Self], value: &str) -> bool {
        let mut i = 0;
        while i < set.len() {
            if same(set[i].value.as_bytes(), value.as_bytes()) {
                return true;
            }
            i += 1;
        }
        false
    }

    /// The choice of `set` with this value.
    pub fn find(set: &'static [Self], value: &str) -> Option<&'static Self> {
        set.iter().find(|choice| choice.value == value)
    }
}

const fn same(one: &[u8], other: &[u8]) -> bool {
    if one.len() != other.len() {
        return false;
    }
    let mut i = 0;
    while i < one.len() {
        if one[i] != other[i] {
            return false;
        }
        i += 1;
    }
    true
}
