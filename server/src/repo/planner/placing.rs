//! Placing keywords by hand: into another cluster, into one of their own, out of theirs, or all of several clusters into one.
//!
//! Each is one change that is undone as a whole, and teaches clustering what it says.

use std::collections::{BTreeMap, BTreeSet};

use igny8::error::Problem;
use igny8::planner::corrections::CorrectionSource;
use igny8::planner::recut::ChangeKind;
use uuid::Uuid;

use crate::error::Result;
use crate::repo::planner::clustering::Group;
use crate::repo::planner::groupings::{self, Change, Saved};
use crate::repo::planner::teaching::{self, Placement};
use crate::repo::planner::{cuts, followers};
use crate::repo::table::Acted;
use crate::tenancy::Tx;

/// A cluster that is there.
struct Live {
    id: Uuid,
    sector_id: Uuid,
}

/// Moves keywords to a cluster, and says how many were elsewhere.
///
/// # Errors
/// A field error for a cluster of another sector or one that is gone; 409 if all of them are there already.
pub async fn move_to(tx: &mut Tx, keywords: &[Uuid], cluster: Uuid) -> Result<Acted> {
    let sector = only_sector(tx, keywords).await?;
    teaching::hold_sector(tx, sector).await?;
    match live(tx, &[cluster]).await?.first() {
        Some(target) if target.sector_id == sector => {}
        Some(_) => return Err(elsewhere().into()),
        None => {
            return Err(unknown_cluster().into());
        }
    }
    let instruction = Instruction {
        sector,
        kind: ChangeKind::Move,
        source: CorrectionSource::Moved,
        made: &[],
        cluster: Some(cluster),
    };
    place(tx, keywords, instruction).await
}

/// Makes a cluster of keywords.
///
/// # Errors
/// A field error if another cluster of the sector has the name; 409 if the keywords are gone.
pub async fn split(tx: &mut Tx, keywords: &[Uuid], name: &str) -> Result<Acted> {
    let sector = only_sector(tx, keywords).await?;
    teaching::hold_sector(tx, sector).await?;
    let taken = sqlx::query_scalar!(
        r#"select exists (
             select from clusters where sector_id = $1 and lower(name) = lower($2) and deleted_in is null) as "taken!""#,
        sector,
        name
    )
    .fetch_one(tx.conn())
    .await?;
    if taken {
        let message = "This sector already has a cluster with this name. Choose another name.";
        return Err(Problem::field("name", message).into());
    }
    let group = Group {
        id: Uuid::now_v7(),
        sector,
        name: Some(name.to_owned()),
        other_names: Vec::new(),
        confidence: 1.0,
        intent: None,
        members: Vec::new(),
    };
    let instruction = Instruction {
        sector,
        kind: ChangeKind::Split,
        source: CorrectionSource::Split,
        made: std::slice::from_ref(&group),
        cluster: Some(group.id),
    };
    place(tx, keywords, instruction).await
}

/// Takes keywords out of their clusters.
///
/// # Errors
/// 409 if none of them is in one.
pub async fn reject(tx: &mut Tx, keywords: &[Uuid]) -> Result<Acted> {
    let sector = only_sector(tx, keywords).await?;
    teaching::hold_sector(tx, sector).await?;
    let instruction = Instruction {
        sector,
        kind: ChangeKind::Reject,
        source: CorrectionSource::Rejected,
        made: &[],
        cluster: None,
    };
    place(tx, keywords, instruction).await
}

/// Puts all keywords of some clusters into one of them, with all that hangs on them: into `into`, or else into the one that is
/// searched most.
///
/// # Errors
/// A field error if they are of several sectors, 409 if fewer than two are still there.
pub async fn merge(tx: &mut Tx, clusters: &[Uuid], into: Option<Uuid>) -> Result<Acted> {
    let chosen: BTreeSet<Uuid> = clusters.iter().copied().chain(into).collect();
    let chosen: Vec<Uuid> = chosen.into_iter().collect();
    let found = live(tx, &chosen).await?;
    let sectors: BTreeSet<Uuid> = found.iter().map(|cluster| cluster.sector_id).collect();
    let sector = match sectors.iter().collect::<Vec<_>>()[..] {
        [sector] => *sector,
        [] => return Err(gone().into()),
        _ => return Err(elsewhere().into()),
    };
    teaching::hold_sector(tx, sector).await?;
    // Whoever was first may have merged some of them.
    let found: Vec<Uuid> = live(tx, &chosen).await?.iter().map(|one| one.id).collect();
    let target = match into {
        Some(into) if !found.contains(&into) => {
            return Err(unknown_cluster().into());
        }
        Some(into) => into,
        None => *found.first().ok_or_else(gone)?,
    };
    let merged: Vec<Uuid> = found.into_iter().filter(|id| *id != target).collect();
    if merged.is_empty() {
        let problem = if clusters.len() < 2 {
            Problem::field("cluster", "Choose another cluster to merge with.")
        } else {
            gone()
        };
        return Err(problem.into());
    }
    let keywords: Vec<Uuid> = sqlx::query_scalar!(
        "select id from keywords where cluster_id = any($1) and deleted_in is null",
        &merged
    )
    .fetch_all(tx.conn())
    .await?;
    let change = Uuid::now_v7();
    let places: Vec<_> = keywords.iter().map(|keyword| (*keyword, Some(target))).collect();
    let instruction = Instruction {
        sector,
        kind: ChangeKind::Merge,
        source: CorrectionSource::Merged,
        made: &[],
        cluster: Some(target),
    };
    save(tx, change, instruction, &places).await?;
    followers::lead(tx, change, &merged, target).await?;
    groupings::remove_merged(tx, change, &merged).await?;
    Ok(Acted {
        count: merged.len() as u64 + 1,
        once: None,
        change: Some(change),
    })
}

/// Pins keywords to their clusters, or lets clustering move them again; says how many that changed.
///
/// # Errors
/// The database does not answer.
pub async fn pin(tx: &mut Tx, keywords: &[Uuid], pinned: bool) -> Result<u64> {
    let sectors = sqlx::query_scalar!(
        "select distinct sector_id from keywords where id = any($1) order by sector_id",
        keywords
    )
    .fetch_all(tx.conn())
    .await?;
    let change = Uuid::now_v7();
    let mut count = 0;
    for sector in sectors {
        teaching::hold_sector(tx, sector).await?;
        let done = sqlx::query!(
            r#"with chosen as (
                 select id from keywords where id = any($1) and sector_id = $2 and pinned <> $3 and deleted_in is null
                 order by id for no key update)
               update keywords k set pinned = $3 from chosen where k.id = chosen.id
               returning k.id, k.cluster_id"#,
            keywords,
            sector,
            pinned
        )
        .fetch_all(tx.conn())
        .await?;
        count += done.len() as u64;
        if !pinned {
            let ids: Vec<Uuid> = done.iter().map(|row| row.id).collect();
            teaching::unpinned(tx, &ids, change).await?;
            continue;
        }
        let mut by_cluster: BTreeMap<Uuid, Vec<(Uuid, Option<Uuid>)>> = BTreeMap::new();
        for row in done {
            if let Some(cluster) = row.cluster_id {
                by_cluster
                    .entry(cluster)
                    .or_default()
                    .push((row.id, Some(cluster)));
            }
        }
        for (cluster, keywords) in by_cluster {
            let placement = Placement {
                sector,
                keywords: &keywords,
                cluster: Some(cluster),
                source: CorrectionSource::Pinned,
                change,
            };
            teaching::learn(tx, &placement).await?;
        }
    }
    Ok(count)
}

fn unknown_cluster() -> Problem {
    Problem::field("cluster", "This cluster doesn't exist. Choose another one.")
}

/// What is to be done to keywords of one sector.
#[derive(Clone, Copy)]
struct Instruction<'a> {
    sector: Uuid,
    kind: ChangeKind,
    source: CorrectionSource,
    made: &'a [Group],
    cluster: Option<Uuid>,
}

async fn place(tx: &mut Tx, keywords: &[Uuid], instruction: Instruction<'_>) -> Result<Acted> {
    let change = Uuid::now_v7();
    let places: Vec<_> = keywords
        .iter()
        .map(|keyword| (*keyword, instruction.cluster))
        .collect();
    let saved = save(tx, change, instruction, &places).await?;
    if saved.moved.is_empty() {
        let detail = "These keywords are already there. Nothing was changed.";
        return Err(Problem::conflict(detail).into());
    }
    Ok(Acted {
        count: saved.moved.len() as u64,
        once: None,
        change: Some(change),
    })
}

async fn save(
    tx: &mut Tx,
    change: Uuid,
    instruction: Instruction<'_>,
    places: &[(Uuid, Option<Uuid>)],
) -> Result<Saved> {
    let saved = groupings::save(
        tx,
        change,
        Change {
            kind: instruction.kind,
            sector: Some(instruction.sector),
            made: instruction.made,
            stayed: &[],
            places,
        },
    )
    .await?;
    let placement = Placement {
        sector: instruction.sector,
        keywords: &saved.moved,
        cluster: instruction.cluster,
        source: instruction.source,
        change,
    };
    teaching::learn(tx, &placement).await?;
    Ok(saved)
}

/// Saves a sector that is cut anew, with how narrow that is and what it was set to before.
///
/// # Errors
/// The database does not answer.
pub async fn recut(
    tx: &mut Tx,
    change: Uuid,
    sector: Uuid,
    narrowness: i16,
    found: Change<'_>,
) -> Result<Saved> {
    let before = cuts::narrowness(tx, &[sector]).await?;
    let saved = groupings::save(tx, change, found).await?;
    sqlx::query!(
        "update groupings set narrowness = $2 where id = $1",
        change,
        before.first().map(|(_, narrowness)| *narrowness)
    )
    .execute(tx.conn())
    .await?;
    cuts::set_narrowness(tx, sector, Some(narrowness)).await?;
    Ok(saved)
}

/// The live ones of these clusters, the one with the most searches first.
async fn live(tx: &mut Tx, clusters: &[Uuid]) -> Result<Vec<Live>> {
    Ok(sqlx::query_as!(
        Live,
        "select id, sector_id from clusters where id = any($1) and deleted_in is null \
         order by volume desc nulls last, keywords desc, id",
        clusters
    )
    .fetch_all(tx.conn())
    .await?)
}

async fn only_sector(tx: &mut Tx, keywords: &[Uuid]) -> Result<Uuid> {
    let sectors = sqlx::query_scalar!(
        "select distinct sector_id from keywords where id = any($1) and deleted_in is null limit 2",
        keywords
    )
    .fetch_all(tx.conn())
    .await?;
    match sectors[..] {
        [sector] => Ok(sector),
        [] => Err(Problem::not_found("keyword").into()),
        _ => {
            let detail = "These keywords belong to several sectors. Select keywords of one sector.";
            Err(Problem::conflict(detail).into())
        }
    }
}

fn elsewhere() -> Problem {
    Problem::field(
        "cluster",
        "This belongs to another sector. Choose clusters of one sector.",
    )
}

fn gone() -> Problem {
    Problem::conflict("These clusters were changed in the meantime. Reload the list and look again.")
}
