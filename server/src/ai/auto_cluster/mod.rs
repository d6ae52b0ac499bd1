//! Auto-cluster: groups the selected keywords of each sector; pinned keywords stay where they are.

mod refine;
mod sector;
mod thread;

use std::collections::BTreeMap;
use std::time::Instant;

use async_trait::async_trait;
use igny8::ai::Function;
use igny8::backend::Selection;
use igny8::job::Phase;
use igny8::planner::keywords::PAGE;
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use self::thread::Span;
use crate::ai::counted;
use crate::ai::engine::Engine;
use crate::ai::name_clusters;
use crate::backend::resources::rows;
use crate::error::{Error, Result};
use crate::jobs::{Done, Finished, JobFunction, Run};
use crate::repo::filter::Rows;
use crate::repo::planner::clustering::{self, Candidate};

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
        drop(tx);
        let total = candidates.len();
        let (pinned, free): (Vec<_>, Vec<_>) = candidates.into_iter().partition(|candidate| candidate.pinned);
        run.log(
            "info",
            &format!("{total} keywords, {} of them pinned", pinned.len()),
        );
        let known = name_clusters::known(&free);
        let mut sectors: BTreeMap<Uuid, Vec<Candidate>> = BTreeMap::new();
        for candidate in free {
            sectors.entry(candidate.sector).or_default().push(candidate);
        }
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
                &format!("By meaning, {joined} groups joined others and {placed} strays found a group"),
            );
        }
        if let Some(engine) = &engine {
            run.progress(Phase::Parse, 0.0, "Naming clusters");
            name_clusters::name(run, engine, &mut found, &known).await?;
        }
        run.progress(Phase::Save, 0.0, "Saving clusters");
        let clusters = found.iter().filter(|group| group.name.is_some()).count();
        let stray: usize = found
            .iter()
            .filter(|group| group.name.is_none())
            .map(|group| group.members.len())
            .sum();
        let clustered = total - stray;
        run.log(
            "info",
            &format!("{clusters} clusters, {clustered} keywords clustered, {stray} stray"),
        );
        let result = json!({
            "keywords": total, "clusters": clusters, "clustered": clustered, "stray": stray,
            "joined": joined, "placed": placed,
            "seconds": (began.elapsed().as_secs_f64() * 10.0).round() / 10.0,
        });
        let done = Done {
            result,
            message: format!(
                "{clustered} of {} in {}, {stray} stray",
                counted(total, "keyword", "keywords"),
                counted(clusters, "new cluster", "new clusters")
            ),
            used: Function::AutoCluster
                .price()
                .of(i64::try_from(total).unwrap_or(i64::MAX)),
        };
        let mut tx = run.begin().await?;
        clustering::save(&mut tx, &found).await?;
        run.finish(tx, done).await
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
                &format!("No model refines or names clusters. {}", problem.detail),
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
