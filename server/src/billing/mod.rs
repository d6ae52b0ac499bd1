//! Credits: what AI work costs an account.

pub mod ledger;
