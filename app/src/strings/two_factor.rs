//! Strings of two-factor authentication and passkeys.

pub const TITLE: &str = "Passkeys and two-factor";
pub const CODE_TITLE: &str = "Confirm it's you";
pub const CODE: &str = "Code";
pub const CODE_HELP: &str = "Six digits from your authenticator app, or a recovery code.";
pub const OFF: &str = "Protect your sign-in with a code from an authenticator app, such as Google Authenticator, 1Password or Aegis.";
pub const UNCONFIRMED: &str = "Before you turn it on, confirm that your email address is yours.";
pub const CONFIRM_FIRST: &str = "Confirm email address";
pub const SET_UP: &str = "Set up";
pub const SCAN: &str = "Scan this image with your authenticator app, then enter the code it shows.";
pub const IMAGE: &str = "QR code of the key below";
pub const TYPE_KEY: &str = "Can't scan it? Enter this key instead:";
pub const APP: &str = "Authenticator app";
pub const APP_ON: &str = "Signing in with your password can use a code from your app.";
pub const CODES: &str = "Recovery codes";
pub const PASSKEYS: &str = "Passkeys";
pub const PASSKEYS_HELP: &str = "Sign in with your fingerprint, face, PIN or security key instead of your password. Once you have a passkey, signing in with your password also asks for a second step.";
pub const NAME: &str = "Name";
pub const NAME_HELP: &str = "Leave empty to use the device's name.";
pub const ADD: &str = "Add passkey";
pub const ADDED: &str = "Added";
pub const LAST_USED: &str = "last used";
pub const NEVER_USED: &str = "never used";
pub const CHANGE: &str = "Rename or remove";
pub const RENAME: &str = "Rename";
pub const REMOVE: &str = "Remove passkey";
pub const USE_PASSKEY: &str = "Use a passkey instead";
pub const SIGN_IN_WITH: &str = "Sign in with a passkey";
pub const UNSUPPORTED: &str = "This browser doesn't support passkeys. Update it or use another one.";
pub const NO_SCRIPT: &str = "Passkeys need JavaScript. Turn it on for this site.";
pub const CANCELLED: &str = "No passkey was used. Try again, or use another way.";
pub const KNOWN: &str =
    "This device already has a passkey for you. Use it to sign in, or add another device.";
pub const ADDRESS: &str =
    "Passkeys don't work at this address. Open IGNY8 at its usual address and try again.";
pub const FAILED: &str = "Your browser couldn't use a passkey. Try again, or use another way.";
pub const PROVEN: &str = "Identity confirmed. Continue with the button below.";
pub const TURN_ON: &str = "Turn on";
pub const ON: &str = "Two-factor authentication is on.";
pub const NEW_CODES: &str = "Get new recovery codes";
pub const TURN_OFF: &str = "Turn off";
pub const KEEP_CODES: &str =
    "Save these recovery codes. Each signs you in once if you lose your devices. They won't be shown again.";
pub const CODES_KEPT: &str = "I saved them, continue";

/// How many recovery codes there are.
pub fn codes_left(left: i64) -> String {
    match left {
        1 => "You have 1 recovery code left.".into(),
        left => format!("You have {left} recovery codes left."),
    }
}
