//! SQL of the staff area: what the role `igny8_staff` reads across accounts, and the little that it changes.

pub mod accounts;
pub mod announcements;
pub mod audit;
pub mod flags;
pub mod impersonation;
pub mod people;
pub mod plans;
pub mod prices;
pub mod providers;
pub mod queue;
pub mod tasks;
