//! Words of the sign-in pages.

pub const SIGN_IN: &str = "Sign in";
pub const SIGN_IN_TITLE: &str = "Sign in to IGNY8";
pub const SIGN_UP: &str = "Create account";
pub const SIGN_UP_TITLE: &str = "Create your account";
pub const JOIN: &str = "Join";
pub const JOIN_TITLE: &str = "Accept your invitation";
pub const JOIN_TEXT: &str = "Choose a password. You sign in with it and your e-mail address.";
pub const EMAIL: &str = "E-mail";
pub const PASSWORD: &str = "Password";
pub const NAME: &str = "Your name";
pub const ACCOUNT: &str = "Company or team";
pub const NO_ACCOUNT: &str = "New here?";
pub const HAVE_ACCOUNT: &str = "Already have an account?";
pub const PITCH: &str = "From search keywords to published articles.";

/// The rule for passwords.
pub fn password_help(least: usize) -> String {
    format!("At least {least} characters.")
}
