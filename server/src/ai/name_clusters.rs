//! Better names for clusters by a model, where one is set; whatever goes wrong with it, clusters keep the names that
//! their strongest keywords give.

use std::collections::HashMap;

use igny8::planner::phrase::clean_phrase;
use uuid::Uuid;

use crate::ai::engine::Engine;
use crate::ai::writing::{NameClusters, NamesAnswer, Purpose};
use crate::error::{Error, Result};
use crate::jobs::Run;
use crate::repo::planner::clustering::{Candidate, Group};

/// Groups that one call names.
const AT_ONCE: usize = 40;
/// Keywords of a group that a model sees.
const KEYWORDS: usize = 8;

/// What names need of a keyword.
pub(super) struct Known {
    keyword: String,
    volume: i64,
    language: String,
}

/// Keeps what names need.
pub(super) fn known(candidates: &[Candidate]) -> HashMap<Uuid, Known> {
    candidates
        .iter()
        .map(|candidate| {
            let known = Known {
                keyword: candidate.keyword.clone(),
                volume: candidate.volume.unwrap_or(0),
                language: candidate.language.clone(),
            };
            (candidate.id, known)
        })
        .collect()
}

/// Names the groups.
pub(super) async fn name(
    run: &Run,
    engine: &Engine,
    groups: &mut [Group],
    known: &HashMap<Uuid, Known>,
) -> Result<()> {
    let mut named: Vec<&mut Group> = groups.iter_mut().filter(|group| group.name.is_some()).collect();
    for batch in named.chunks_mut(AT_ONCE) {
        match names(engine, batch, known).await {
            Ok(answers) => {
                for (group, name) in batch.iter_mut().zip(answers) {
                    let name: String = clean_phrase(&name).chars().take(120).collect();
                    if !name.is_empty() {
                        group.name = Some(name);
                    }
                }
            }
            Err(Error::Problem(problem)) => {
                run.log(
                    "warn",
                    &format!("Clusters keep their own names. {}", problem.detail),
                );
                return Ok(());
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

async fn names(engine: &Engine, batch: &[&mut Group], known: &HashMap<Uuid, Known>) -> Result<Vec<String>> {
    let mut language = String::new();
    let groups: Vec<Vec<String>> = batch
        .iter()
        .map(|group| {
            let mut members: Vec<&Known> = group.members.iter().filter_map(|id| known.get(id)).collect();
            members.sort_by_key(|member| std::cmp::Reverse(member.volume));
            if let Some(first) = members.first() {
                language.clone_from(&first.language);
            }
            members
                .iter()
                .take(KEYWORDS)
                .map(|member| member.keyword.clone())
                .collect()
        })
        .collect();
    let count = groups.len();
    let purpose = Purpose::NameClusters(NameClusters { language, groups });
    let answer: NamesAnswer = engine
        .ask(&purpose, |answer: &NamesAnswer| {
            if answer.names.len() == count {
                Ok(())
            } else {
                Err(format!(
                    "there are {} names for {count} groups",
                    answer.names.len()
                ))
            }
        })
        .await?;
    Ok(answer.names)
}
