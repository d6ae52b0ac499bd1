//! Where a keyword and its metrics come from.

use serde::{Deserialize, Serialize};

/// Where a keyword and its metrics come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// An export of Semrush.
    Semrush,
    /// An export of Ahrefs.
    Ahrefs,
    /// An export of Google Keyword Planner.
    KeywordPlanner,
    /// An export of Google Search Console.
    SearchConsole,
    /// A file that none of the known tools wrote.
    List,
    /// Typed in by a person, without a file.
    Manual,
}

impl Source {
    /// Every source, in the order in which lists show them.
    pub const ALL: [Self; 6] = [
        Self::Semrush,
        Self::Ahrefs,
        Self::KeywordPlanner,
        Self::SearchConsole,
        Self::List,
        Self::Manual,
    ];

    /// The stored and transmitted name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Semrush => "semrush",
            Self::Ahrefs => "ahrefs",
            Self::KeywordPlanner => "keyword_planner",
            Self::SearchConsole => "search_console",
            Self::List => "list",
            Self::Manual => "manual",
        }
    }

    /// The name that people read.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Semrush => "Semrush",
            Self::Ahrefs => "Ahrefs",
            Self::KeywordPlanner => "Google Keyword Planner",
            Self::SearchConsole => "Google Search Console",
            Self::List => "Keyword list",
            Self::Manual => "Added by hand",
        }
    }

    /// The source with this stored name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.as_str() == name)
    }
}
