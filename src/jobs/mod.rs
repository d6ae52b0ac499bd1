//! The background functions by name; all that is known of one before it runs is its row in [`JOBS`].

mod info;
mod list;

use serde::{Deserialize, Serialize};

use crate::choice::Choice;
use crate::job_run::{Phase, Queue};
use crate::permission::TokenScope;

pub use info::{JobInfo, Price, ResultLink, ResultText, To, Undo};
pub use list::JOBS;

/// A function that runs in the background.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Job {
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
    /// Gives articles the score that they have by the rules of now.
    RecalculateScores,
    /// Tests the connection of an integration.
    TestConnection,
    /// Packs all that is in an account into a file.
    ExportAccount,
    /// Does nothing; measures and tests the runner.
    Noop,
}

// A row that is missing or in another place fails to compile.
const _: () = {
    let mut at = 0;
    while at < JOBS.len() {
        assert!(
            JOBS[at].job as usize == at,
            "JOBS is not in the order of Function"
        );
        at += 1;
    }
    assert!(
        Job::Noop as usize + 1 == JOBS.len(),
        "a function has no row in JOBS"
    );
};

/// The functions as lists show them.
pub static FUNCTIONS: &[Choice] = &{
    let mut choices = [Choice::new("", ""); JOBS.len()];
    let mut at = 0;
    while at < JOBS.len() {
        choices[at] = Choice::new(JOBS[at].name, JOBS[at].label).tone(JOBS[at].tone);
        at += 1;
    }
    choices
};

impl Job {
    /// All of them.
    pub const ALL: &'static [Self] = &{
        let mut all = [Self::Noop; JOBS.len()];
        let mut at = 0;
        while at < JOBS.len() {
            all[at] = JOBS[at].job;
            at += 1;
        }
        all
    };

    /// All that is known of it.
    pub const fn info(self) -> &'static JobInfo {
        &JOBS[self as usize]
    }

    /// The name as stored, sent and used for the action.
    pub const fn name(self) -> &'static str {
        self.info().name
    }

    /// The function with this name.
    pub fn parse(name: &str) -> Option<Self> {
        JOBS.iter().find(|job| job.name == name).map(|job| job.job)
    }

    /// The words people know it by.
    pub const fn label(self) -> &'static str {
        self.info().label
    }

    /// What it costs.
    pub const fn price(self) -> Price {
        self.info().price
    }

    /// What a program's token must allow so that it may start it.
    pub const fn token_scope(self) -> Option<TokenScope> {
        match self {
            Self::Publish | Self::Unpublish => Some(TokenScope::Publish),
            _ if self.price().credits > 0 => Some(TokenScope::Spend),
            _ => None,
        }
    }

    /// Where it waits when a person starts it.
    pub const fn queue(self) -> Queue {
        self.info().queue
    }

    /// What it does, step by step, as people read it.
    pub const fn steps(self) -> &'static [(Phase, &'static str)] {
        self.info().steps
    }

    /// Whether what a run of it did can be taken back as a whole.
    pub const fn can_undo(self) -> bool {
        self.info().undo.is_some()
    }

    /// Whether each selected row is a run of its own, so that one that fails does not hold up the others.
    pub const fn each(self) -> bool {
        self.info().each
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn a_started_block_costs_a_whole_one() {
        let price = Job::AutoCluster.price();
        assert_eq!(
            [price.of(0), price.of(1), price.of(100), price.of(101)],
            [0, 1, 1, 2]
        );
    }

    #[test]
    fn steps_follow_each_other() {
        for function in Job::ALL {
            for pair in function.steps().windows(2) {
                assert!(pair[0].0.span().1 <= pair[1].0.span().0, "{}", function.name());
            }
        }
    }

    #[test]
    fn a_function_is_sent_by_the_name_that_its_row_says() {
        for function in Job::ALL {
            assert_eq!(Job::parse(function.name()), Some(*function));
            assert_eq!(serde_json::to_value(function).unwrap(), function.name());
        }
    }

    #[test]
    fn names_and_labels_are_unique() {
        let names: HashSet<_> = JOBS.iter().map(|job| job.name).collect();
        let labels: HashSet<_> = JOBS.iter().map(|job| job.label).collect();
        assert_eq!((names.len(), labels.len()), (JOBS.len(), JOBS.len()));
    }

    #[test]
    fn results_link_to_pages_that_are_there() {
        for job in JOBS {
            for link in job.links {
                let (To::Page(path) | To::Row(path, _)) = link.to else {
                    continue;
                };
                let path = path.split('?').next().unwrap_or_default();
                assert!(
                    crate::registry::tables().any(|page| page.path == path),
                    "{}: {path}",
                    job.name
                );
            }
        }
    }
}
