//! Whom a text is sealed for, where that is no account: it opens for the same owner alone.

use igny8::id::{AccountId, UserId};
use uuid::Uuid;

/// A person's key of two-factor authentication.
pub fn two_factor(user: UserId) -> String {
    format!("two-factor key of {user}")
}

/// A mail: none can be read as another's.
pub fn mail(id: Uuid) -> String {
    format!("mail {id}")
}

/// An answer that is given again: who sent the request with this key.
pub fn answer(account: AccountId, caller: &[u8], key: &str) -> String {
    format!("answer {account} {} {key}", hex::encode(caller))
}
