//! Words of the page on which somebody lets an app in.

pub const TITLE: &str = "Connect an app";
pub const MAY: &str = "It can";
pub const ACCOUNT: &str = "Account";
pub const ALLOW: &str = "Allow";
pub const DENY: &str = "Don't allow";
pub const NEVER_MORE: &str = "It can never do more than you can. You can disconnect it at any time under";
pub const LATER: &str = "Manage";
pub const LOCAL: &str = "The app runs on your computer, where any program could use this name. Allow it only if you just started it yourself.";
pub const UNVOUCHED: &str = "Anyone can use this name. Check the address above before you allow it.";

/// Who asks.
pub fn asks(app: &str) -> String {
    format!("{app} wants to access your IGNY8 account.")
}

/// Where the answer goes.
pub fn goes_to(place: &str) -> String {
    format!("You'll return to {place}.")
}

/// Who says so.
pub fn vouched(host: &str) -> String {
    format!("Published by {host}.")
}

/// As whom.
pub fn signed_in(email: &str) -> String {
    format!("You are signed in as {email}.")
}
