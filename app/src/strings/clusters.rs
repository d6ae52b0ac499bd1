//! Words of adjusting clusters, and of why a keyword is where it is.

use igny8::planner::recut::RecutKind;

use super::number::{count, count_of, percent};

pub const TITLE: &str = "Adjust clusters";
pub const PURPOSE: &str = "Choose how broad or narrow clusters are. Nothing changes until you save.";
pub const BACK: &str = "Clusters";
pub const SECTOR: &str = "Sector";
pub const NO_SECTOR: &str = "No sectors yet. Add a site with a sector first.";
pub const NOT_ALLOWED: &str =
    "You don't have permission to adjust clusters. Ask an account admin for access.";
pub const SIZE: &str = "Cluster size";
pub const BROAD: &str = "Broad";
pub const NARROW: &str = "Narrow";
pub const HELP: &str = "Broad makes few large clusters, narrow many small ones. Names you gave, pinned keywords and corrections stay.";
pub const COMPARING: &str = "Comparing keywords…";
pub const NOW: &str = "Now";
pub const THEN: &str = "After";
pub const CLUSTERS: &str = "Clusters";
pub const CLUSTERED: &str = "Clustered keywords";
pub const UNCLUSTERED: &str = "Unclustered keywords";
pub const CHANGES: &str = "What changes";
pub const SAME: &str = "Nothing changes at this setting.";
pub const LARGEST: &str = "Largest clusters";
pub const CLUSTER: &str = "Cluster";
pub const KEYWORDS: &str = "Keywords";
pub const VOLUME: &str = "Volume";
pub const NEW: &str = "New";
pub const SAVE: &str = "Save clusters";
pub const SAVING: &str = "Saving…";
pub const RESET: &str = "Reset";
pub const UNDO: &str = "Undo";
pub const UNDOING: &str = "Undoing…";
pub const UNDONE: &str = "Change undone. Clusters are as they were before.";
pub const NOTHING: &str =
    "No clustered keywords in this sector. Select keywords and choose Auto-cluster first.";
pub const GO_TO_KEYWORDS: &str = "View keywords";
pub const WHY: &str = "Why here";
pub const NEAREST: &str = "Nearest cluster";
pub const NOTHING_NEAR: &str = "No cluster is similar to this keyword.";
pub const NOT_YET: &str = "This keyword hasn't been clustered yet.";
pub const NO_MEMBERS: &str = "This cluster has no keywords.";
pub const PINNED: &str = "Pinned";
pub const PLACED: &str = "Shares no words with its nearest keywords";
pub const SHOW_ALL: &str = "Show more";

/// Such as “12 keywords move. 24 clusters become 31.”
pub fn summary(moved: u64, now: u64, then: u64) -> String {
    let verb = if moved == 1 { "moves" } else { "move" };
    let clusters = count_of(now, "cluster becomes", "clusters become");
    format!(
        "{} {verb}. {clusters} {}.",
        count_of(moved, "keyword", "keywords"),
        count(then)
    )
}

/// How narrow, for whoever hears it.
pub fn narrowness(value: u8) -> String {
    let word = match value {
        0..=19 => "very broad",
        20..=39 => "broad",
        40..=59 => "medium",
        60..=79 => "narrow",
        _ => "very narrow",
    };
    format!("{value}, {word}")
}

/// The heading of the clusters that change in one way.
pub fn kind(kind: RecutKind, number: u64) -> String {
    let word = match kind {
        RecutKind::Grown => "grow",
        RecutKind::Shrunk => "shrink",
        RecutKind::Changed => "swap keywords",
        RecutKind::Split => "are split",
        RecutKind::Merged => "take in others",
        RecutKind::New => "are new",
        RecutKind::Gone => "go",
    };
    let one = match kind {
        RecutKind::Grown => "grows",
        RecutKind::Shrunk => "shrinks",
        RecutKind::Changed => "swaps keywords",
        RecutKind::Split => "is split",
        RecutKind::Merged => "takes in others",
        RecutKind::New => "is new",
        RecutKind::Gone => "goes",
    };
    if number == 1 {
        format!("1 cluster {one}")
    } else {
        format!("{} clusters {word}", count(number))
    }
}

/// Such as “12 → 8 keywords”.
pub fn sizes(before: u64, after: u64) -> String {
    format!(
        "{} \u{2192} {}",
        count(before),
        count_of(after, "keyword", "keywords")
    )
}

/// The clusters that its keywords go to or come from.
pub fn others(kind: RecutKind, names: &[String]) -> String {
    let names = names.join(", ");
    match kind {
        RecutKind::Gone | RecutKind::Split | RecutKind::Shrunk => format!("To {names}"),
        _ => format!("From {names}"),
    }
}

/// Such as “Joining: a, b”.
pub fn joining(keywords: &[String]) -> String {
    format!("Joining: {}", keywords.join(", "))
}

/// Such as “Leaving: a, b”.
pub fn leaving(keywords: &[String]) -> String {
    format!("Leaving: {}", keywords.join(", "))
}

/// How many more there are than are listed.
pub fn more(number: u64) -> String {
    format!("{} more not listed", count(number))
}

/// What auto-cluster has not looked at.
pub fn waiting(number: u64) -> String {
    let verb = if number == 1 { "isn't" } else { "aren't" };
    format!(
        "{} {verb} clustered yet. Run Auto-cluster to include them.",
        count_of(number, "keyword", "keywords")
    )
}

/// Such as “Clusters saved: 12 keywords moved.”
pub fn saved(moved: u64) -> String {
    format!(
        "Clusters saved. {} moved.",
        count_of(moved, "keyword", "keywords")
    )
}

/// Such as “Shares tea, green”.
pub fn shares(words: &[String]) -> String {
    format!("Shares {}", words.join(", "))
}

/// Such as “green tea leaves 82%”.
pub fn near(keyword: &str, similarity: f32) -> String {
    format!("{keyword} {}", percent(f64::from(similarity)))
}

/// Such as “Near green tea 82%, tea 70%”.
pub fn nearest(names: &[String]) -> String {
    format!("Near {}", names.join(", "))
}
