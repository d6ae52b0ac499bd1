//! Ideas for the articles of a cluster, and names for clusters.

use serde::{Deserialize, Serialize};

/// A keyword with what is known of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Phrase {
    /// The search phrase.
    pub keyword: String,
    /// Searches a month.
    pub volume: Option<i64>,
}

/// Groups to be named.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NameClusters {
    /// Language of the names (BCP 47, such as `en`).
    pub language: String,
    /// The strongest keywords of each group, in order.
    pub groups: Vec<Vec<String>>,
}

/// One name a group, in the same order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NamesAnswer {
    /// The names: 2 to 5 words each.
    pub names: Vec<String>,
}

/// A cluster to find article ideas for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ideas {
    /// Language of the titles (BCP 47).
    pub language: String,
    /// What the site is about, where it says so.
    pub sector: String,
    /// The cluster's name.
    pub cluster: String,
    /// Its search intent, where known.
    pub intent: Option<String>,
    /// Its keywords, strongest first.
    pub keywords: Vec<Phrase>,
    /// How many ideas.
    pub count: usize,
    /// Titles that exist already and must not come again.
    pub existing: Vec<String>,
    /// The site's brand voice, if any.
    pub voice: Option<String>,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdeasAnswer {
    /// The ideas.
    pub ideas: Vec<Idea>,
}

/// One idea.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Idea {
    /// The article's working title, at most 100 characters.
    pub title: String,
    /// What this article does that others do not, one or two sentences.
    pub angle: String,
    /// Headings of its sections, 3 to 12.
    pub outline: Vec<String>,
    /// One of `guide`, `how_to`, `list`, `comparison`, `review`, `news`, `landing`.
    pub content_type: String,
    /// Which of the cluster's keywords it is for, the main one first.
    pub target_keywords: Vec<String>,
    /// From 1 (first) to 3.
    pub priority: i16,
}
