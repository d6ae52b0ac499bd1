//! Auto-cluster: groups the selected keywords of each sector; pinned keywords stay where they are.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use igny8::ai::Function;
use igny8::backend::Selection;
use igny8::job::Phase;
use igny8::planner::keywords::PAGE;
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use crate::ai::clustering::{Clustering, Language, Options, Phrase, Stage, cluster};
use crate::ai::name_clusters;
use crate::backend::resources::rows;
use crate::error::{Error, Result};
use crate::jobs::{Done, Finished, JobFunction, Run};
use crate::repo::planner::clustering::{self, Candidate, Group};

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
        let selection = rows(&PAGE, params.selection)?;
        let mut tx = run.begin().await?;
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
        let count = sectors.len();
        let mut found = Vec::new();
        for (at, (sector, members)) in sectors.into_iter().enumerate() {
            found.extend(group(run, &settings, sector, members, at, count).await?);
        }
        run.progress(Phase::Parse, 0.0, "Naming clusters");
        name_clusters::name(run, &mut found, &known).await?;
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
            "seconds": (began.elapsed().as_secs_f64() * 10.0).round() / 10.0,
        });
        let done = Done {
            result,
            message: format!("{clustered} of {total} keywords in {clusters} new clusters, {stray} stray"),
            used: Function::AutoCluster
                .price()
                .of(i64::try_from(total).unwrap_or(i64::MAX)),
        };
        let mut tx = run.begin().await?;
        clustering::save(&mut tx, &found).await?;
        run.finish(tx, done).await
    }
}

/// Groups the keywords of one sector on a thread of its own, telling how far it is and asking whether to stop.
async fn group(
    run: &Run,
    settings: &clustering::Settings,
    sector: Uuid,
    members: Vec<Candidate>,
    at: usize,
    sectors: usize,
) -> Result<Vec<Group>> {
    let language = members
        .first()
        .map_or_else(String::new, |member| member.language.clone());
    let options = Options {
        min_size: settings.min_size,
        // The setting's middle stands for the default; see `Options::closeness`.
        closeness: settings.similarity * 2.0 * Options::default().closeness,
        language: Language::from_code(&language),
        ..Options::default()
    };
    let (share, stop) = (Arc::new(AtomicU32::new(0)), Arc::new(AtomicBool::new(false)));
    let members = Arc::new(members);
    let work = {
        let (share, stop, members) = (share.clone(), stop.clone(), members.clone());
        tokio::task::spawn_blocking(move || {
            #[expect(
                clippy::cast_precision_loss,
                reason = "a weight only orders; volumes lie far below 2^53"
            )]
            let phrases: Vec<_> = members
                .iter()
                .map(|member| Phrase {
                    text: &member.keyword,
                    weight: member.volume.unwrap_or(0).max(0) as f64 + 1.0,
                })
                .collect();
            cluster(&phrases, &options, &mut |stage, part| {
                share.store(overall(stage, part).to_bits(), Ordering::Relaxed);
                if stop.load(Ordering::Relaxed) {
                    ControlFlow::Break(())
                } else {
                    ControlFlow::Continue(())
                }
            })
        })
    };
    tokio::pin!(work);
    let clustering = loop {
        tokio::select! {
            done = &mut work => break done?.map_err(|_| Error::Cancelled)?,
            () = tokio::time::sleep(Duration::from_millis(100)) => {
                if let Err(error) = run.check_cancelled() {
                    stop.store(true, Ordering::Relaxed);
                    return Err(error);
                }
                let part = f32::from_bits(share.load(Ordering::Relaxed));
                #[expect(clippy::cast_precision_loss, reason = "an account has few sectors")]
                let whole = (at as f32 + part) / sectors as f32;
                run.progress(Phase::Call, whole, &format!("Comparing {} keywords", members.len()));
            }
        }
    };
    Ok(groups(sector, &members, &clustering))
}

/// How much of the whole a stage and what is done of it are; measured shares of a large list.
fn overall(stage: Stage, part: f32) -> f32 {
    let (from, to) = match stage {
        Stage::Reading => (0.0, 0.05),
        Stage::Vectors => (0.05, 0.15),
        Stage::Neighbours => (0.15, 0.8),
        Stage::Communities => (0.8, 0.9),
        Stage::Division => (0.9, 0.97),
        Stage::Groups => (0.97, 1.0),
    };
    from + (to - from) * part.clamp(0.0, 1.0)
}

/// The clusters of a sector, and last, without a name, its strays.
fn groups(sector: Uuid, members: &[Candidate], clustering: &Clustering) -> Vec<Group> {
    let pick =
        |places: &mut dyn Iterator<Item = usize>| places.map(|place| members[place].id).collect::<Vec<_>>();
    let mut out: Vec<Group> = clustering
        .groups
        .iter()
        .map(|group| Group {
            id: Uuid::now_v7(),
            sector,
            name: Some(group.name.clone()),
            confidence: f64::from(group.confidence),
            intent: most_common(
                group
                    .members
                    .iter()
                    .filter_map(|&place| members[place as usize].intent.as_deref()),
            ),
            members: pick(&mut group.members.iter().map(|&place| place as usize)),
        })
        .collect();
    let stray = clustering
        .assignment
        .iter()
        .enumerate()
        .filter(|(_, group)| group.is_none())
        .map(|(place, _)| place);
    let stray = pick(&mut { stray });
    if !stray.is_empty() {
        out.push(Group {
            id: Uuid::now_v7(),
            sector,
            name: None,
            confidence: 0.0,
            intent: None,
            members: stray,
        });
    }
    out
}

/// The value that occurs most; of several, the first in order.
fn most_common<'a>(values: impl Iterator<Item = &'a str>) -> Option<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for value in values {
        *counts.entry(value).or_default() += 1;
    }
    let most = counts.values().copied().max()?;
    counts
        .into_iter()
        .find(|(_, count)| *count == most)
        .map(|(value, _)| value.to_owned())
}
