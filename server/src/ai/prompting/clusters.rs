//! What is asked for clusters: names for groups of keywords, and ideas for articles.

use provider::writing::{Ideas, NameClusters, Phrase};
use uuid::Uuid;

use crate::error::Result;
use crate::repo::ai::setup::Setup;
use crate::repo::planner::clustering::Candidate;
use crate::repo::planner::idea_generation::{self, Topic};
use crate::tenancy::Tx;

/// Keywords of a group that a model sees.
pub const KEYWORDS: usize = 8;

/// What names need of a keyword.
#[derive(Debug)]
pub struct Known {
    keyword: String,
    volume: i64,
    language: String,
}

impl Known {
    /// What names need of this keyword.
    pub fn of(candidate: &Candidate) -> Self {
        Self {
            keyword: candidate.keyword.clone(),
            volume: candidate.volume.unwrap_or(0),
            language: candidate.language.clone(),
        }
    }
}

/// Asks for a name for each group, by its strongest keywords.
pub fn names(groups: Vec<Vec<&Known>>) -> NameClusters {
    let mut language = String::new();
    let groups = groups
        .into_iter()
        .map(|mut members| {
            members.sort_by_key(|member| std::cmp::Reverse(member.volume));
            if let Some(first) = members.first() {
                language.clone_from(&first.language);
            }
            let strongest = members.into_iter().take(KEYWORDS);
            strongest.map(|member| member.keyword.clone()).collect()
        })
        .collect();
    NameClusters { language, groups }
}

/// Asks for ideas for a cluster; with what is known of it.
///
/// # Errors
/// 404 if it is not there any more.
pub async fn ideas(tx: &mut Tx, cluster: Uuid, setup: &Setup) -> Result<(Ideas, Topic)> {
    let topic = idea_generation::topic(tx, cluster).await?;
    let phrase = |(keyword, volume): &(String, Option<i64>)| Phrase {
        keyword: keyword.clone(),
        volume: *volume,
    };
    let ideas = Ideas {
        language: topic.language.clone(),
        sector: topic.about.clone(),
        cluster: topic.name.clone(),
        intent: topic.intent.map(|intent| intent.to_string()),
        keywords: topic.keywords.iter().map(phrase).collect(),
        count: usize::try_from(setup.ideas_per_cluster).unwrap_or(1),
        existing: topic.titles.clone(),
        voice: topic.voice.clone(),
    };
    Ok((ideas, topic))
}
