//! Credits: what AI work costs an account.

pub mod credits;
pub mod usage;
