//! Better names for clusters by a model, where one is set; whatever goes wrong with it, clusters keep the names that
//! their strongest keywords give.

use std::collections::HashMap;

use igny8::job_run::Level;
use igny8::planner::phrase::clean_phrase;
use provider::writing::{NamesAnswer, Purpose};
use uuid::Uuid;

use crate::ai::engine::Engine;
use crate::ai::prompting::clusters::{self, Known};
use crate::error::{Error, Result};
use crate::repo::planner::clustering::{Candidate, Group};
use crate::runner::Run;

/// Groups that one call names.
const BATCH_SIZE: usize = 40;

/// Keeps what names need.
pub(super) fn known<'a>(candidates: impl Iterator<Item = &'a Candidate>) -> HashMap<Uuid, Known> {
    candidates
        .map(|candidate| (candidate.id, Known::of(candidate)))
        .collect()
}

/// Asks for a name for each group; one that gets none is missing in the answer.
pub(super) async fn names(
    run: &Run,
    engine: &Engine,
    groups: &[Group],
    known: &HashMap<Uuid, Known>,
) -> Result<HashMap<Uuid, String>> {
    let mut names = HashMap::new();
    for batch in groups.chunks(BATCH_SIZE) {
        match ask(engine, batch, known).await {
            Ok(answers) => {
                for (group, name) in batch.iter().zip(answers) {
                    let name: String = clean_phrase(&name).chars().take(120).collect();
                    if !name.is_empty() {
                        names.insert(group.id, name);
                    }
                }
            }
            Err(Error::Problem(problem)) => {
                run.log(
                    Level::Warn,
                    &format!("Clusters keep their current names. {}", problem.detail),
                );
                break;
            }
            Err(error) => return Err(error),
        }
    }
    Ok(names)
}

async fn ask(engine: &Engine, batch: &[Group], known: &HashMap<Uuid, Known>) -> Result<Vec<String>> {
    let members = |group: &Group| group.members.iter().filter_map(|id| known.get(id)).collect();
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
