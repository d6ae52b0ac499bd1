//! What the queue knows of a job, and the registry by which it is handed all of them.

use async_trait::async_trait;
use igny8::ai::Function;

use crate::error::Result;
use crate::queue::{Finished, Run};

/// All that one background function is on the server. It may be started several times for one run, also while an earlier
/// start that lost its claim still goes on, so all that it writes goes through [`Run::begin`], and its last write through
/// [`Run::finish`].
#[async_trait]
pub trait Job: Send + Sync {
    /// Which function it is.
    fn function(&self) -> Function;

    /// Does it. Long work calls [`Run::check_cancelled`] now and then; a transaction stays open for seconds only.
    async fn run(&self, run: &Run) -> Result<Finished>;
}

/// The jobs that there are, as a value: the queue is given it and knows none of them by name.
#[derive(Clone, Copy)]
pub struct Registry(&'static [&'static dyn Job]);

impl Registry {
    /// These.
    pub const fn new(jobs: &'static [&'static dyn Job]) -> Self {
        Self(jobs)
    }

    /// All of them.
    pub fn all(self) -> impl Iterator<Item = &'static dyn Job> {
        self.0.iter().copied()
    }

    /// The job of a function, if it is here.
    pub fn get(self, function: Function) -> Option<&'static dyn Job> {
        self.all().find(|job| job.function() == function)
    }

    /// The names of the functions.
    pub(super) fn names(self) -> Vec<&'static str> {
        self.all().map(|job| job.function().name()).collect()
    }
}
