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

/// How much more or less a figure is than a period ago.
pub fn change(by: &str, unit: &str, up: bool) -> String {
    format!("{by}{unit} {} than 30 days ago", if up { "more" } else { "less" })
}

/// How many of the steps are done.
pub fn steps_done(done: usize, all: usize) -> String {
    format!("{done} of {all} done")
}
