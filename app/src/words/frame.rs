//! Words of the frame around every page.

pub const OFFLINE: &str = "You are offline. Nothing is saved until the connection is back.";
pub const OPEN_BIN: &str = "Look in the bin";
pub const SKIP: &str = "Skip to the content";
pub const NAVIGATION: &str = "Main";
pub const OPEN_NAVIGATION: &str = "Open navigation";
pub const CLOSE_NAVIGATION: &str = "Close navigation";
pub const COLLAPSE: &str = "Collapse sidebar";
pub const EXPAND: &str = "Expand sidebar";
pub const BREADCRUMB: &str = "Breadcrumb";
pub const ACCOUNTS: &str = "Account";
pub const CURRENT: &str = "current";
pub const PLACE: &str = "Site and sector";
pub const ALL_SITES: &str = "All sites";
pub const ALL_SECTORS: &str = "All sectors";
pub const SEARCH: &str = "Search or jump to";
pub const PALETTE: &str = "Command palette";
pub const PALETTE_HINT: &str = "Type a page, an action or the words of a record";
pub const SITES: &str = "Sites";
pub const THEME_LIGHT: &str = "Theme: light";
pub const THEME_DARK: &str = "Theme: dark";
pub const THEME_SYSTEM: &str = "Theme: as the system";
pub const NO_COMMAND: &str = "Nothing matches. Try another word.";
pub const PAGES: &str = "Pages";
pub const ACTIONS: &str = "Actions";
pub const RECENT: &str = "Recent";
pub const TRAY: &str = "AI tasks";
pub const TRAY_EMPTY: &str = "No AI task is running.";
pub const TRAY_ALL: &str = "All AI tasks";
pub const CREDITS: &str = "credits";
pub const THEME: &str = "Theme";
pub const LIGHT: &str = "Light";
pub const DARK: &str = "Dark";
pub const SYSTEM: &str = "As the system";
pub const USER: &str = "Your menu";
pub const SIGN_OUT: &str = "Sign out";
pub const KEYS: &str = "Keyboard shortcuts";
pub const KEYS_HELP: &[(&str, &str)] = &[
    ("Ctrl K", "Open the command palette"),
    ("/", "Search in the page"),
    ("g k", "Go to keywords"),
    ("g c", "Go to clusters"),
    ("j / k", "Next or previous row"),
    (
        "← / →",
        "Go to a cell of the row that can be edited; Enter edits it",
    ),
    ("x", "Select the row"),
    ("X", "Select all rows from the last one to this one"),
    ("e", "Edit the row, or the cell"),
    ("?", "Show these shortcuts"),
    ("Esc", "Close what is open"),
];

/// What the button of the tray says.
pub fn running(count: usize) -> String {
    match count {
        0 => "No AI task is running".to_owned(),
        1 => "1 AI task is running".to_owned(),
        _ => format!("{count} AI tasks are running"),
    }
}

/// The word for one thing as the last part of the way to it.
pub fn one(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().collect::<String>() + letters.as_str()
    })
}

/// Such as “Switch site to Coffee”.
pub fn switch_to(site: &str) -> String {
    format!("Switch site to {site}")
}
