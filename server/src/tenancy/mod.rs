//! Tenancy that cannot be forgotten: `Scope` → `require` → `Grant` → `Db::begin` → `Tx`, the only thing that repos accept.

mod db;
mod scope;
mod staff;
pub mod system;

pub use db::{Db, Plans, StatementTimeout, StatementTimeouts, Tx};
pub use scope::{Grant, Scope, SiteAccess, TokenScopes, Via, needs_two_factor};
pub use staff::{Acting, Staff};
pub use system::{Reason, SystemTx};
