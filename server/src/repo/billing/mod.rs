//! SQL of Billing's resources.

pub mod credits;
pub mod usage;
