//! The functions that a worker can do.

use std::collections::HashMap;
use std::sync::Arc;

use async_trait::async_trait;
use igny8::ai::Function;

use crate::error::Result;
use crate::jobs::runner::{Finished, Run};

/// One background function. It may be started several times for one run, also while an earlier start that lost its
/// claim still goes on, so all that it writes goes through [`Run::begin`], and its last write through [`Run::finish`].
#[async_trait]
pub trait JobFunction: Send + Sync {
    /// Which one it is.
    fn function(&self) -> Function;

    /// Does it. Long work calls [`Run::check_cancelled`] now and then; a transaction stays open for seconds only.
    async fn run(&self, run: &Run) -> Result<Finished>;
}

/// The functions of a worker by name.
pub struct Functions(HashMap<Function, Arc<dyn JobFunction>>);

impl Functions {
    /// These; of two with one name the last counts.
    pub fn new(functions: Vec<Box<dyn JobFunction>>) -> Self {
        Self(
            functions
                .into_iter()
                .map(|function| (function.function(), Arc::from(function)))
                .collect(),
        )
    }

    /// The one with this name, if this worker has it.
    pub(super) fn get(&self, function: Function) -> Option<Arc<dyn JobFunction>> {
        self.0.get(&function).cloned()
    }

    /// The names.
    pub(super) fn names(&self) -> Vec<&'static str> {
        self.0.keys().map(|function| function.name()).collect()
    }
}
