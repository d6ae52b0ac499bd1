//! How people get in: signing up and in, invitations, proof by password, what they change of themselves, and the log of all
//! that. It stands on the whole process; what it is made of (keys, hashes, brakes) is in `auth`.

pub mod account;
pub mod address;
pub mod confirmation;
pub mod email_link;
pub mod invitation;
pub mod journal;
mod letters;
pub mod operator;
pub mod ownership;
pub mod passkey;
pub mod pending_sign_up;
pub mod profile;
pub mod proof;
pub mod recovery;
pub mod session;
pub mod two_factor;
