//! The queue of background runs: stored in PostgreSQL, dispatched over Redis. Who does them, and what they do, it does not know.

pub mod dispatch;
pub mod store;

pub use dispatch::Dispatcher;
pub use store::{Claim, Done, Functions};
