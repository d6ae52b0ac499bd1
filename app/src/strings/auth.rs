//! Words of the sign-in pages.

pub const SIGN_IN: &str = "Sign in";
pub const SIGN_IN_TITLE: &str = "Sign in to IGNY8";
pub const SIGN_UP: &str = "Create account";
pub const SIGN_UP_TITLE: &str = "Create your account";
pub const JOIN: &str = "Join";
pub const JOIN_TITLE: &str = "Accept your invitation";
pub const JOIN_AS_OTHER: &str = "Use a different email address";
pub const JOIN_HELP: &str = "If you already have an account, enter its password. Otherwise choose one with at least 10 characters that is hard to guess.";
pub const LINK_ENDS: &str = "Link expires";
pub const EMAIL: &str = "Email";
pub const PASSWORD: &str = "Password";
pub const NAME: &str = "Your name";
pub const ACCOUNT: &str = "Company or team";
pub const NO_ACCOUNT: &str = "New here?";
pub const HAVE_ACCOUNT: &str = "Already have an account?";
pub const PITCH: &str = "From search keywords to published articles.";

pub const PASSWORD_HELP: &str = "At least 10 characters, hard to guess.";

/// Who invites where.
pub fn invited(inviter: Option<&str>, account: &str) -> String {
    match inviter {
        Some(inviter) => format!("{inviter} invited you to join {account}."),
        None => format!("You've been invited to join {account}."),
    }
}

/// The role that the invitation gives.
pub fn role(label: &str, help: &str) -> String {
    format!("Your role: {label}. {help}")
}

/// How often a link works.
pub fn once(days: i64) -> String {
    format!("The link can be used once and expires in {days} days.")
}

/// The button of somebody who is signed in.
pub fn join_as(email: &str) -> String {
    format!("Join as {email}")
}
