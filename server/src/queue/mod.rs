//! The queue of background runs: stored in PostgreSQL, dispatched over Redis, done by workers, started by people or
//! schedules. What the runs do is said by jobs, which it is handed.

pub mod dispatch;
pub mod job;
pub mod redis;
pub mod runner;
pub mod schedule;
pub mod start;
pub mod store;

pub use dispatch::Dispatcher;
pub use job::{Chosen, Job, Preview, Provided, Registry, Scheduled, Target};
pub use runner::{Beside, Finished, Run, Worker};
pub use schedule::Scheduler;
pub use store::{Claim, Done};
