//! Doing runs: the worker process and what a function sees of it.

mod active;
mod ending;
mod execute;
mod flush;
mod heartbeat;
mod reconcile;
mod report;
mod run;
mod verdict;
mod worker;

pub use run::{Beside, Finished, Run};
pub use worker::Worker;
