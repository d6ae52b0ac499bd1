//! Strings of two-factor authentication.

pub const TITLE: &str = "Two-factor authentication";
pub const CODE_TITLE: &str = "Enter your code";
pub const CODE: &str = "Code";
pub const CODE_HELP: &str = "Six digits from your authenticator app, or a recovery code.";
pub const OFF: &str = "Protect your sign-in with a code from an authenticator app, such as Google Authenticator, 1Password or Aegis.";
pub const UNCONFIRMED: &str = "Before you turn it on, confirm that your email address is yours.";
pub const CONFIRM_FIRST: &str = "Confirm email address";
pub const REQUIRED: &str = "This account requires two-factor authentication. Set it up to continue.";
pub const SET_UP: &str = "Set up";
pub const SCAN: &str = "Scan this image with your authenticator app, then enter the code it shows.";
pub const IMAGE: &str = "QR code of the key below";
pub const TYPE_KEY: &str = "Can't scan it? Enter this key instead:";
pub const TURN_ON: &str = "Turn on";
pub const ON: &str = "Two-factor authentication is on.";
pub const NEW_CODES: &str = "Get new recovery codes";
pub const TURN_OFF: &str = "Turn off";
pub const KEEP_CODES: &str = "Save these recovery codes. Each signs you in once if you lose your authenticator app. They won't be shown again.";
pub const CODES_KEPT: &str = "I saved them, continue";

/// How many recovery codes there are.
pub fn codes_left(left: i64) -> String {
    match left {
        1 => "You have 1 recovery code left.".into(),
        left => format!("You have {left} recovery codes left."),
    }
}
