//! Credits: what AI work costs an account.

/// How an account gets more credits, as a sentence to its people.
pub const HOW_TO_ADD: &str =
    "Ask your administrator to add credits with igny8 admin credits EMAIL AMOUNT --reason TEXT.";

pub mod credits;
pub mod plan;
pub mod prices;
pub mod spending;
pub mod transactions;
pub mod usage;
