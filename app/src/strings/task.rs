//! What the progress of a run says.

use igny8::planner::clusters::Clustering;
use igny8::planner::import::ImportCounts;

use crate::strings::number::{count, trimmed};

pub const PARTS: &str = "Items";
pub const LOG: &str = "Log";
pub const NO_LOG: &str = "No log entries.";
pub const PHASES: &str = "Phases";
pub const CANCEL: &str = "Cancel AI task";
pub const CANCELLING: &str = "Canceling…";
pub const RETRY: &str = "Run again";
pub const MINIMISE: &str = "Run in background";
pub const CLOSE: &str = "Close";
pub const OPEN_PAGE: &str = "Open as page";
pub const BACK: &str = "All AI tasks";
pub const WORKING: &str = "Working";
pub const LOADING: &str = "Loading AI task…";
pub const UNDOING: &str = "Undoing…";
pub const RUN: &str = "AI task";
pub const CREDITS: &str = "Credits";
pub const ATTEMPT: &str = "Attempt";
pub const ASKED: &str = "Requested";
pub const STARTED: &str = "Started";
pub const ENDED: &str = "Finished";
pub const FAILED: &str = "The task failed.";
pub const DEAD: &str = "The task was stopped because its workers failed repeatedly. Run it again. If it fails again, check System › Status.";
pub const CANCELLED: &str =
    "The task was canceled. Finished work is kept and charged. Unused credits were refunded.";
pub const WAITS: &str = "The last attempt failed. Retrying automatically.";

/// What clustering did.
pub fn clustered(found: &Clustering) -> String {
    let strays = match found.stray {
        0 => "none unclustered".to_owned(),
        many => format!("{} unclustered", count(many)),
    };
    let mut changes = Vec::new();
    if found.made > 0 {
        changes.push(format!("{} new", count(found.made)));
    }
    if found.removed > 0 {
        changes.push(format!("{} removed", count(found.removed)));
    }
    let changes = if changes.is_empty() {
        String::new()
    } else {
        format!(" ({})", changes.join(", "))
    };
    let clusters = if found.clusters == 1 {
        "cluster"
    } else {
        "clusters"
    };
    let meaning = if found.joined + found.placed > 0 {
        format!(
            " By meaning: {} {} merged, {} {} placed.",
            count(found.joined),
            if found.joined == 1 { "cluster" } else { "clusters" },
            count(found.placed),
            if found.placed == 1 {
                "unclustered keyword"
            } else {
                "unclustered keywords"
            },
        )
    } else {
        String::new()
    };
    format!(
        "{} {}: {} in {} {clusters}{changes}, {strays}, in {} s.{meaning}",
        count(found.keywords),
        if found.keywords == 1 {
            "keyword"
        } else {
            "keywords"
        },
        count(found.clustered),
        count(found.clusters),
        trimmed(found.seconds, 1)
    )
}

/// What an import did.
pub fn imported(counts: &ImportCounts) -> String {
    format!(
        "Read {} {}: {} added, {} updated, {} unchanged, {} rejected.",
        count(counts.read),
        if counts.read == 1 { "row" } else { "rows" },
        count(counts.added),
        count(counts.updated),
        count(counts.unchanged),
        count(counts.rejected)
    )
}

/// How many keywords an undo changed.
pub fn undone(keywords: u64) -> String {
    format!(
        "Undone. {} {} changed.",
        count(keywords),
        if keywords == 1 { "keyword" } else { "keywords" }
    )
}

/// Such as “42% done”.
pub fn percent(percent: u8) -> String {
    format!("{percent}% done")
}
