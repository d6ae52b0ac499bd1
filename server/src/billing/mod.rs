//! Credits and payment: what AI work costs an account, and the plan that it pays for.

pub mod grants;
pub mod ledger;
pub mod payments;
pub mod sync;
pub mod webhook;
