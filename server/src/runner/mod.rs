//! Doing background runs: workers, the scheduler, and the ways by which people and schedules start them. What a run does is
//! said by jobs, which it is handed as a value. Unlike the queue below it, it needs the whole process.

mod active;
mod courier;
mod execute;
mod finish;
mod flush;
mod heartbeat;
mod herald;
pub mod job;
mod postman;
mod reconcile;
mod report;
mod retry;
mod rounds;
mod run;
pub mod schedule;
pub mod start;
mod verdict;
mod worker;

pub use courier::Courier;
pub use herald::Herald;
pub use job::{Chosen, JobHandler, Preview, Provided, Registry, Scheduled, Target};
pub use postman::Postman;
pub use retry::retry;
pub use run::{Beside, Finished, Run};
pub use schedule::Scheduler;
pub use worker::Worker;

/// What a job gets of a run and says at its end, as the queue keeps it.
pub use crate::queue::{Claim, Done};
