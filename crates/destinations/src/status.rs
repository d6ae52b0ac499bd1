//! What a post is at its destination, in WordPress' words, which webhooks use too.

use std::fmt;

use serde::{Deserialize, Serialize, Serializer};

/// The status of a post. Plugins add their own, so that every text is one.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "String")]
pub enum PostStatus {
    /// Nobody but its editors sees it.
    Draft,
    /// It waits for somebody's yes.
    Pending,
    /// Who is signed in sees it.
    Private,
    /// Readers will see it at a set time.
    Future,
    /// Readers see it.
    Publish,
    /// It is about to be deleted.
    Trash,
    /// Another one; empty where there is none.
    Other(String),
}

impl PostStatus {
    /// The word.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Draft => "draft",
            Self::Pending => "pending",
            Self::Private => "private",
            Self::Future => "future",
            Self::Publish => "publish",
            Self::Trash => "trash",
            Self::Other(text) => text,
        }
    }

    /// Whether nothing is known of it.
    pub fn is_empty(&self) -> bool {
        self.as_str().is_empty()
    }

    /// Whether readers see it, or will.
    pub const fn is_live(&self) -> bool {
        matches!(self, Self::Publish | Self::Future | Self::Private)
    }

    /// How far it is on the way to readers.
    const fn height(&self) -> u8 {
        match self {
            Self::Publish => 5,
            Self::Private => 4,
            Self::Future => 3,
            Self::Pending => 2,
            Self::Draft => 1,
            Self::Trash | Self::Other(_) => 0,
        }
    }

    /// Whether it is nearer to readers than another.
    pub const fn is_above(&self, other: &Self) -> bool {
        self.height() > other.height()
    }
}

impl Default for PostStatus {
    fn default() -> Self {
        Self::Other(String::new())
    }
}

impl From<String> for PostStatus {
    fn from(text: String) -> Self {
        match text.as_str() {
            "draft" => Self::Draft,
            "pending" => Self::Pending,
            "private" => Self::Private,
            "future" => Self::Future,
            "publish" => Self::Publish,
            "trash" => Self::Trash,
            _ => Self::Other(text),
        }
    }
}

impl fmt::Display for PostStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for PostStatus {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_stays_what_it_is() {
        for word in [
            "draft",
            "pending",
            "private",
            "future",
            "publish",
            "trash",
            "acf-disabled",
            "",
        ] {
            let status = PostStatus::from(word.to_owned());
            assert_eq!(status.as_str(), word);
            assert_eq!(status.is_empty(), word.is_empty());
            let json = serde_json::to_value(&status).expect("a text");
            assert_eq!(json, word);
            assert_eq!(
                serde_json::from_value::<PostStatus>(json).expect("a status"),
                status
            );
        }
        assert!(PostStatus::Publish.is_above(&PostStatus::Future));
        assert!(!PostStatus::Trash.is_above(&PostStatus::default()));
    }
}
