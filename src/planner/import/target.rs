//! What a column of an imported file can become.

use serde::{Deserialize, Serialize};

/// What a column of an imported file becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// The search phrase itself; every file needs exactly one.
    Keyword,
    /// Searches a month.
    Volume,
    /// The lower end of a range of searches a month.
    VolumeLow,
    /// The upper end of a range of searches a month.
    VolumeHigh,
    /// Searches a month on one kind of device: all such columns together are the volume.
    VolumePart,
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
    pub const ALL: [Self; 11] = [
        Self::Keyword,
        Self::Volume,
        Self::VolumeLow,
        Self::VolumeHigh,
        Self::VolumePart,
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
            Self::VolumeLow => "volume_low",
            Self::VolumeHigh => "volume_high",
            Self::VolumePart => "volume_part",
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
            Self::VolumeLow => "Volume (minimum)",
            Self::VolumeHigh => "Volume (maximum)",
            Self::VolumePart => "Volume (one device)",
            Self::Difficulty => "Difficulty",
            Self::Cpc => "CPC",
            Self::Intent => "Intent",
            Self::Country => "Country",
            Self::Trend => "Trend",
            Self::Ignore => "Do not import",
        }
    }

    /// Whether several columns may share this target: months make one trend, devices one volume, columns of true and
    /// false one intent, and anything may be left out.
    pub const fn may_repeat(self) -> bool {
        matches!(self, Self::Trend | Self::VolumePart | Self::Intent | Self::Ignore)
    }
}
