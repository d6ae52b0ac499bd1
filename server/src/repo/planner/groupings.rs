//! SQL of what a run of auto-cluster or a person changes of clusters: saved in one transaction, and undone as a whole.

use igny8::error::Problem;
use igny8::planner::clusters::{ClusterOrigin, NamedBy};
use igny8::planner::import::Intent;
use igny8::planner::recut::ChangeKind;
use igny8::resource::Resource;
use uuid::Uuid;

use crate::error::Result;
use crate::repo::planner::clustering::Group;
use crate::repo::planner::{cuts, followers, teaching};
use crate::repo::word::Word;
use crate::repo::{self, delete};
use crate::tenancy::Tx;

/// Keywords whose former places one row keeps.
const PART: usize = 5_000;

/// What a run or a person saves.
#[derive(Clone, Copy, Debug)]
pub struct Change<'a> {
    /// What it is.
    pub kind: ChangeKind,
    /// The sector that a person changes; a run is about several.
    pub sector: Option<Uuid>,
    /// Clusters to make.
    pub made: &'a [Group],
    /// Clusters that stay and are described anew.
    pub stayed: &'a [Group],
    /// Where keywords belong; none for strays.
    pub places: &'a [(Uuid, Option<Uuid>)],
}

/// What came of a change.
#[derive(Clone, Debug)]
pub struct Saved {
    /// Keywords that are elsewhere now, each with the cluster that it was in.
    pub moved: Vec<(Uuid, Option<Uuid>)>,
    /// Clusters that were left empty and went.
    pub gone: u64,
}

/// A keyword that changes its place, by a run or back.
struct Move {
    keyword: Uuid,
    /// Its cluster until then.
    before: Option<Uuid>,
    /// Whether it was a stray before the run.
    stray: bool,
    /// Its cluster from then on.
    after: Option<Uuid>,
}

/// What was said of a cluster that is described anew.
struct Said {
    id: Uuid,
    confidence: Option<f64>,
    intent: Option<String>,
}

/// What a run left to undo.
struct Grouping {
    /// What it was.
    kind: Word<ChangeKind>,
    /// The sector, of what a person did.
    sector_id: Option<Uuid>,
    /// How narrow the sector was to be cut before.
    narrowness: Option<i16>,
    /// Keywords that it unpinned.
    unpinned: Vec<Uuid>,
    /// Whether that was done before.
    undone: bool,
    /// The deletion of the clusters that it removed.
    deletion_id: Option<Uuid>,
    /// The clusters that it made.
    made: Vec<Uuid>,
    /// Those that stayed and were described anew.
    described: Vec<Uuid>,
}

/// Saves clusters and who belongs to them, with what undoes it. Keywords that were deleted meanwhile stay as they are, and what is
/// pinned is moved by hand alone; clusters that this leaves empty go unless somebody named them or something hangs on them.
///
/// # Errors
/// The database does not answer.
pub async fn save(tx: &mut Tx, run: Uuid, change: Change<'_>) -> Result<Saved> {
    let by_hand = change.kind.is_by_hand();
    make(tx, change.made, by_hand).await?;
    let moves = moves(tx, change.places, by_hand).await?;
    let touched = moves.iter().flat_map(|each| [each.before, each.after]).flatten();
    let stayed = change.stayed.iter().map(|group| group.id);
    lock_clusters(tx, touched.chain(stayed).collect()).await?;
    settle(tx, &moves).await?;
    let unpinned = match change.kind {
        ChangeKind::Reject => unpin(tx, &moves).await?,
        _ => Vec::new(),
    };
    let described = describe(tx, change.stayed).await?;
    // Of merged clusters all that hangs on them follows first.
    let left: Vec<Uuid> = match change.kind {
        ChangeKind::Merge => Vec::new(),
        _ => moves.iter().filter_map(|each| each.before).collect(),
    };
    let (deletion, gone) = remove_empty(tx, &left, false).await?;
    sqlx::query!(
        "insert into groupings \
           (account_id, id, made, described, confidences, intents, deletion_id, kind, sector_id, unpinned) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        tx.account().0,
        run,
        &change.made.iter().map(|group| group.id).collect::<Vec<_>>(),
        &described.iter().map(|said| said.id).collect::<Vec<_>>(),
        described.iter().map(|said| said.confidence).collect::<Vec<_>>() as _,
        described
            .iter()
            .map(|said| said.intent.clone())
            .collect::<Vec<_>>() as _,
        deletion,
        change.kind.as_str(),
        change.sector,
        &unpinned
    )
    .execute(tx.conn())
    .await?;
    for (part, moves) in (0_i32..).zip(moves.chunks(PART)) {
        sqlx::query!(
            "insert into grouping_moves (account_id, grouping_id, part, keywords, before, strays, after) \
             values ($1, $2, $3, $4, $5, $6, $7)",
            tx.account().0,
            run,
            part,
            &moves.iter().map(|each| each.keyword).collect::<Vec<_>>(),
            moves.iter().map(|each| each.before).collect::<Vec<_>>() as _,
            &moves.iter().map(|each| each.stray).collect::<Vec<_>>(),
            moves.iter().map(|each| each.after).collect::<Vec<_>>() as _
        )
        .execute(tx.conn())
        .await?;
    }
    Ok(Saved {
        moved: moves.iter().map(|each| (each.keyword, each.before)).collect(),
        gone,
    })
}

/// What somebody takes out of its cluster is pinned to it no longer.
async fn unpin(tx: &mut Tx, moves: &[Move]) -> Result<Vec<Uuid>> {
    let keywords: Vec<Uuid> = moves.iter().map(|each| each.keyword).collect();
    Ok(sqlx::query_scalar!(
        "update keywords set pinned = false where id = any($1) and pinned returning id",
        &keywords
    )
    .fetch_all(tx.conn())
    .await?)
}

async fn make(tx: &mut Tx, groups: &[Group], by_hand: bool) -> Result<()> {
    let (origin, named_by) = if by_hand {
        (ClusterOrigin::Manual, NamedBy::Person)
    } else {
        (ClusterOrigin::Auto, NamedBy::Auto)
    };
    sqlx::query!(
        "insert into clusters (account_id, id, sector_id, name, confidence, intent, origin, named_by) \
         select $1, *, $7, $8 from unnest($2::uuid[], $3::uuid[], $4::text[], $5::float8[], $6::text[])",
        tx.account().0,
        &groups.iter().map(|group| group.id).collect::<Vec<_>>(),
        &groups.iter().map(|group| group.sector).collect::<Vec<_>>(),
        groups.iter().map(|group| group.name.clone()).collect::<Vec<_>>() as _,
        &groups.iter().map(|group| group.confidence).collect::<Vec<_>>(),
        groups
            .iter()
            .map(|group| group.intent.map(Intent::as_str))
            .collect::<Vec<_>>() as _,
        origin.as_str(),
        named_by.as_str()
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Says of clusters what is true of them now, and answers what was said of those that changed. An intent that somebody
/// set is as good as the keywords' own, so it stays where a cluster was named by hand.
async fn describe(tx: &mut Tx, groups: &[Group]) -> Result<Vec<Said>> {
    Ok(sqlx::query_as!(
        Said,
        "with said as (select * from unnest($1::uuid[], $2::float8[], $3::text[]) as s (id, confidence, intent)), \
         before as ( \
           select c.id, c.confidence, c.intent from clusters c join said s on s.id = c.id where c.deleted_in is null), \
         now as ( \
           update clusters c \
           set confidence = s.confidence, intent = case when c.named_by = 'person' and c.intent is not null then c.intent else s.intent end \
           from said s join before b on b.id = s.id where c.id = s.id \
             and (c.confidence, c.intent) is distinct from (s.confidence, s.intent) \
           returning c.id) \
         select b.id, b.confidence, b.intent from before b join now n on n.id = b.id",
        &groups.iter().map(|group| group.id).collect::<Vec<_>>(),
        &groups.iter().map(|group| group.confidence).collect::<Vec<_>>(),
        groups.iter().map(|group| group.intent.map(Intent::as_str)).collect::<Vec<_>>() as _
    )
    .fetch_all(tx.conn())
    .await?)
}

/// Finds the keywords that change their place, and locks them in one order, as imports do: so none waits for the other for
/// ever. A cluster that somebody deleted meanwhile takes nobody.
async fn moves(tx: &mut Tx, places: &[(Uuid, Option<Uuid>)], pinned_too: bool) -> Result<Vec<Move>> {
    Ok(sqlx::query_as!(
        Move,
        r#"select k.id as keyword, k.cluster_id as before, k.stray, c.id as "after?" from keywords k
           join unnest($1::uuid[], $2::uuid[]) as p (keyword_id, cluster_id) on p.keyword_id = k.id
           left join clusters c on c.account_id = k.account_id and c.id = p.cluster_id and c.deleted_in is null
           where k.deleted_in is null and ($3 or not (k.pinned and k.cluster_id is not null))
             and (k.cluster_id, k.stray) is distinct from (c.id, p.cluster_id is null)
           order by k.id for no key update of k"#,
        &places.iter().map(|(keyword, _)| *keyword).collect::<Vec<_>>(),
        places.iter().map(|(_, cluster)| *cluster).collect::<Vec<_>>() as _,
        pinned_too
    )
    .fetch_all(tx.conn())
    .await?)
}

async fn settle(tx: &mut Tx, moves: &[Move]) -> Result<()> {
    sqlx::query!(
        "update keywords k set cluster_id = m.cluster_id, stray = m.cluster_id is null \
         from unnest($1::uuid[], $2::uuid[]) as m (keyword_id, cluster_id) where k.id = m.keyword_id",
        &moves.iter().map(|each| each.keyword).collect::<Vec<_>>(),
        moves.iter().map(|each| each.after).collect::<Vec<_>>() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// After their keywords and in one order: the triggers that count them do it so, too.
async fn lock_clusters(tx: &mut Tx, clusters: Vec<Uuid>) -> Result<()> {
    sqlx::query!(
        "select from clusters where id = any($1) order by account_id, id for no key update",
        &clusters
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Removes clusters that were merged into another, as part of a change, and says how many.
///
/// # Errors
/// The database does not answer.
pub async fn remove_merged(tx: &mut Tx, change: Uuid, merged: &[Uuid]) -> Result<u64> {
    let (deletion, gone) = remove_empty(tx, merged, true).await?;
    sqlx::query!(
        "update groupings set deletion_id = $2 where id = $1",
        change,
        deletion
    )
    .execute(tx.conn())
    .await?;
    Ok(gone)
}

/// Removes those of the clusters that nothing holds any more, as one deletion; `named` even where a person named them.
async fn remove_empty(tx: &mut Tx, clusters: &[Uuid], named: bool) -> Result<(Option<Uuid>, u64)> {
    let empty: Vec<Uuid> = sqlx::query_scalar!(
        "select c.id from clusters c \
         where c.id = any($1) and c.keywords = 0 and ($2 or c.named_by = 'auto') and c.deleted_in is null \
           and c.id not in (select cluster_id from ideas where cluster_id is not null) \
           and c.id not in (select cluster_id from writing_tasks where cluster_id is not null) \
           and c.id not in (select cluster_id from contents where cluster_id is not null) \
         order by c.id for update of c",
        clusters,
        named
    )
    .fetch_all(tx.conn())
    .await?;
    if empty.is_empty() {
        return Ok((None, 0));
    }
    let deleted = delete::mark(tx, repo::table(Resource::Clusters), &empty).await?;
    Ok(deleted.map_or((None, 0), |deleted| (Some(deleted.deletion_id), deleted.count)))
}

/// Whether this is a change that a person made, and whoever asks may see.
///
/// # Errors
/// The database does not answer.
pub async fn is_by_person(tx: &mut Tx, change: Uuid) -> Result<bool> {
    Ok(sqlx::query_scalar!(
        r#"select exists (select from groupings where id = $1 and kind <> 'auto_cluster') as "is!""#,
        change
    )
    .fetch_one(tx.conn())
    .await?)
}

/// Takes a change back: keywords that are where it put them return to where they were, clusters that it removed come back with
/// what hung on them, and those that it made go unless somebody named them or something hangs on them since. What it taught is
/// forgotten. Says how many keywords moved.
///
/// # Errors
/// 404 for a change that is not there, 409 if it was taken back before.
pub async fn undo(tx: &mut Tx, run: Uuid) -> Result<u64> {
    let found = sqlx::query_as!(
        Grouping,
        r#"select undone_at is not null as "undone!", deletion_id, made, described, kind as "kind: Word<ChangeKind>", sector_id,
             narrowness, unpinned from groupings where id = $1 for update"#,
        run
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(grouping) = found else {
        return Err(Problem::not_found("change of clusters to undo").into());
    };
    let kind = grouping.kind.0;
    if grouping.undone {
        let detail = match kind {
            ChangeKind::AutoCluster => "This task was already undone. Nothing was changed.",
            _ => "This change was already undone. Nothing was changed.",
        };
        return Err(Problem::conflict(detail).into());
    }
    if let Some(sector) = grouping.sector_id {
        teaching::hold_sector(tx, sector).await?;
    }
    if let Some(deletion) = grouping.deletion_id {
        // Somebody may have brought them back already, or they may be gone for good.
        sqlx::query!(
            "update clusters set deleted_in = null where deleted_in = $1",
            deletion
        )
        .execute(tx.conn())
        .await?;
        sqlx::query!("delete from deletions where id = $1", deletion)
            .execute(tx.conn())
            .await?;
    }
    let back = sqlx::query_as!(
        Move,
        r#"select k.id as keyword, k.cluster_id as before, m.stray as "stray!", c.id as "after?" from grouping_moves g
           cross join unnest(g.keywords, g.before, g.strays, g.after) as m (keyword_id, before, stray, after)
           join keywords k on k.account_id = g.account_id and k.id = m.keyword_id
           left join clusters c on c.account_id = k.account_id and c.id = m.before and c.deleted_in is null
           where g.grouping_id = $1 and k.deleted_in is null and ($2 or not (k.pinned and k.cluster_id is not null))
             and k.cluster_id is not distinct from m.after
           order by k.id for no key update of k"#,
        run,
        kind.is_by_hand()
    )
    .fetch_all(tx.conn())
    .await?;
    let touched = back.iter().flat_map(|each| [each.before, each.after]).flatten();
    lock_clusters(tx, touched.chain(grouping.described).collect()).await?;
    sqlx::query!(
        "update keywords k set cluster_id = m.cluster_id, stray = m.stray, pinned = k.pinned or k.id = any($4) \
         from unnest($1::uuid[], $2::uuid[], $3::boolean[]) as m (keyword_id, cluster_id, stray) where k.id = m.keyword_id",
        &back.iter().map(|each| each.keyword).collect::<Vec<_>>(),
        back.iter().map(|each| each.after).collect::<Vec<_>>() as _,
        &back.iter().map(|each| each.stray).collect::<Vec<_>>(),
        &grouping.unpinned
    )
    .execute(tx.conn())
    .await?;
    followers::lead_back(tx, run).await?;
    sqlx::query!(
        "update clusters c set confidence = b.confidence, intent = b.intent \
         from groupings g, unnest(g.described, g.confidences, g.intents) as b (id, confidence, intent) \
         where g.id = $1 and c.account_id = g.account_id and c.id = b.id",
        run
    )
    .execute(tx.conn())
    .await?;
    remove_empty(tx, &grouping.made, kind.is_by_hand()).await?;
    teaching::forget(tx, run).await?;
    if let (ChangeKind::Recut, Some(sector)) = (kind, grouping.sector_id) {
        cuts::set_narrowness(tx, sector, grouping.narrowness).await?;
    }
    sqlx::query!("update groupings set undone_at = now() where id = $1", run)
        .execute(tx.conn())
        .await?;
    Ok(back.len() as u64)
}
