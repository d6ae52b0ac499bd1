//! The staff area: what the platform's own people see and do across accounts. No account's member or program reaches any of it.

pub mod accounts;
pub mod announcements;
pub mod audit;
pub mod flags;
pub mod people;
pub mod plans;
pub mod prices;
pub mod providers;
pub mod queue;
pub mod tasks;
