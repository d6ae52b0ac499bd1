//! Mails: what they say, how they are written down with what they tell of, and how they are sent once.

mod content;
mod outbox;
mod sending;

pub use content::{Content, Kind, News, PasskeyChange};
pub use outbox::{Outgoing, invitations_of_today, put};
pub use sending::{
    Claimed, Outcome, State, Waiting, claim, due_again, handing_over, purge, settle, sweep, waiting,
};
