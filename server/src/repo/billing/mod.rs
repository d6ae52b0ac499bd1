//! SQL of Billing's resources.

pub mod credits;
pub mod prices;
pub mod spending;
pub mod usage;
