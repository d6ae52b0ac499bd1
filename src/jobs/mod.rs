//! The background functions by name; all that is known of one before it runs is its row in [`JOBS`].

mod info;
mod list;

use crate::choice::Choice;
use crate::job_run::{Phase, Queue};
use crate::permission::TokenScope;

pub use info::{JobInfo, Price, ResultLink, ResultText, To, Undo};
pub use list::{JOBS, Job};

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
        Self::ALL.iter().copied().find(|job| job.name() == name)
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
