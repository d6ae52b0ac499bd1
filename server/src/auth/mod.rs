//! Who somebody is: passwords, sign-ins with rotating refresh tokens, API tokens, invitations.

pub mod access;
pub mod account;
pub mod api_token;
pub mod caller;
pub mod invitation;
pub mod journal;
pub mod members;
pub mod password;
pub mod profile;
pub mod proof;
pub mod rate;
pub mod session;
