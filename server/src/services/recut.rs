//! Cutting a sector anew: a preview that changes nothing, the save of it, and why keywords are where they are.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicBool, Ordering};

use ::clustering::{Cancelled, Clustering};
use igny8::error::Problem;
use igny8::permission::Verb;
use igny8::planner::recut::{
    ChangeKind, NARROWEST, Near, Reason, Reasons, Recut, RecutOrder, RecutSaved, RecutSettings,
};
use igny8::resource::Resource;
use igny8::services::SelectOption;
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::jobs::auto_cluster::recut::{Plan, difference, plan};
use crate::jobs::auto_cluster::terrain::{self, Progress, Terrain, phrases};
use crate::repo::planner::clustering::{self, Candidate, Existing, Member, Settings};
use crate::repo::planner::groupings::{self, Change};
use crate::repo::planner::teaching::{self, Said};
use crate::repo::planner::{cuts, placing};
use crate::repo::write;
use crate::services::RequestContext;
use crate::tenancy::Tx;
use crate::turns::Turns;

/// A sector with more keywords is not cut while somebody waits.
const MOST: usize = 150_000;
/// Of so many keywords of a cluster it is told why they are there.
const EXPLAINED: usize = 100;

/// Each account computes one at a time, and all of them two: what a person looks at must not take the machine from others.
static OF_ACCOUNT: LazyLock<Turns<Uuid>> = LazyLock::new(|| Turns::new(1));
static OF_ALL: LazyLock<Turns<()>> = LazyLock::new(|| Turns::new(2));

/// What is known of a sector at one moment.
struct Sector {
    id: Uuid,
    settings: Settings,
    narrowness: Option<u8>,
    keywords: Vec<Candidate>,
    clusters: Vec<Existing>,
    members: Vec<Member>,
    said: Vec<Said>,
    waiting: u64,
}

impl Sector {
    async fn read(tx: &mut Tx, id: Uuid) -> Result<Self> {
        let settings = clustering::settings(tx).await?;
        let keywords = clustering::of_sector(tx, id, MOST + 1).await?;
        if keywords.len() > MOST {
            let detail = format!(
                "This sector has more than {MOST} keywords, too many to preview. Run Auto-cluster on the Keywords page instead."
            );
            return Err(Problem::conflict(detail).into());
        }
        let (clusters, members) = clustering::clusters_of(tx, &[id]).await?;
        let narrowness = cuts::narrowness(tx, &[id]).await?;
        Ok(Self {
            id,
            settings,
            narrowness: narrowness.first().and_then(|(_, set)| u8::try_from(*set).ok()),
            keywords,
            clusters,
            members,
            said: teaching::of_sectors(tx, &[id]).await?,
            waiting: clustering::waiting(tx, id).await?,
        })
    }

    /// How narrow it is set: by somebody, or else as the account has it.
    fn set(&self) -> u8 {
        self.narrowness
            .unwrap_or_else(|| percent(self.settings.similarity))
    }

    /// Tells whether anything has changed that a cut or its difference depends on.
    fn state(&self) -> String {
        let mut hasher = DefaultHasher::new();
        (self.settings.min_size, self.set()).hash(&mut hasher);
        for keyword in &self.keywords {
            (&keyword.id, &keyword.keyword, keyword.volume, keyword.pinned).hash(&mut hasher);
        }
        for cluster in &self.clusters {
            (&cluster.id, &cluster.name, cluster.kept).hash(&mut hasher);
        }
        let mut places: Vec<_> = self
            .members
            .iter()
            .map(|member| (member.keyword, member.cluster))
            .collect();
        places.sort_unstable();
        places.hash(&mut hasher);
        for said in &self.said {
            (&said.one, &said.other, said.bond.0.as_str()).hash(&mut hasher);
        }
        format!("{:016x}", hasher.finish())
    }
}

/// A setting from 0 to 1 as a whole number to 100.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "it lies between 0 and 100"
)]
fn percent(share: f32) -> u8 {
    (share * 100.0).round().clamp(0.0, 100.0) as u8
}

/// How a sector would look.
///
/// # Errors
/// 404 for a sector that is not there, a field error for a setting out of range, 409 for one that is too large.
pub async fn preview(ctx: &RequestContext, wanted: RecutSettings) -> Result<Recut> {
    if wanted.narrowness.is_some_and(|narrowness| narrowness > NARROWEST) {
        return Err(out_of_range().into());
    }
    let grant = ctx.scope()?.require(Verb::Act, Resource::Clusters)?;
    let mut tx = ctx.app.db.begin(&grant.to_read()).await?;
    let sector = read(&mut tx, wanted.sector_id).await?;
    let kept = cuts::graph(&mut tx, sector.id).await?;
    drop(tx);
    let narrowness = wanted.narrowness.unwrap_or_else(|| sector.set());
    let (recut, graph) = compute(ctx, move |progress| {
        let (terrain, found) = cut(&sector, narrowness, kept.as_deref(), progress)?;
        let plan = plan(sector.id, &terrain, &found, &sector.clusters, &sector.members);
        let told = difference(&plan, &sector.keywords, &sector.clusters, &sector.members);
        let recut = Recut {
            sector_id: sector.id,
            narrowness,
            narrowness_now: sector.set(),
            state: sector.state(),
            keywords: sector.keywords.len() as u64,
            waiting: sector.waiting,
            now: told.now,
            then: told.then,
            moved: told.moved,
            corrections: terrain.bonds.len() as u64,
            largest: told.largest,
            counts: told.counts,
            changes: told.changes,
        };
        let graph = (!terrain.landscape.was_kept()).then(|| terrain.landscape.to_bytes());
        Ok((recut, graph))
    })
    .await?;
    if let Some(graph) = graph {
        // Only a help for the next look, so that this one does not depend on it.
        let mut tx = ctx.app.db.begin(&grant).await?;
        cuts::keep_graph(&mut tx, recut.sector_id, &graph).await?;
        tx.commit().await?;
    }
    Ok(recut)
}

/// Cuts a sector anew as a preview said.
///
/// # Errors
/// As [`preview`]; 409 if anything has changed since.
pub async fn save(ctx: &RequestContext, order: RecutOrder) -> Result<RecutSaved> {
    if order.narrowness > NARROWEST {
        return Err(out_of_range().into());
    }
    let scope = ctx.scope()?;
    scope.require(Verb::Delete, Resource::Clusters)?;
    scope.require(Verb::Update, Resource::Keywords)?;
    let grant = scope.require(Verb::Act, Resource::Clusters)?;
    let mut tx = ctx.app.db.begin(&grant.to_read()).await?;
    let sector = read(&mut tx, order.sector_id).await?;
    if sector.state() != order.state {
        return Err(changed().into());
    }
    let kept = cuts::graph(&mut tx, sector.id).await?;
    drop(tx);
    let narrowness = order.narrowness;
    let (terrain, found) = compute(ctx, move |progress| {
        cut(&sector, narrowness, kept.as_deref(), progress)
    })
    .await?;
    let mut tx = ctx.app.db.begin_long(&grant).await?;
    teaching::hold_sector(&mut tx, order.sector_id).await?;
    let sector = read(&mut tx, order.sector_id).await?;
    if sector.state() != order.state {
        return Err(changed().into());
    }
    let Plan { made, stayed, places } = plan(sector.id, &terrain, &found, &sector.clusters, &sector.members);
    let change_id = Uuid::now_v7();
    let change = Change {
        kind: ChangeKind::Recut,
        sector: Some(sector.id),
        made: &made,
        stayed: &stayed,
        places: &places,
    };
    let saved = placing::recut(&mut tx, change_id, sector.id, i16::from(narrowness), change).await?;
    let what = Some("Adjust clusters");
    write::audit(
        &mut tx,
        Verb::Update,
        Resource::Clusters,
        &[change_id],
        what,
        None,
    )
    .await?;
    tx.commit().await?;
    Ok(RecutSaved {
        change_id,
        moved: saved.moved.iter().filter(|(_, before)| before.is_some()).count() as u64,
        made: made.len() as u64,
        removed: saved.gone,
    })
}

/// Takes back what a person did to clusters.
///
/// # Errors
/// 404 for a change that is not there, 409 if it was taken back before.
pub async fn undo(ctx: &RequestContext, change: Uuid) -> Result<u64> {
    let scope = ctx.scope()?;
    scope.require(Verb::Delete, Resource::Clusters)?;
    let grant = scope.require(Verb::Update, Resource::Keywords)?;
    let mut tx = ctx.app.db.begin_long(&grant).await?;
    if !groupings::is_by_person(&mut tx, change).await? {
        return Err(Problem::not_found("change of clusters to undo").into());
    }
    // Whoever sees the change sees all that it is about; what it deleted may be only theirs to bring back who see all sites.
    tx.beyond_sites().await?;
    let count = groupings::undo(&mut tx, change).await;
    let count = tx.within_sites(count).await?;
    let what = Some("Undo");
    write::audit(&mut tx, Verb::Update, Resource::Clusters, &[change], what, None).await?;
    tx.commit().await?;
    Ok(count)
}

/// Why the keywords of a cluster are in it, or one keyword where it is.
///
/// # Errors
/// 404 for what is not there, or has no reasons; 409 in a sector that is too large.
pub async fn reasons(ctx: &RequestContext, resource: Resource, id: Uuid) -> Result<Reasons> {
    let grant = ctx.scope()?.require(Verb::Read, Resource::Keywords)?;
    let mut tx = ctx.app.db.begin(&grant).await?;
    let place = match resource {
        Resource::Clusters => clustering::sector_of_cluster(&mut tx, id).await?,
        Resource::Keywords => clustering::sector_of_keyword(&mut tx, id).await?,
        _ => return Err(Problem::not_found("resource").into()),
    };
    let place = place.ok_or_else(|| Problem::not_found(resource.one()))?;
    let sector = read(&mut tx, place).await?;
    let kept = cuts::graph(&mut tx, sector.id).await?;
    drop(tx);
    compute(ctx, move |progress| {
        let members = Arc::new(sector.keywords.clone());
        let options = terrain::options(&sector.settings, sector.narrowness, &members);
        let terrain = Terrain::read(members, &options, &sector.said, kept.as_deref(), progress)?;
        Ok(explain(&sector, &terrain, resource, id))
    })
    .await
}

fn explain(sector: &Sector, terrain: &Terrain, resource: Resource, id: Uuid) -> Reasons {
    let places: std::collections::HashMap<Uuid, Uuid> = sector
        .members
        .iter()
        .map(|member| (member.keyword, member.cluster))
        .collect();
    let numbers: std::collections::HashMap<Uuid, u32> = (0..)
        .zip(&sector.clusters)
        .map(|(number, cluster)| (cluster.id, number))
        .collect();
    let mut there = Clustering {
        groups: sector
            .clusters
            .iter()
            .map(|cluster| ::clustering::Group {
                members: Vec::new(),
                name: cluster.name.clone(),
                confidence: 0.0,
                weight: 0.0,
            })
            .collect(),
        ..Clustering::default()
    };
    for (at, keyword) in (0..).zip(&sector.keywords) {
        let group = places
            .get(&keyword.id)
            .and_then(|cluster| numbers.get(cluster))
            .copied();
        there.assignment.push(group);
        if let Some(group) = group {
            there.groups[group as usize].members.push(at);
        }
    }
    let mut asked: Vec<u32> = match resource {
        Resource::Clusters => numbers
            .get(&id)
            .map(|number| there.groups[*number as usize].members.clone())
            .unwrap_or_default(),
        _ => (0..)
            .zip(&sector.keywords)
            .filter(|(_, keyword)| keyword.id == id)
            .map(|(at, _)| at)
            .collect(),
    };
    let count = asked.len() as u64;
    asked.sort_by_key(|at| std::cmp::Reverse(sector.keywords[*at as usize].volume.unwrap_or(0)));
    asked.truncate(EXPLAINED);
    let phrases = phrases(&sector.keywords);
    let keywords = asked.into_iter().map(|at| {
        let (keyword, why) = (
            &sector.keywords[at as usize],
            terrain.landscape.reason(&phrases, &there, at),
        );
        let cluster = why.group.map(|group| &sector.clusters[group as usize]);
        Reason {
            id: keyword.id,
            keyword: keyword.keyword.clone(),
            volume: keyword.volume,
            pinned: keyword.pinned,
            cluster: cluster.map(|cluster| SelectOption {
                id: cluster.id,
                label: cluster.name.clone(),
                parent: None,
            }),
            clustered: there.assignment[at as usize].is_some(),
            shared: why.shared,
            nearest: why
                .nearest
                .into_iter()
                .map(|(other, similarity)| Near {
                    keyword: sector.keywords[other as usize].keyword.clone(),
                    similarity,
                })
                .collect(),
        }
    });
    Reasons {
        count,
        keywords: keywords.collect(),
    }
}

async fn read(tx: &mut Tx, sector: Uuid) -> Result<Sector> {
    if !write::exists(tx, Resource::Sectors, sector).await? {
        return Err(Problem::not_found(Resource::Sectors.one()).into());
    }
    Sector::read(tx, sector).await
}

fn cut(
    sector: &Sector,
    narrowness: u8,
    kept: Option<&[u8]>,
    progress: Progress<'_>,
) -> Result<(Terrain, Clustering), Cancelled> {
    let members = Arc::new(sector.keywords.clone());
    let options = terrain::options(&sector.settings, Some(narrowness), &members);
    let terrain = Terrain::read(members, &options, &sector.said, kept, progress)?;
    let found = terrain.cut(&options, progress)?;
    Ok((terrain, found))
}

/// Computes on a thread of its own, and stops once nobody waits any more.
async fn compute<T: Send + 'static>(
    ctx: &RequestContext,
    work: impl FnOnce(Progress<'_>) -> Result<T, Cancelled> + Send + 'static,
) -> Result<T> {
    struct Stop(Arc<AtomicBool>);
    impl Drop for Stop {
        fn drop(&mut self) {
            self.0.store(true, Ordering::Relaxed);
        }
    }
    let own = OF_ACCOUNT.wait(ctx.scope()?.account().0).await;
    let all = OF_ALL.wait(()).await;
    let stop = Arc::new(AtomicBool::new(false));
    let _guard = Stop(stop.clone());
    let done = tokio::task::spawn_blocking(move || {
        // They last as long as the work, which ends a moment after whoever waited has gone.
        let _turns = (own, all);
        work(&mut |_, _| {
            if stop.load(Ordering::Relaxed) {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        })
    });
    done.await?.map_err(|_| Error::Cancelled)
}

fn out_of_range() -> Problem {
    Problem::field("narrowness", format!("Enter a number from 0 to {NARROWEST}."))
}

fn changed() -> Problem {
    Problem::conflict(
        "Keywords or clusters changed since this preview. Nothing was saved. Look at the new preview, then save again.",
    )
}
