//! Credits: what AI work costs an account.

pub mod credits;
pub mod prices;
pub mod usage;
