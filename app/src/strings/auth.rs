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

pub const SIGN_UP_SENT: &str = "We sent a link to your email address. Open it to finish signing up. The link works once and expires in 3 days. Check your spam folder if you don't see it.";
pub const SIGN_UP_AGAIN: &str = "Sign up again";

pub const FORGOT: &str = "Forgot password?";
pub const FORGOT_TITLE: &str = "Reset your password";
pub const FORGOT_HELP: &str =
    "Enter the email address you sign in with. We'll send a link to choose a new password.";
pub const FORGOT_SENT: &str = "If this address belongs to an account, we sent a link to it. The link works once and expires in 1 hour. Check your spam folder if you don't see it.";
pub const SEND_LINK: &str = "Send link";
pub const NEW_LINK: &str = "Request a new link";
pub const RESET_TITLE: &str = "Choose a new password";
pub const SET_PASSWORD: &str = "Set new password";
pub const RESET_DONE: &str = "Your password was changed. Sign in with the new one.";
pub const CONFIRM_TITLE: &str = "Confirm your email address";
pub const CONFIRM: &str = "Confirm";
pub const CONFIRMED: &str = "Your email address is confirmed.";
pub const CONFIRM_HELP: &str =
    "We'll send a link to your email address. Open it to confirm that the address is yours.";
pub const CONFIRM_SENT: &str = "We sent a link to your email address. It works once and expires in 3 days.";
pub const CONTINUE: &str = "Continue to IGNY8";
pub const BACK_TO: &str = "Back to";

/// Whose password a link is for.
pub fn reset_for(email: &str) -> String {
    format!("You'll sign in as {email}. Your other sessions will be signed out and your API tokens revoked.")
}

/// Whose account begins with a link.
pub fn finish_sign_up(email: &str) -> String {
    format!("Your account for {email} is almost ready. Enter the password you signed up with.")
}

/// What a link confirms.
pub fn confirm(email: &str) -> String {
    format!("Confirm that {email} is your email address.")
}

/// What a link changes.
pub fn change_to(email: &str) -> String {
    format!("From now on, sign in with {email}.")
}

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
    format!("This link works once and expires in {days} days.")
}

/// The button of somebody who is signed in.
pub fn join_as(email: &str) -> String {
    format!("Join as {email}")
}
