//! SQL of accounts' own resources.

pub mod accounts;
pub mod apps;
pub mod closing;
pub mod networks;
pub mod oauth;
pub mod ownership;
pub mod profile;
pub mod seats;
pub mod sectors;
pub mod security;
pub mod sessions;
pub mod sites;
pub mod tokens;
pub mod users;
