//! SQL of what a run of auto-cluster changes: saved in one transaction, and undone as a whole.

use igny8::error::Problem;
use igny8::planner::import::Intent;
use uuid::Uuid;

use crate::error::Result;
use crate::repo::delete;
use crate::repo::planner::clustering::Group;
use crate::repo::planner::clusters;
use crate::tenancy::Tx;

/// Keywords whose former places one row keeps.
const PART: usize = 5_000;

/// What a run saves.
#[derive(Clone, Copy, Debug)]
pub struct Change<'a> {
    /// Clusters to make.
    pub made: &'a [Group],
    /// Clusters that stay and are described anew.
    pub stayed: &'a [Group],
    /// Where keywords belong; none for strays.
    pub places: &'a [(Uuid, Option<Uuid>)],
}

/// A keyword that changed its place: itself, its cluster before, whether it was a stray, its cluster now.
type Move = (Uuid, Option<Uuid>, bool, Option<Uuid>);

/// What a run left to undo.
#[derive(sqlx::FromRow)]
struct Grouping {
    /// Whether that was done before.
    undone: bool,
    /// The deletion of the clusters that it removed.
    deletion_id: Option<Uuid>,
    /// The clusters that it made.
    made: Vec<Uuid>,
    /// Those that stayed and were described anew.
    described: Vec<Uuid>,
}

/// Saves clusters and who belongs to them, with what undoes it. Keywords that were deleted or pinned meanwhile stay as they
/// are; clusters that this leaves empty go unless somebody named them or something hangs on them. Says how many went.
///
/// # Errors
/// The database does not answer.
pub async fn save(tx: &mut Tx, run: Uuid, change: Change<'_>) -> Result<u64> {
    make(tx, change.made).await?;
    let moves = moves(tx, change.places).await?;
    let touched = moves
        .iter()
        .flat_map(|(_, before, _, after)| [*before, *after])
        .flatten();
    let stayed = change.stayed.iter().map(|group| group.id);
    lock_clusters(tx, touched.chain(stayed).collect()).await?;
    settle(tx, &moves).await?;
    let described = describe(tx, change.stayed).await?;
    let left: Vec<Uuid> = moves.iter().filter_map(|(_, before, ..)| *before).collect();
    let (deletion, gone) = remove_empty(tx, &left).await?;
    sqlx::query(
        "insert into groupings (account_id, id, made, described, confidences, intents, deletion_id) \
         values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(tx.account().0)
    .bind(run)
    .bind(change.made.iter().map(|group| group.id).collect::<Vec<_>>())
    .bind(described.iter().map(|(id, ..)| *id).collect::<Vec<_>>())
    .bind(
        described
            .iter()
            .map(|(_, confidence, _)| *confidence)
            .collect::<Vec<_>>(),
    )
    .bind(
        described
            .iter()
            .map(|(.., intent)| intent.clone())
            .collect::<Vec<_>>(),
    )
    .bind(deletion)
    .execute(tx.conn())
    .await?;
    for (part, moves) in (0_i32..).zip(moves.chunks(PART)) {
        sqlx::query(
            "insert into grouping_moves (account_id, grouping_id, part, keywords, before, strays, after) \
             values ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(tx.account().0)
        .bind(run)
        .bind(part)
        .bind(moves.iter().map(|(keyword, ..)| *keyword).collect::<Vec<_>>())
        .bind(moves.iter().map(|(_, before, ..)| *before).collect::<Vec<_>>())
        .bind(moves.iter().map(|(_, _, stray, _)| *stray).collect::<Vec<_>>())
        .bind(moves.iter().map(|(.., after)| *after).collect::<Vec<_>>())
        .execute(tx.conn())
        .await?;
    }
    Ok(gone)
}

async fn make(tx: &mut Tx, groups: &[Group]) -> Result<()> {
    sqlx::query(
        "insert into clusters (account_id, id, sector_id, name, confidence, intent, origin) \
         select $1, *, 'auto' from unnest($2::uuid[], $3::uuid[], $4::text[], $5::float8[], $6::text[])",
    )
    .bind(tx.account().0)
    .bind(groups.iter().map(|group| group.id).collect::<Vec<_>>())
    .bind(groups.iter().map(|group| group.sector).collect::<Vec<_>>())
    .bind(groups.iter().map(|group| group.name.clone()).collect::<Vec<_>>())
    .bind(groups.iter().map(|group| group.confidence).collect::<Vec<_>>())
    .bind(
        groups
            .iter()
            .map(|group| group.intent.map(Intent::as_str))
            .collect::<Vec<_>>(),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Says of clusters what is true of them now, and answers what was said of those that changed. An intent that somebody
/// set is as good as the keywords' own, so it stays where a cluster was named by hand.
async fn describe(tx: &mut Tx, groups: &[Group]) -> Result<Vec<(Uuid, Option<f64>, Option<String>)>> {
    Ok(sqlx::query_as(
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
    )
    .bind(groups.iter().map(|group| group.id).collect::<Vec<_>>())
    .bind(groups.iter().map(|group| group.confidence).collect::<Vec<_>>())
    .bind(groups.iter().map(|group| group.intent.map(Intent::as_str)).collect::<Vec<_>>())
    .fetch_all(tx.conn())
    .await?)
}

/// Finds the keywords that change their place, and locks them in one order, as imports do: so none waits for the other for
/// ever. A cluster that somebody deleted meanwhile takes nobody.
async fn moves(tx: &mut Tx, places: &[(Uuid, Option<Uuid>)]) -> Result<Vec<Move>> {
    Ok(sqlx::query_as(
        "select k.id, k.cluster_id, k.stray, c.id from keywords k \
         join unnest($1::uuid[], $2::uuid[]) as p (keyword_id, cluster_id) on p.keyword_id = k.id \
         left join clusters c on c.account_id = k.account_id and c.id = p.cluster_id and c.deleted_in is null \
         where k.deleted_in is null and not (k.pinned and k.cluster_id is not null) \
           and (k.cluster_id, k.stray) is distinct from (c.id, p.cluster_id is null) \
         order by k.id for no key update of k",
    )
    .bind(places.iter().map(|(keyword, _)| *keyword).collect::<Vec<_>>())
    .bind(places.iter().map(|(_, cluster)| *cluster).collect::<Vec<_>>())
    .fetch_all(tx.conn())
    .await?)
}

async fn settle(tx: &mut Tx, moves: &[Move]) -> Result<()> {
    sqlx::query(
        "update keywords k set cluster_id = m.cluster_id, stray = m.cluster_id is null \
         from unnest($1::uuid[], $2::uuid[]) as m (keyword_id, cluster_id) where k.id = m.keyword_id",
    )
    .bind(moves.iter().map(|(keyword, ..)| *keyword).collect::<Vec<_>>())
    .bind(moves.iter().map(|(.., after)| *after).collect::<Vec<_>>())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// After their keywords and in one order: the triggers that count them do it so, too.
async fn lock_clusters(tx: &mut Tx, clusters: Vec<Uuid>) -> Result<()> {
    sqlx::query("select from clusters where id = any($1) order by account_id, id for no key update")
        .bind(clusters)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Removes those of the clusters that nothing holds any more, as one deletion.
async fn remove_empty(tx: &mut Tx, clusters: &[Uuid]) -> Result<(Option<Uuid>, u64)> {
    let empty: Vec<Uuid> = sqlx::query_scalar(
        "select c.id from clusters c \
         where c.id = any($1) and c.keywords = 0 and c.named_by = 'auto' and c.deleted_in is null \
           and c.id not in (select cluster_id from ideas where cluster_id is not null) \
           and c.id not in (select cluster_id from writing_tasks where cluster_id is not null) \
           and c.id not in (select cluster_id from contents where cluster_id is not null) \
         order by c.id for update of c",
    )
    .bind(clusters)
    .fetch_all(tx.conn())
    .await?;
    if empty.is_empty() {
        return Ok((None, 0));
    }
    let deleted = delete::mark(tx, &clusters::TABLE, &empty).await?;
    Ok(deleted.map_or((None, 0), |deleted| (Some(deleted.deletion_id), deleted.count)))
}

/// Takes a run back: keywords that are where it put them return to where they were, clusters that it removed come back,
/// and those that it made go unless somebody named them or something hangs on them since. Says how many keywords moved.
///
/// # Errors
/// 404 for a run that is not there, 409 if it was taken back before.
pub async fn undo(tx: &mut Tx, run: Uuid) -> Result<u64> {
    let found: Option<Grouping> = sqlx::query_as(
        "select undone_at is not null as undone, deletion_id, made, described from groupings where id = $1 for update",
    )
    .bind(run)
    .fetch_optional(tx.conn())
    .await?;
    let Some(grouping) = found else {
        return Err(Problem::not_found("clustering run to undo").into());
    };
    if grouping.undone {
        return Err(Problem::conflict("This task was already undone. Nothing was changed.").into());
    }
    if let Some(deletion) = grouping.deletion_id {
        // Somebody may have brought them back already, or they may be gone for good.
        sqlx::query("update clusters set deleted_in = null where deleted_in = $1")
            .bind(deletion)
            .execute(tx.conn())
            .await?;
        sqlx::query("delete from deletions where id = $1")
            .bind(deletion)
            .execute(tx.conn())
            .await?;
    }
    let back: Vec<Move> = sqlx::query_as(
        "select k.id, k.cluster_id, m.stray, c.id from grouping_moves g \
         cross join unnest(g.keywords, g.before, g.strays, g.after) as m (keyword_id, before, stray, after) \
         join keywords k on k.account_id = g.account_id and k.id = m.keyword_id \
         left join clusters c on c.account_id = k.account_id and c.id = m.before and c.deleted_in is null \
         where g.grouping_id = $1 and k.deleted_in is null and not (k.pinned and k.cluster_id is not null) \
           and k.cluster_id is not distinct from m.after \
         order by k.id for no key update of k",
    )
    .bind(run)
    .fetch_all(tx.conn())
    .await?;
    let touched = back
        .iter()
        .flat_map(|(_, now, _, before)| [*now, *before])
        .flatten();
    lock_clusters(tx, touched.chain(grouping.described).collect()).await?;
    sqlx::query(
        "update keywords k set cluster_id = m.cluster_id, stray = m.stray \
         from unnest($1::uuid[], $2::uuid[], $3::boolean[]) as m (keyword_id, cluster_id, stray) where k.id = m.keyword_id",
    )
    .bind(back.iter().map(|(keyword, ..)| *keyword).collect::<Vec<_>>())
    .bind(back.iter().map(|(.., before)| *before).collect::<Vec<_>>())
    .bind(back.iter().map(|(_, _, stray, _)| *stray).collect::<Vec<_>>())
    .execute(tx.conn())
    .await?;
    sqlx::query(
        "update clusters c set confidence = b.confidence, intent = b.intent \
         from groupings g, unnest(g.described, g.confidences, g.intents) as b (id, confidence, intent) \
         where g.id = $1 and c.account_id = g.account_id and c.id = b.id",
    )
    .bind(run)
    .execute(tx.conn())
    .await?;
    remove_empty(tx, &grouping.made).await?;
    sqlx::query("update groupings set undone_at = now() where id = $1")
        .bind(run)
        .execute(tx.conn())
        .await?;
    Ok(back.len() as u64)
}
