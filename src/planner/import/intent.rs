//! What somebody who searches wants.

use serde::{Deserialize, Serialize};

/// What somebody who searches wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Intent {
    /// To learn something.
    Informational,
    /// To reach a certain site or page.
    Navigational,
    /// To compare before buying.
    Commercial,
    /// To buy or to act.
    Transactional,
}

impl Intent {
    /// Every intent, in the order in which lists show them.
    pub const ALL: [Self; 4] = [
        Self::Informational,
        Self::Navigational,
        Self::Commercial,
        Self::Transactional,
    ];

    /// The stored and transmitted name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Informational => "informational",
            Self::Navigational => "navigational",
            Self::Commercial => "commercial",
            Self::Transactional => "transactional",
        }
    }

    /// The name that people read.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Informational => "Informational",
            Self::Navigational => "Navigational",
            Self::Commercial => "Commercial",
            Self::Transactional => "Transactional",
        }
    }
}
