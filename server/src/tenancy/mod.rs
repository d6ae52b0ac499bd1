//! Tenancy that cannot be forgotten: `Scope` → `require` → `Grant` → `Db::begin` → `Tx`, the only thing that repos accept.

mod db;
mod grant;
mod scope;
mod site_access;
mod staff;
pub mod system;
mod via;

pub use db::{Db, Plans, StatementTimeout, StatementTimeouts, Tx};
pub use grant::Grant;
pub use scope::{Scope, TokenScopes, needs_two_factor};
pub use site_access::SiteAccess;
pub use staff::{Acting, Staff};
pub use system::{Reason, SystemTx};
pub use via::Via;
