//! SQL of Billing's resources.

pub mod credits;
pub mod prices;
pub mod usage;
