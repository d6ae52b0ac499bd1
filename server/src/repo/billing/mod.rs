//! SQL of Billing's resources.

pub mod credits;
pub mod price_list;
pub mod prices;
pub mod spending;
pub mod usage;
