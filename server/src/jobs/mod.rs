//! Background runs: stored in PostgreSQL, dispatched over Redis, done by workers, started by people or schedules.

pub mod dispatch;
pub mod redis;
pub mod runner;
pub mod schedule;
pub mod start;
pub mod store;

pub use dispatch::Dispatcher;
pub use runner::{Beside, Finished, Functions, JobFunction, Noop, Run, Worker};
pub use schedule::Scheduler;
pub use store::{Claim, Done};
