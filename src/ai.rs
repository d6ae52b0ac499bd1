//! The background functions by name: what they are called, what they cost and how they are queued.

use serde::{Deserialize, Serialize};

use crate::choice::{Choice, Tone};
use crate::job::Queue;

/// A function that runs in the background.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Function {
    /// Groups keywords into clusters.
    AutoCluster,
    /// Reads a file of keywords.
    ImportKeywords,
    /// Does nothing; measures and tests the runner.
    Noop,
}

/// The functions as lists show them.
pub static FUNCTIONS: &[Choice] = &[
    Choice::new("auto_cluster", "Auto-cluster keywords").tone(Tone::Info),
    Choice::new("import_keywords", "Import keywords"),
    Choice::new("noop", "No operation"),
];

/// What a function costs: credits for each started block of items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Price {
    /// Credits for a block.
    pub credits: i64,
    /// Items in a block.
    pub per: i64,
}

impl Price {
    /// The credits for `items` items: a started block counts whole.
    pub const fn of(self, items: i64) -> i64 {
        if items <= 0 {
            0
        } else {
            (items + self.per - 1) / self.per * self.credits
        }
    }
}

impl Function {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::AutoCluster, Self::ImportKeywords, Self::Noop];

    /// The name as stored, sent and used for the action.
    pub const fn name(self) -> &'static str {
        match self {
            Self::AutoCluster => "auto_cluster",
            Self::ImportKeywords => "import_keywords",
            Self::Noop => "noop",
        }
    }

    /// The function with this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|function| function.name() == name)
    }

    /// The words people know it by.
    pub fn label(self) -> &'static str {
        Choice::find(FUNCTIONS, self.name()).map_or(self.name(), |choice| choice.label)
    }

    /// What it costs.
    pub const fn price(self) -> Price {
        match self {
            Self::AutoCluster => Price { credits: 1, per: 100 },
            Self::ImportKeywords | Self::Noop => Price { credits: 0, per: 1 },
        }
    }

    /// Where it waits when a person starts it.
    pub const fn queue(self) -> Queue {
        match self {
            Self::AutoCluster | Self::Noop => Queue::Interactive,
            Self::ImportKeywords => Queue::Bulk,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_started_block_costs_a_whole_one() {
        let price = Function::AutoCluster.price();
        assert_eq!(
            [price.of(0), price.of(1), price.of(100), price.of(101)],
            [0, 1, 1, 2]
        );
    }

    #[test]
    fn names_and_choices_agree() {
        for function in Function::ALL {
            assert_eq!(Function::parse(function.name()), Some(*function));
            assert!(Choice::find(FUNCTIONS, function.name()).is_some());
        }
        assert_eq!(FUNCTIONS.len(), Function::ALL.len());
    }
}
