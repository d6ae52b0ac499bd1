//! Accounts and who works in them: sites, sectors, members, tokens.

pub mod apps;
pub mod consent;
pub mod email_link;
pub mod invitation;
pub mod ownership;
pub mod profile;
pub mod sectors;
pub mod security;
pub mod sessions;
pub mod sign_up;
pub mod sites;
pub mod tokens;
pub mod two_factor;
pub mod users;
