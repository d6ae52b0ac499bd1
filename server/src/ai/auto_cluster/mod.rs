//! Auto-cluster: groups the selected keywords of each sector beside those that are in a cluster already; pinned keywords stay
//! where they are, and what persists keeps its id and name.

mod identity;
mod refine;
mod sector;
mod thread;

use std::collections::{BTreeMap, HashSet};
use std::time::Instant;

use async_trait::async_trait;
use igny8::ai::Function;
use igny8::backend::Selection;
use igny8::job::Phase;
use igny8::planner::keywords::PAGE;
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use self::identity::{Settled, There};
use self::thread::Span;
use crate::ai::counted;
use crate::ai::engine::Engine;
use crate::ai::name_clusters;
use crate::backend::resources::rows;
use crate::error::{Error, Result};
use crate::jobs::{Done, Finished, JobFunction, Run};
use crate::repo::filter::Rows;
use crate::repo::planner::clustering::{self, Candidate, Group};
use crate::repo::planner::groupings::{self, Change};
use crate::tenancy::Tx;

/// The function.
pub struct AutoCluster;

#[derive(Deserialize)]
struct Params {
    selection: Selection,
}

#[async_trait]
impl JobFunction for AutoCluster {
    fn function(&self) -> Function {
        Function::AutoCluster
    }

    async fn run(&self, run: &Run) -> Result<Finished> {
        let began = Instant::now();
        let params: Params = serde_json::from_value(run.task().params.clone())?;
        run.progress(Phase::Prepare, 0.0, "Reading keywords");
        let mut tx = run.begin().await?;
        let selection = match run.priced(&mut tx).await? {
            Some(priced) => Rows::Ids(priced),
            None => rows(&PAGE, params.selection)?,
        };
        let settings = clustering::settings(&mut tx).await?;
        let candidates = clustering::candidates(&mut tx, &selection).await?;
        let total = candidates.len();
        let selected: Vec<Uuid> = candidates.iter().map(|candidate| candidate.id).collect();
        let (pinned, free): (Vec<_>, Vec<_>) = candidates.into_iter().partition(|candidate| candidate.pinned);
        let scope: Vec<Uuid> = free
            .iter()
            .map(|candidate| candidate.sector)
            .collect::<HashSet<_>>()
            .into_iter()
            .collect();
        let company = clustering::company(&mut tx, &scope, &selected).await?;
        drop(tx);
        run.log(
            "info",
            &format!("{total} keywords, {} of them pinned", pinned.len()),
        );
        if !company.is_empty() {
            run.log(
                "info",
                &format!(
                    "{} keywords in the same sectors are already clustered and stay where they are",
                    company.len()
                ),
            );
        }
        let in_place = pinned.len();
        let asked = Asked {
            free: free.iter().map(|candidate| candidate.id).collect(),
            sectors: scope,
        };
        let mut sectors: BTreeMap<Uuid, Vec<Candidate>> = BTreeMap::new();
        for candidate in free {
            sectors.entry(candidate.sector).or_default().push(candidate);
        }
        for candidate in pinned.into_iter().chain(company) {
            if let Some(members) = sectors.get_mut(&candidate.sector) {
                members.push(candidate);
            }
        }
        let known = name_clusters::known(sectors.values().flatten());
        let engine = engine(run).await?;
        let few = refine::few(known.len());
        let (mut found, mut joined, mut placed) = (Vec::new(), 0, 0);
        for (span, (sector, members)) in spans(sectors.len()).zip(sectors) {
            let grouped = sector::group(run, &settings, engine.as_ref(), few, sector, members, span).await?;
            found.extend(grouped.groups);
            joined += grouped.joined;
            placed += grouped.placed;
        }
        if joined + placed > 0 {
            run.log(
                "info",
                &format!(
                    "By meaning, {joined} groups were merged and {placed} unclustered keywords were placed"
                ),
            );
        }
        if let Some(engine) = &engine {
            run.progress(Phase::Parse, 0.0, "Naming clusters");
            // Clusters that persist keep their names, so nobody is asked about those.
            let mut tx = run.begin().await?;
            let new = asked.settle(&mut tx, found.clone()).await?.made;
            drop(tx);
            let names = name_clusters::names(run, engine, &new, &known).await?;
            for group in &mut found {
                if let Some(name) = names.get(&group.id) {
                    group.name = Some(name.clone());
                }
            }
        }
        run.progress(Phase::Save, 0.0, "Saving clusters");
        let mut tx = run.begin().await?;
        let settled = asked.settle(&mut tx, found).await?;
        let change = Change {
            made: &settled.made,
            stayed: &settled.stayed,
            places: &settled.places,
        };
        let removed = groupings::save(&mut tx, run.task().id.0, change).await?;
        let homes: Vec<Uuid> = settled
            .places
            .iter()
            .filter_map(|(_, cluster)| *cluster)
            .collect();
        let stray = settled.places.len() - homes.len();
        let clustered = homes.len() + in_place;
        let clusters = homes.into_iter().collect::<HashSet<_>>().len();
        let made = settled.made.len();
        let counts = format!(
            "{} ({made} new), {removed} removed, {clustered} keywords clustered, {stray} unclustered",
            counted(clusters, "cluster", "clusters"),
        );
        run.log("info", &counts);
        let done = Done {
            result: json!({
                "keywords": total, "clusters": clusters, "made": made, "removed": removed, "clustered": clustered,
                "stray": stray, "joined": joined, "placed": placed,
                "seconds": (began.elapsed().as_secs_f64() * 10.0).round() / 10.0,
            }),
            message: format!(
                "{clustered} of {} in {} ({made} new), {stray} unclustered",
                counted(total, "keyword", "keywords"),
                counted(clusters, "cluster", "clusters")
            ),
            used: Function::AutoCluster
                .price()
                .of(i64::try_from(total).unwrap_or(i64::MAX)),
        };
        run.finish(tx, done).await
    }
}

/// What the run was asked to group.
struct Asked {
    /// The keywords that may move.
    free: HashSet<Uuid>,
    /// Their sectors.
    sectors: Vec<Uuid>,
}

impl Asked {
    /// Says which cluster each group is, by what is there now. Nobody else changes the sectors' groups meanwhile.
    async fn settle(&self, tx: &mut Tx, groups: Vec<Group>) -> Result<Settled> {
        let (clusters, members) = clustering::there(tx, &self.sectors).await?;
        let there = There {
            clusters: &clusters,
            members: &members,
            free: &self.free,
        };
        Ok(identity::settle(groups, &there))
    }
}

/// Who refines and names clusters, if the account has set somebody who can. Without one, clusters are what words make
/// them and have the names that their strongest keywords give.
async fn engine(run: &Run) -> Result<Option<Engine>> {
    match Engine::open(run).await {
        Ok(engine) => Ok(Some(engine).filter(|engine| !engine.is_offline())),
        Err(Error::Problem(problem)) => {
            run.log(
                "warn",
                &format!("Clusters aren't refined or named by a model. {}", problem.detail),
            );
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// The parts of the long phase that so many sectors are.
#[expect(clippy::cast_precision_loss, reason = "an account has few sectors")]
fn spans(sectors: usize) -> impl Iterator<Item = Span> {
    (0..sectors).map(move |at| Span {
        from: at as f32 / sectors as f32,
        to: (at + 1) as f32 / sectors as f32,
    })
}
