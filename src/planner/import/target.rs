//! What a column of an imported file can become.

use serde::{Deserialize, Serialize};

/// What a column of an imported file becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// The search phrase itself; every file needs exactly one.
    Keyword,
    /// Searches a month.
    Volume,
    /// How hard it is to rank, 0 to 100.
    Difficulty,
    /// Cost per click, in the currency of the file.
    Cpc,
    /// What the searcher wants.
    Intent,
    /// The market, as ISO 3166-1 code or English name.
    Country,
    /// Interest over up to twelve months: one column with a list, or one column a month.
    Trend,
    /// Not imported.
    Ignore,
}

impl Target {
    /// Every target, in the order in which lists show them.
    pub const ALL: [Self; 8] = [
        Self::Keyword,
        Self::Volume,
        Self::Difficulty,
        Self::Cpc,
        Self::Intent,
        Self::Country,
        Self::Trend,
        Self::Ignore,
    ];

    /// The transmitted name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Keyword => "keyword",
            Self::Volume => "volume",
            Self::Difficulty => "difficulty",
            Self::Cpc => "cpc",
            Self::Intent => "intent",
            Self::Country => "country",
            Self::Trend => "trend",
            Self::Ignore => "ignore",
        }
    }

    /// The name that people read.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Keyword => "Keyword",
            Self::Volume => "Volume",
            Self::Difficulty => "Difficulty",
            Self::Cpc => "CPC",
            Self::Intent => "Intent",
            Self::Country => "Country",
            Self::Trend => "Trend",
            Self::Ignore => "Do not import",
        }
    }

    /// Whether several columns may share this target: months make one trend, and anything may be left out.
    pub const fn may_repeat(self) -> bool {
        matches!(self, Self::Trend | Self::Ignore)
    }
}
