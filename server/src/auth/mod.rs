//! What proving who somebody is takes: access tokens, API tokens, memberships, passwords, and brakes against guessing.

pub mod access;
pub mod api_token;
pub mod app_key;
pub mod caller;
pub mod members;
pub mod passkeys;
pub mod password;
pub mod rate;
pub mod staff;
pub mod totp;
