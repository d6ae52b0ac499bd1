//! Words of the page of what owners decide.

pub const TITLE: &str = "Ownership";
pub const TRANSFER: &str = "Transfer ownership";
pub const TRANSFER_TEXT: &str =
    "The new owner manages billing and can delete the account. You become an admin.";
pub const NOBODY: &str = "There are no other members yet. Invite someone first.";
pub const NEW_OWNER: &str = "New owner";
pub const POLICY: &str = "Require two-factor authentication";
pub const POLICY_OFF: &str =
    "Members without two-factor authentication must set it up before they can open this account again.";
pub const POLICY_ON: &str = "Every member of this account needs two-factor authentication.";
pub const SET_UP: &str = "Set up two-factor authentication";
pub const REQUIRE: &str = "Require two-factor";
pub const STOP_REQUIRING: &str = "Stop requiring two-factor";
pub const EXPORT: &str = "Export account";
pub const EXPORT_TEXT: &str = "A ZIP file with all lists as CSV, and all articles with their history and images. You can download it for 30 days.";
pub const DELETE: &str = "Delete account";
pub const KEEP: &str = "Keep account";
pub const DELETION: &str = "This account will be deleted.";
pub const OPEN: &str = "View details";

/// Whose page it is.
pub fn of(account: &str) -> String {
    format!("Only owners of {account} can change these settings.")
}

/// What becomes of an account that is deleted.
pub fn delete_text(days: i32) -> String {
    format!(
        "All sites, keywords, articles, images and members are deleted after {days} days. Until then, any owner can keep the account."
    )
}

/// What to type before a yes.
pub fn type_name(account: &str) -> String {
    format!("Type {account} to confirm")
}

/// When it goes.
pub fn deleted_on(at: &str) -> String {
    format!("This account will be deleted on {at} UTC.")
}
