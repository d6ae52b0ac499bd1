//! Cutting a sector anew: a preview that changes nothing, the save of it, and what takes it back.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicBool, Ordering};

use ::clustering::{Cancelled, Clustering};
use igny8::error::Problem;
use igny8::permission::Verb;
use igny8::planner::recut::{ChangeKind, NARROWEST, Recut, RecutOrder, RecutSaved, RecutSettings};
use igny8::resource::Resource;
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::jobs::auto_cluster::recut::{Plan, difference, plan};
use crate::jobs::auto_cluster::terrain::{self, Progress, Terrain};
use crate::repo::planner::clustering::{self, Candidate, Existing, Member, Settings};
use crate::repo::planner::groupings::{self, Change};
use crate::repo::planner::teaching::{self, Said};
use crate::repo::planner::{cuts, placing};
use crate::repo::write;
use crate::services::RequestContext;
use crate::tenancy::Tx;
use crate::turns::Turns;

/// A sector with more keywords is not cut while somebody waits.
const MAX_KEYWORDS: usize = 150_000;

/// Each account computes one at a time, and all of them two: what a person looks at must not take the machine from others.
static OF_ACCOUNT: LazyLock<Turns<Uuid>> = LazyLock::new(|| Turns::new(1));
static OF_ALL: LazyLock<Turns<()>> = LazyLock::new(|| Turns::new(2));

/// What is known of a sector at one moment.
pub(super) struct Sector {
    /// Its id.
    pub id: Uuid,
    /// How the account wants clusters.
    pub settings: Settings,
    /// How narrow somebody adjusted it.
    pub narrowness: Option<u8>,
    /// Its keywords that were clustered before.
    pub keywords: Vec<Candidate>,
    /// Its clusters.
    pub clusters: Vec<Existing>,
    /// Which keyword is in which.
    pub members: Vec<Member>,
    /// What people said of keywords.
    pub said: Vec<Said>,
    /// Keywords that auto-cluster has not looked at.
    waiting: u64,
}

impl Sector {
    async fn read(tx: &mut Tx, id: Uuid) -> Result<Self> {
        let settings = clustering::settings(tx).await?;
        let keywords = clustering::of_sector(tx, id, MAX_KEYWORDS + 1).await?;
        if keywords.len() > MAX_KEYWORDS {
            let detail = format!(
                "This sector has more than {MAX_KEYWORDS} keywords, too many to preview. Run Auto-cluster on the Keywords page instead."
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

/// What is known of a sector that is there.
pub(super) async fn read(tx: &mut Tx, sector: Uuid) -> Result<Sector> {
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
pub(super) async fn compute<T: Send + 'static>(
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
