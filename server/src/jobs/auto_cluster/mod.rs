//! Auto-cluster: groups the selected keywords of each sector beside those that are in a cluster already; pinned keywords stay
//! where they are, and what persists keeps its id and name.

mod assignment;
mod identity;
mod names;
mod obedience;
pub mod recut;
mod refine;
mod sector;
mod standing;
pub mod terrain;
mod thread;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::time::Instant;

use async_trait::async_trait;
use igny8::error::Problem;
use igny8::job_run::{JobRun, Level, Phase};
use igny8::jobs::Job;
use igny8::permission::Verb;
use igny8::planner::keywords::PAGE;
use igny8::planner::recut::ChangeKind;
use igny8::resource::Resource;
use serde_json::json;
use uuid::Uuid;

use self::sector::{Grouped, Wish};
use self::standing::{Bond, Settled, There};
use self::thread::Span;
use crate::ai::engine::Engine;
use crate::ai::prompting::clusters::Known;
use crate::error::{Error, Result};
use crate::jobs::asked::rows;
use crate::jobs::counted;
use crate::repo::ai::provider_setting::ProviderSetting;
use crate::repo::planner::clustering::{self, Candidate, Group, Settings};
use crate::repo::planner::cuts;
use crate::repo::planner::groupings::{self, Change};
use crate::repo::planner::teaching::{self, Said};
use crate::repo::write;
use crate::runner::{Done, Finished, JobHandler, Provided, Run, Scheduled};
use crate::state::App;
use crate::tenancy::{Scope, Tx};

/// The function.
pub struct AutoCluster;

#[async_trait]
impl JobHandler for AutoCluster {
    fn job(&self) -> Job {
        Job::AutoCluster
    }

    fn scheduled(&self) -> Option<Scheduled> {
        Some(Scheduled {
            resource: Resource::Keywords,
            query: "status=new&sort=-volume",
            rows: None,
        })
    }

    fn provider(&self) -> Option<Provided> {
        Some(Provided::names(ProviderSetting::Clusters))
    }

    async fn undo(&self, app: &App, scope: &Scope, run: &JobRun) -> Result<u64> {
        if !run.status.is_terminal() {
            let message = "The task is still running. Cancel it or wait until it finishes, then undo it.";
            return Err(Problem::conflict(message).into());
        }
        scope.require(Verb::Delete, Resource::Clusters)?;
        let grant = scope.require(Verb::Update, Resource::Keywords)?;
        let mut tx = app.db.begin(&grant).await?;
        // Whoever sees the run sees all that it has changed; what it deleted may be only theirs to bring back who see all sites.
        tx.beyond_sites().await?;
        let count = groupings::undo(&mut tx, run.id).await;
        let count = tx.within_sites(count).await?;
        let what = Some("Undo auto-cluster");
        write::audit(&mut tx, Verb::Update, Resource::Keywords, &[run.id], what, None).await?;
        tx.commit().await?;
        Ok(count)
    }

    async fn run(&self, run: &Run) -> Result<Finished> {
        let began = Instant::now();
        let given = Given::read(run).await?;
        let known = names::known(given.sectors.values().flatten());
        let engine = engine(run).await?;
        let few = refine::few(known.len());
        let mut found = group(run, &given.wishes, engine.as_ref(), few, given.sectors).await?;
        if let Some(engine) = &engine {
            name(run, engine, &given.asked, &known, &mut found).await?;
        }
        run.progress(Phase::Save, 0.0, "Saving clusters");
        let mut tx = run.begin().await?;
        let settled = given.asked.settle(&mut tx, found.groups, &found.bonds).await?;
        let change = Change {
            kind: ChangeKind::AutoCluster,
            sector: None,
            made: &settled.made,
            stayed: &settled.stayed,
            places: &settled.places,
        };
        let removed = groupings::save(&mut tx, run.task().id.0, change).await?.gone;
        for (sector, graph) in &found.graphs {
            cuts::keep_graph(&mut tx, *sector, graph).await?;
        }
        let total = given.total;
        let tally = Tally::of(total, given.in_place, &settled);
        run.log(Level::Info, &tally.line(removed));
        let done = Done {
            result: json!({
                "keywords": total, "clusters": tally.clusters, "made": tally.made, "removed": removed,
                "clustered": tally.clustered, "stray": tally.stray, "joined": found.joined, "placed": found.placed,
                "seconds": (began.elapsed().as_secs_f64() * 10.0).round() / 10.0,
            }),
            message: tally.message(),
            used: Job::AutoCluster
                .price()
                .of(i64::try_from(total).unwrap_or(i64::MAX)),
        };
        run.finish(tx, done).await
    }
}

/// What a run has to work with.
struct Given {
    /// How clusters are wanted.
    wishes: Wishes,
    /// What may move, and where.
    asked: Asked,
    /// All keywords that are compared, by sector: those that may move and those beside them.
    sectors: BTreeMap<Uuid, Vec<Candidate>>,
    /// How many keywords were selected.
    total: usize,
    /// How many of those are pinned.
    in_place: usize,
}

impl Given {
    async fn read(run: &Run) -> Result<Self> {
        run.progress(Phase::Prepare, 0.0, "Reading keywords");
        let mut tx = run.begin().await?;
        let selection = rows(run, &mut tx, &PAGE).await?;
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
        let wishes = Wishes {
            settings,
            narrowness: cuts::narrowness(&mut tx, &scope).await?.into_iter().collect(),
            said: teaching::of_sectors(&mut tx, &scope).await?,
        };
        drop(tx);
        let in_place = pinned.len();
        run.log(
            Level::Info,
            &format!("{total} keywords, {in_place} of them pinned"),
        );
        if !wishes.said.is_empty() {
            let told = counted(wishes.said.len(), "correction", "corrections");
            run.log(Level::Info, &format!("Applying {told}"));
        }
        if !company.is_empty() {
            run.log(
                Level::Info,
                &format!(
                    "{} keywords in the same sectors are already clustered and stay where they are",
                    company.len()
                ),
            );
        }
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
        Ok(Self {
            wishes,
            asked,
            sectors,
            total,
            in_place,
        })
    }
}

/// How clusters are wanted.
struct Wishes {
    /// As the account has it.
    settings: Settings,
    /// As somebody adjusted sectors.
    narrowness: HashMap<Uuid, i16>,
    /// What people said of keywords.
    said: Vec<Said>,
}

/// Groups the keywords of each sector; `few` bounds how many keywords of a group a model is asked about.
async fn group(
    run: &Run,
    wishes: &Wishes,
    engine: Option<&Engine>,
    few: usize,
    sectors: BTreeMap<Uuid, Vec<Candidate>>,
) -> Result<Grouped> {
    let mut found = Grouped {
        groups: Vec::new(),
        joined: 0,
        placed: 0,
        bonds: Vec::new(),
        graphs: Vec::new(),
    };
    for (span, (sector, members)) in spans(sectors.len()).zip(sectors) {
        let said: Vec<Said> = wishes
            .said
            .iter()
            .filter(|said| said.sector == sector)
            .copied()
            .collect();
        let wish = Wish {
            settings: &wishes.settings,
            narrowness: wishes
                .narrowness
                .get(&sector)
                .and_then(|set| u8::try_from(*set).ok()),
            said: &said,
        };
        let grouped = sector::group(run, wish, engine, few, sector, members, span).await?;
        found.groups.extend(grouped.groups);
        found.bonds.extend(grouped.bonds);
        found.graphs.extend(grouped.graphs);
        found.joined += grouped.joined;
        found.placed += grouped.placed;
    }
    if found.joined + found.placed > 0 {
        run.log(
            Level::Info,
            &format!(
                "By meaning, {} groups were merged and {} unclustered keywords were placed",
                found.joined, found.placed
            ),
        );
    }
    Ok(found)
}

/// Has a model name the clusters that would be made. Those that persist keep their names, so nobody is asked about them.
async fn name(
    run: &Run,
    engine: &Engine,
    asked: &Asked,
    known: &HashMap<Uuid, Known>,
    found: &mut Grouped,
) -> Result<()> {
    run.progress(Phase::Parse, 0.0, "Naming clusters");
    let mut tx = run.begin().await?;
    let new = asked
        .settle(&mut tx, found.groups.clone(), &found.bonds)
        .await?
        .made;
    drop(tx);
    let names = names::names(run, engine, &new, known).await?;
    for group in &mut found.groups {
        if let Some(name) = names.get(&group.id) {
            group.name = Some(name.clone());
        }
    }
    Ok(())
}

/// How much a run did, as people are told it.
struct Tally {
    /// Keywords that were selected.
    total: usize,
    /// Clusters that hold any of those that may move.
    clusters: usize,
    /// How many of the clusters are new.
    made: usize,
    /// Keywords that are in a cluster now.
    clustered: usize,
    /// Keywords that are in none.
    stray: usize,
}

impl Tally {
    /// Counts `total` keywords, of which so many were pinned `in_place`.
    fn of(total: usize, in_place: usize, settled: &Settled) -> Self {
        let homes: Vec<Uuid> = settled
            .places
            .iter()
            .filter_map(|(_, cluster)| *cluster)
            .collect();
        Self {
            total,
            stray: settled.places.len() - homes.len(),
            clustered: homes.len() + in_place,
            clusters: homes.into_iter().collect::<HashSet<_>>().len(),
            made: settled.made.len(),
        }
    }

    /// The line of the log, with how many clusters were removed.
    fn line(&self, removed: u64) -> String {
        format!(
            "{} ({} new), {removed} removed, {} keywords clustered, {} unclustered",
            counted(self.clusters, "cluster", "clusters"),
            self.made,
            self.clustered,
            self.stray
        )
    }

    /// The run's one sentence.
    fn message(&self) -> String {
        format!(
            "{} of {} in {} ({} new), {} unclustered",
            self.clustered,
            counted(self.total, "keyword", "keywords"),
            counted(self.clusters, "cluster", "clusters"),
            self.made,
            self.stray
        )
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
    async fn settle(&self, tx: &mut Tx, groups: Vec<Group>, bonds: &[Bond]) -> Result<Settled> {
        let (clusters, members) = clustering::there(tx, &self.sectors).await?;
        let there = There {
            clusters: &clusters,
            members: &members,
            free: &self.free,
            bonds,
        };
        Ok(identity::settle(groups, &there))
    }
}

/// Who refines and names clusters, if the account has set somebody who can. Without one, clusters are what words make
/// them and have the names that their strongest keywords give.
async fn engine(run: &Run) -> Result<Option<Engine>> {
    match Engine::open(run, ProviderSetting::Clusters).await {
        Ok(engine) => Ok(Some(engine).filter(|engine| !engine.is_offline())),
        Err(Error::Problem(problem)) => {
            run.log(
                Level::Warn,
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
