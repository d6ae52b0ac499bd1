//! Better names for clusters by a model, where one is set; whatever goes wrong with it, clusters keep the names that
//! their strongest keywords give.

use std::collections::HashMap;

use igny8::planner::phrase::clean_phrase;
use uuid::Uuid;

use crate::ai::asking::clusters::{self, Known};
use crate::ai::engine::Engine;
use crate::ai::writing::{NamesAnswer, Purpose};
use crate::error::{Error, Result};
use crate::jobs::Run;
use crate::repo::planner::clustering::{Candidate, Group};

/// Groups that one call names.
const AT_ONCE: usize = 40;

/// Keeps what names need.
pub(super) fn known(candidates: &[Candidate]) -> HashMap<Uuid, Known> {
    candidates
        .iter()
        .map(|candidate| (candidate.id, Known::of(candidate)))
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
    let members = |group: &&mut Group| group.members.iter().filter_map(|id| known.get(id)).collect();
    let groups: Vec<Vec<&Known>> = batch.iter().map(members).collect();
    let count = groups.len();
    let purpose = Purpose::NameClusters(clusters::names(groups));
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
