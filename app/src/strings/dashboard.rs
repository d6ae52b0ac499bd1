//! Words of dashboards.

pub const NEXT_STEPS: &str = "Next steps";
pub const DONE: &str = "Done";
pub const NEXT: &str = "Next";
pub const LATER: &str = "To do";
pub const FIGURES: &str = "Key metrics";
pub const RECENT: &str = "Recent AI tasks";
pub const ALL_TASKS: &str = "All AI tasks";
pub const AS_TABLE: &str = "Show as table";
pub const LABEL: &str = "Group";
pub const VALUE: &str = "Count";
pub const NO_POINTS: &str = "No data yet";
pub const UNCHANGED: &str = "No change in 30 days";
pub const POINTS: &str = " points";

/// Before the first action that would be refused.
pub fn no_credits() -> String {
    format!(
        "Your account has no credits, so actions that cost credits can't start yet. {}",
        igny8::billing::HOW_TO_ADD
    )
}

/// Such as “+198 in the last 30 days”.
pub fn change(by: &str, unit: &str, up: bool) -> String {
    format!("{}{by}{unit} in the last 30 days", if up { "+" } else { "−" })
}

/// How many of the steps are done.
pub fn steps_done(done: usize, all: usize) -> String {
    format!("{done} of {all} done")
}
