//! SQL of Billing's resources.

pub mod credits;
pub mod grants;
pub mod limits;
pub mod plans;
pub mod price_list;
pub mod prices;
pub mod spending;
pub mod stripe_events;
pub mod subscriptions;
pub mod transactions;
pub mod usage;
