//! The background functions by name: what they are called, what they cost and how they are queued.

use serde::{Deserialize, Serialize};

use crate::choice::{Choice, Tone};
use crate::job::{Phase, Queue};

/// A function that runs in the background.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Function {
    /// Groups keywords into clusters.
    AutoCluster,
    /// Reads a file of keywords.
    ImportKeywords,
    /// Finds ideas for a cluster.
    GenerateIdeas,
    /// Writes the article of a task.
    GenerateContent,
    /// Writes prompts for an article's pictures.
    GenerateImagePrompts,
    /// Makes pictures.
    GenerateImages,
    /// Publishes an article, or updates what is published.
    Publish,
    /// Takes an article back where it is published.
    Unpublish,
    /// Looks whether scheduled articles have appeared where they are published.
    ConfirmAppearance,
    /// Packs articles with their pictures into a file.
    ExportArticles,
    /// Tests the connection of an integration.
    TestConnection,
    /// Does nothing; measures and tests the runner.
    Noop,
}

/// The functions as lists show them.
pub static FUNCTIONS: &[Choice] = &[
    Choice::new("auto_cluster", "Auto-cluster keywords").tone(Tone::Info),
    Choice::new("import_keywords", "Import keywords"),
    Choice::new("generate_ideas", "Generate ideas").tone(Tone::Info),
    Choice::new("generate_content", "Write articles").tone(Tone::Info),
    Choice::new("generate_image_prompts", "Write image prompts").tone(Tone::Info),
    Choice::new("generate_images", "Generate images").tone(Tone::Info),
    Choice::new("publish", "Publish"),
    Choice::new("unpublish", "Unpublish"),
    Choice::new("confirm_appearance", "Check scheduled articles"),
    Choice::new("export_articles", "Export as HTML"),
    Choice::new("test_connection", "Test connection"),
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
    pub const ALL: &'static [Self] = &[
        Self::AutoCluster,
        Self::ImportKeywords,
        Self::GenerateIdeas,
        Self::GenerateContent,
        Self::GenerateImagePrompts,
        Self::GenerateImages,
        Self::Publish,
        Self::Unpublish,
        Self::ConfirmAppearance,
        Self::ExportArticles,
        Self::TestConnection,
        Self::Noop,
    ];

    /// The name as stored, sent and used for the action.
    pub const fn name(self) -> &'static str {
        match self {
            Self::AutoCluster => "auto_cluster",
            Self::ImportKeywords => "import_keywords",
            Self::GenerateIdeas => "generate_ideas",
            Self::GenerateContent => "generate_content",
            Self::GenerateImagePrompts => "generate_image_prompts",
            Self::GenerateImages => "generate_images",
            Self::Publish => "publish",
            Self::Unpublish => "unpublish",
            Self::ConfirmAppearance => "confirm_appearance",
            Self::ExportArticles => "export_articles",
            Self::TestConnection => "test_connection",
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
            Self::GenerateIdeas | Self::GenerateImagePrompts => Price { credits: 1, per: 1 },
            Self::GenerateContent => Price { credits: 10, per: 1 },
            Self::GenerateImages => Price { credits: 2, per: 1 },
            Self::ImportKeywords
            | Self::Publish
            | Self::Unpublish
            | Self::ConfirmAppearance
            | Self::ExportArticles
            | Self::TestConnection
            | Self::Noop => Price { credits: 0, per: 1 },
        }
    }

    /// Where it waits when a person starts it.
    pub const fn queue(self) -> Queue {
        match self {
            Self::ImportKeywords => Queue::Bulk,
            _ => Queue::Interactive,
        }
    }

    /// What it does, step by step, as people read it.
    pub const fn steps(self) -> &'static [(Phase, &'static str)] {
        use Phase::{Call, Parse, Prepare, Save};
        match self {
            Self::AutoCluster => &[
                (Prepare, "Read keywords"),
                (Call, "Compare keywords"),
                (Parse, "Name clusters"),
                (Save, "Save clusters"),
            ],
            Self::ImportKeywords => &[(Prepare, "Open file"), (Call, "Import rows")],
            Self::GenerateIdeas => &[
                (Prepare, "Read cluster"),
                (Call, "Find ideas"),
                (Parse, "Check ideas"),
                (Save, "Save ideas"),
            ],
            Self::GenerateContent => &[
                (Prepare, "Outline"),
                (Call, "Write sections"),
                (Parse, "Write metadata and FAQ"),
                (Save, "Save article"),
            ],
            Self::GenerateImagePrompts => &[
                (Prepare, "Read article"),
                (Call, "Describe images"),
                (Save, "Save prompts"),
            ],
            Self::GenerateImages => &[(Prepare, "Read prompts"), (Call, "Generate images")],
            Self::Publish => &[(Prepare, "Read article"), (Call, "Publish")],
            Self::Unpublish => &[(Call, "Unpublish")],
            Self::ConfirmAppearance => &[(Call, "Check destinations")],
            Self::ExportArticles => &[(Prepare, "Read articles"), (Call, "Create file")],
            Self::TestConnection => &[(Call, "Test connection")],
            Self::Noop => &[],
        }
    }

    /// Whether what a run of it did can be taken back as a whole.
    pub const fn can_undo(self) -> bool {
        matches!(self, Self::AutoCluster | Self::ImportKeywords)
    }

    /// Whether each selected row is a run of its own, so that one that fails does not hold up the others.
    pub const fn each(self) -> bool {
        matches!(
            self,
            Self::GenerateIdeas
                | Self::GenerateContent
                | Self::GenerateImagePrompts
                | Self::GenerateImages
                | Self::Publish
                | Self::Unpublish
                | Self::ConfirmAppearance
                | Self::TestConnection
        )
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
    fn steps_follow_each_other() {
        for function in Function::ALL {
            for pair in function.steps().windows(2) {
                assert!(pair[0].0.span().1 <= pair[1].0.span().0, "{}", function.name());
            }
        }
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
