//! SQL of what clustering learns from people: every way to place a keyword by hand says so here, and nowhere else.
//!
//! A placement is said by few pairs, as the engine's own measurements do: the strongest of the keywords that were placed, each
//! with the most typical of those that it is with now and of those that it was taken from.

use std::collections::BTreeMap;

use igny8::planner::corrections::{CorrectionBond, CorrectionSource};
use uuid::Uuid;

use crate::error::Result;
use crate::repo::word::Word;
use crate::tenancy::Tx;

/// Of so many keywords that were placed at once something is said, the strongest of each cluster that they were in.
const MAX_TAUGHT: usize = 50;
/// And of so many of each cluster that was merged into another.
const MERGED: usize = 3;
/// From so many typical keywords of its former cluster a keyword is kept apart that somebody took out of it.
const REJECTED: i64 = 3;
/// So many corrections of a sector count, the newest.
const COUNTED: i64 = 5_000;

/// Keywords that somebody placed in one cluster, or took out of theirs.
#[derive(Clone, Copy, Debug)]
pub struct Placement<'a> {
    /// The sector of all of them.
    pub sector: Uuid,
    /// The keywords, each with the cluster that it was in.
    pub keywords: &'a [(Uuid, Option<Uuid>)],
    /// The cluster that they are in now; none if they were taken out.
    pub cluster: Option<Uuid>,
    /// What was done.
    pub source: CorrectionSource,
    /// All that is done at once; what takes it back names it.
    pub change: Uuid,
}

/// What somebody said of two keywords.
#[derive(Clone, Copy, Debug)]
pub struct Said {
    /// The sector.
    pub sector: Uuid,
    /// The keyword that was placed.
    pub one: Uuid,
    /// The other.
    pub other: Uuid,
    /// How they belong.
    pub bond: Word<CorrectionBond>,
}

/// A keyword and the cluster that it speaks for.
struct Typical {
    cluster: Uuid,
    keyword: Uuid,
}

/// Has everybody else wait who places keywords of this sector, so that one after the other is seen.
///
/// # Errors
/// The database does not answer.
pub async fn hold_sector(tx: &mut Tx, sector: Uuid) -> Result<()> {
    sqlx::query!("select from sectors where id = $1 for no key update", sector)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Notes what a placement says, and that it counts no more what was said otherwise before. The sector is held by the caller.
///
/// # Errors
/// The database does not answer.
pub async fn learn(tx: &mut Tx, placement: &Placement<'_>) -> Result<()> {
    let placed: Vec<Uuid> = placement.keywords.iter().map(|(keyword, _)| *keyword).collect();
    overrule(tx, placement, &placed).await?;
    let pairs = pairs(tx, placement, &placed).await?;
    let column = |of: fn(&(Uuid, Uuid, CorrectionBond)) -> Uuid| pairs.iter().map(of).collect::<Vec<_>>();
    let (ones, others) = (column(|pair| pair.0), column(|pair| pair.1));
    sqlx::query!(
        "update cluster_corrections c set superseded_by = $3 from unnest($1::uuid[], $2::uuid[]) as p (one, other) \
         where c.superseded_by is null and c.deleted_in is null \
           and ((c.one_id = p.one and c.other_id = p.other) or (c.one_id = p.other and c.other_id = p.one))",
        &ones,
        &others,
        placement.change
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "insert into cluster_corrections (account_id, id, sector_id, one_id, other_id, bond, source, change_id, made_by) \
         select $1, p.id, $2, p.one, p.other, p.bond, $3, $4, $5 \
         from unnest($6::uuid[], $7::uuid[], $8::uuid[], $9::text[]) as p (id, one, other, bond)",
        tx.account().0,
        placement.sector,
        placement.source.as_str(),
        placement.change,
        tx.user().map(|user| user.0),
        &pairs.iter().map(|_| Uuid::now_v7()).collect::<Vec<_>>(),
        &ones,
        &others,
        &pairs
            .iter()
            .map(|pair| pair.2.as_str().to_owned())
            .collect::<Vec<_>>()
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What was said of the placed keywords and contradicts where they are now: the newer word counts.
async fn overrule(tx: &mut Tx, placement: &Placement<'_>, placed: &[Uuid]) -> Result<()> {
    sqlx::query!(
        "update cluster_corrections c set superseded_by = $3 from keywords a, keywords b \
         where (c.one_id = any($1) or c.other_id = any($1)) and c.superseded_by is null and c.deleted_in is null \
           and a.account_id = c.account_id and a.id = c.one_id and b.account_id = c.account_id and b.id = c.other_id \
           and case c.bond \
             when 'together' then \
               (case when a.id = any($1) then $2 else a.cluster_id end) is distinct from \
               (case when b.id = any($1) then $2 else b.cluster_id end) \
             else \
               (case when a.id = any($1) then $2 else a.cluster_id end) = \
               (case when b.id = any($1) then $2 else b.cluster_id end) end",
        placed,
        placement.cluster,
        placement.change
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The pairs that a placement says, each once.
async fn pairs(
    tx: &mut Tx,
    placement: &Placement<'_>,
    placed: &[Uuid],
) -> Result<Vec<(Uuid, Uuid, CorrectionBond)>> {
    let merged = placement.source == CorrectionSource::Merged;
    let most = if merged { MERGED } else { MAX_TAUGHT };
    let mut by_home: BTreeMap<Option<Uuid>, Vec<Uuid>> = BTreeMap::new();
    for (keyword, home) in by_volume(tx, placement.keywords).await? {
        let own = by_home.entry(home).or_default();
        if own.len() < most {
            own.push(keyword);
        }
    }
    let homes: Vec<Uuid> = by_home.keys().copied().flatten().collect();
    let now = match placement.cluster {
        Some(cluster) => typical(tx, &[cluster], 1, placed).await?,
        None => Vec::new(),
    };
    let before = if merged {
        Vec::new()
    } else {
        let most = if placement.cluster.is_some() { 1 } else { REJECTED };
        typical(tx, &homes, most, placed).await?
    };
    // Where nobody else is in the cluster, the strongest of those that came speaks for it.
    let anchor = match (placement.cluster, now.first()) {
        (None, _) => None,
        (_, Some(typical)) => Some(typical.keyword),
        (_, None) => by_volume(tx, placement.keywords)
            .await?
            .first()
            .map(|(keyword, _)| *keyword),
    };
    let mut pairs = Vec::new();
    for (home, keywords) in &by_home {
        for keyword in keywords {
            if let Some(anchor) = anchor.filter(|anchor| anchor != keyword) {
                pairs.push((*keyword, anchor, CorrectionBond::Together));
            }
            let left = before
                .iter()
                .filter(|typical| Some(typical.cluster) == *home && *home != placement.cluster);
            pairs.extend(left.map(|typical| (*keyword, typical.keyword, CorrectionBond::Apart)));
        }
    }
    Ok(pairs)
}

/// Keywords with their former clusters, the strongest first.
async fn by_volume(tx: &mut Tx, keywords: &[(Uuid, Option<Uuid>)]) -> Result<Vec<(Uuid, Option<Uuid>)>> {
    let ids: Vec<Uuid> = keywords.iter().map(|(keyword, _)| *keyword).collect();
    let ordered = sqlx::query_scalar!(
        "select id from keywords where id = any($1) order by volume desc nulls last, id",
        &ids
    )
    .fetch_all(tx.conn())
    .await?;
    let homes: BTreeMap<Uuid, Option<Uuid>> = keywords.iter().copied().collect();
    Ok(ordered
        .into_iter()
        .map(|keyword| (keyword, homes.get(&keyword).copied().flatten()))
        .collect())
}

/// The keywords that speak for each of the clusters, at most so many, without these: the one that it is named after, then the
/// strongest.
async fn typical(tx: &mut Tx, clusters: &[Uuid], most: i64, without: &[Uuid]) -> Result<Vec<Typical>> {
    Ok(sqlx::query_as!(
        Typical,
        "select c.id as cluster, t.id as keyword from clusters c cross join lateral ( \
           select k.id from keywords k \
           where k.account_id = c.account_id and k.cluster_id = c.id and k.deleted_in is null and k.id <> all($2) \
           order by lower(k.keyword) = lower(c.name) desc, k.volume desc nulls last, k.id limit $3) t \
         where c.id = any($1) and c.deleted_in is null",
        clusters,
        without,
        most
    )
    .fetch_all(tx.conn())
    .await?)
}

/// What holds in these sectors, the oldest first: at most the newest few thousand of each.
///
/// # Errors
/// The database does not answer.
pub async fn of_sectors(tx: &mut Tx, sectors: &[Uuid]) -> Result<Vec<Said>> {
    Ok(sqlx::query_as!(
        Said,
        r#"select s.id as sector, c.one_id as "one!", c.other_id as "other!", c.bond as "bond!: Word<CorrectionBond>"
           from sectors s cross join lateral (
             select x.id, x.one_id, x.other_id, x.bond from cluster_corrections x
             where x.account_id = s.account_id and x.sector_id = s.id and x.superseded_by is null and x.deleted_in is null
             order by x.id desc limit $2) c
           where s.id = any($1) order by c.id"#,
        sectors,
        COUNTED
    )
    .fetch_all(tx.conn())
    .await?)
}

/// Takes back what a change said, so that what it overruled counts again.
///
/// # Errors
/// The database does not answer.
pub async fn forget(tx: &mut Tx, change: Uuid) -> Result<()> {
    sqlx::query!("delete from cluster_corrections where change_id = $1", change)
        .execute(tx.conn())
        .await?;
    sqlx::query!(
        "update cluster_corrections set superseded_by = null where superseded_by = $1",
        change
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Takes back that keywords were pinned, since they no longer are.
///
/// # Errors
/// The database does not answer.
pub async fn unpinned(tx: &mut Tx, keywords: &[Uuid], change: Uuid) -> Result<()> {
    sqlx::query!(
        "update cluster_corrections set superseded_by = $2 \
         where one_id = any($1) and source = 'pinned' and superseded_by is null and deleted_in is null",
        keywords,
        change
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
