//! Words of the frame around every page.

use igny8::navigation::Space;

pub const OFFLINE: &str = "You're offline. Changes won't be saved until you reconnect.";
pub const OPEN_BIN: &str = "View trash";
pub const SKIP: &str = "Skip to content";
pub const NAVIGATION: &str = "Main";
pub const OPEN_NAVIGATION: &str = "Open navigation";
pub const CLOSE_NAVIGATION: &str = "Close navigation";
pub const COLLAPSE: &str = "Collapse sidebar";
pub const BACK_TO_WORK: &str = "Back to Home";
pub const BREADCRUMB: &str = "Breadcrumb";
pub const ACCOUNTS: &str = "Account";
pub const CURRENT: &str = "current";
pub const PLACE: &str = "Site and sector";
pub const ALL_SITES: &str = "All sites";
pub const ALL_SECTORS: &str = "All sectors";
pub const SEARCH: &str = "Search or jump to";
pub const PALETTE: &str = "Command palette";
pub const PALETTE_HINT: &str = "Search pages, actions and records";
pub const SITES: &str = "Sites";
pub const THEME_LIGHT: &str = "Theme: light";
pub const THEME_DARK: &str = "Theme: dark";
pub const THEME_SYSTEM: &str = "Theme: system";
pub const NO_COMMAND: &str = "No results. Try another search.";
pub const PAGES: &str = "Pages";
pub const ACTIONS: &str = "Actions";
pub const RECENT: &str = "Recent";
pub const TRAY: &str = "AI tasks";
pub const TRAY_EMPTY: &str = "No AI tasks running";
pub const TRAY_ALL: &str = "All AI tasks";
pub const CREDITS: &str = "credits";
pub const THEME: &str = "Theme";
pub const LIGHT: &str = "Light";
pub const DARK: &str = "Dark";
pub const SYSTEM: &str = "System";
pub const USER: &str = "User menu";
pub const SIGN_OUT: &str = "Sign out";
pub const KEYS: &str = "Keyboard shortcuts";
pub const KEYS_HELP: &[(&str, &str)] = &[
    ("Ctrl K", "Open command palette"),
    ("/", "Search this page"),
    ("j / k", "Next or previous row"),
    ("← / →", "Move between editable cells; Enter to edit"),
    ("Space", "Preview row"),
    ("x", "Select row"),
    ("X", "Select a range of rows"),
    ("e", "Edit row or cell"),
    ("Ctrl Z", "Undo last change to the list"),
    ("Shift + arrows", "Move card on a board or calendar"),
    ("?", "Show keyboard shortcuts"),
    ("Esc", "Close dialog or menu"),
];

/// What a space is called.
pub const fn space(space: Space) -> &'static str {
    match space {
        Space::Work => "Work",
        Space::Settings => "Settings",
        Space::Staff => "Staff",
    }
}

/// A page's name with the keys that open it, such as “Keywords (g k)”.
pub fn with_key(title: &str, key: Option<&str>) -> String {
    key.map_or_else(|| title.to_owned(), |key| format!("{title} (g {key})"))
}

/// Such as “Go to Keywords”.
pub fn go_to(title: &str) -> String {
    format!("Go to {title}")
}

/// What the button of the tray says.
pub fn running(count: usize) -> String {
    match count {
        0 => "No AI tasks running".to_owned(),
        1 => "1 AI task running".to_owned(),
        _ => format!("{count} AI tasks running"),
    }
}

/// What the way to the inbox says.
pub fn unread(count: u32) -> String {
    match count {
        0 => "Notifications".to_owned(),
        _ => format!("Notifications, {} unread", at_most(count)),
    }
}

/// A number that is not counted further than 99.
pub fn at_most(count: u32) -> String {
    if count > 99 {
        "99+".to_owned()
    } else {
        count.to_string()
    }
}

/// The word for one thing as the last part of the way to it.
pub fn one(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_ascii_uppercase().to_string() + letters.as_str()
    })
}

/// Such as “Switch site to Coffee”.
pub fn switch_to(site: &str) -> String {
    format!("Switch to {site}")
}

pub const PAYMENT_LATE: &str = "Your last payment failed.";
pub const PLAN_UNTIL: &str = "Update your payment method to keep your plan after";
pub const OPEN_PLAN: &str = "Open plan";

pub const STOP_ACTING: &str = "Stop acting";
pub const ACTING_UNTIL: &str = "Access ends at";
pub const DISMISS: &str = "Dismiss announcement";

/// Says who acts for which account.
pub fn acting(staff: &str, account: &str) -> String {
    format!("{staff}, you're acting for {account}. Your changes appear in its audit log.")
}
