//! Words of dashboards.

pub const NEXT_STEPS: &str = "Next steps";
pub const DONE: &str = "Done";
pub const NEXT: &str = "Next";
pub const LATER: &str = "To do";
pub const FIGURES: &str = "Key metrics";
pub const RECENT: &str = "Recent AI tasks";
pub const ALL_TASKS: &str = "All AI tasks";
pub const LABEL: &str = "Group";
pub const VALUE: &str = "Count";
pub const NO_POINTS: &str = "No data yet";
pub const BEFORE: &str = "Previous period";
pub const EXPECTED: &str = "expected";
pub const PERIOD: &str = "Period";
pub const POINTS: &str = " points";

/// Before the first action that would be refused.
pub fn no_credits() -> String {
    format!(
        "Your account has no credits, so actions that cost credits can't start yet. {}",
        igny8::billing::HOW_TO_ADD
    )
}

/// Such as “+198 in the last 30 days”, or with chosen days “+198 vs. the previous 7 days”.
pub fn change(by: &str, unit: &str, up: bool, period: Option<u16>) -> String {
    let sign = if up { "+" } else { "−" };
    match period {
        None => format!("{sign}{by}{unit} in the last 30 days"),
        Some(last) => format!("{sign}{by}{unit} vs. the previous {}", days(last)),
    }
}

/// Where there was no change.
pub fn unchanged(period: Option<u16>) -> String {
    match period {
        None => "No change in 30 days".to_owned(),
        Some(last) => format!("No change vs. the previous {}", days(last)),
    }
}

/// A number of days to choose.
pub fn days(days: u16) -> String {
    match days {
        1 => "24 hours".to_owned(),
        365 => "12 months".to_owned(),
        days => format!("{days} days"),
    }
}

/// What a group was the period before.
pub fn was(before: &str) -> String {
    format!("was {before}")
}

pub const TODO: &str = "Needs attention";
pub const NOTHING_WAITS: &str = "You're all caught up.";
pub const DISMISS: &str = "Dismiss";
pub const PUT_AWAY: &str = "Checklist hidden. Show it again under Preferences.";

/// How many of the steps are done.
pub fn steps_done(done: usize, all: usize) -> String {
    format!("{done} of {all} done")
}
