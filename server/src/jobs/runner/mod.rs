//! Doing runs: the worker process and what a function sees of it.

mod active;
mod ending;
mod execute;
mod flush;
mod functions;
mod heartbeat;
mod noop;
mod reconcile;
mod report;
mod run;
mod verdict;
mod worker;

pub use functions::{Functions, JobFunction};
pub use noop::Noop;
pub use run::{Beside, Finished, Run};
pub use worker::Worker;
