//! Words that every part uses.

/// The product.
pub const PRODUCT: &str = "IGNY8";
pub const CLOSE: &str = "Close";
pub const CANCEL: &str = "Cancel";
pub const TYPE_TO_CONFIRM: &str = "Type to confirm:";
pub const SAVE: &str = "Save";
pub const DISMISS: &str = "Dismiss";
pub const LOADING: &str = "Loading";
pub const NOTICES: &str = "Notifications";
pub const RETRY: &str = "Try again";
pub const UNREACHABLE: &str = "Can't reach the server. Check your connection and try again.";
pub const AS_TABLE: &str = "Show as table";
pub const UNDO: &str = "Undo";
pub const UNDONE: &str = "Change undone";
pub const NONE: &str = "None";
pub const COPY: &str = "Copy";
pub const COPIED: &str = "Copied.";
pub const YES: &str = "Yes";
pub const NO: &str = "No";
pub const UNKNOWN: &str = "Unknown";
pub const NOT_FOUND_TITLE: &str = "Page not found";
pub const NOT_FOUND_TEXT: &str = "The page may have been moved or deleted. Check the URL and try again.";
pub const BACK_HOME: &str = "Go to home";
/// What a person can quote.
pub fn request_id(id: &str) -> String {
    format!("Request ID {id}")
}
pub const FAILED_TITLE: &str = "Couldn't load this page";

/// How long ago so many seconds are; nothing for more than a month.
pub fn ago(seconds: f64) -> Option<String> {
    let (unit, name) = match seconds {
        s if s < -60.0 => return None,
        s if s < 45.0 => return Some("just now".to_owned()),
        s if s < 3_570.0 => (60.0, "min"),
        s if s < 84_600.0 => (3_600.0, "h"),
        s if s < 2_592_000.0 => (86_400.0, "d"),
        _ => return None,
    };
    Some(format!("{} {name} ago", (seconds / unit).round()))
}

#[cfg(test)]
mod tests {
    use super::ago;

    #[test]
    fn time_goes_by_in_short_words() {
        assert_eq!(ago(3.0).as_deref(), Some("just now"));
        assert_eq!(ago(120.0).as_deref(), Some("2 min ago"));
        assert_eq!(ago(7_200.0).as_deref(), Some("2 h ago"));
        assert_eq!(ago(86_400.0 * 3.0).as_deref(), Some("3 d ago"));
        assert_eq!(ago(86_400.0 * 40.0), None);
    }
}
