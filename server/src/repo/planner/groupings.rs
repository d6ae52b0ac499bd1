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
    let touched = moves.iter().flat_map(|each| [each.before, each.after]).flatten();
    let stayed = change.stayed.iter().map(|group| group.id);
    lock_clusters(tx, touched.chain(stayed).collect()).await?;
    settle(tx, &moves).await?;
    let described = describe(tx, change.stayed).await?;
    let left: Vec<Uuid> = moves.iter().filter_map(|each| each.before).collect();
    let (deletion, gone) = remove_empty(tx, &left).await?;
    sqlx::query!(
        "insert into groupings (account_id, id, made, described, confidences, intents, deletion_id) \
         values ($1, $2, $3, $4, $5, $6, $7)",
        tx.account().0,
        run,
        &change.made.iter().map(|group| group.id).collect::<Vec<_>>(),
        &described.iter().map(|said| said.id).collect::<Vec<_>>(),
        described.iter().map(|said| said.confidence).collect::<Vec<_>>() as _,
        described
            .iter()
            .map(|said| said.intent.clone())
            .collect::<Vec<_>>() as _,
        deletion
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
    Ok(gone)
}

async fn make(tx: &mut Tx, groups: &[Group]) -> Result<()> {
    sqlx::query!(
        "insert into clusters (account_id, id, sector_id, name, confidence, intent, origin) \
         select $1, *, 'auto' from unnest($2::uuid[], $3::uuid[], $4::text[], $5::float8[], $6::text[])",
        tx.account().0,
        &groups.iter().map(|group| group.id).collect::<Vec<_>>(),
        &groups.iter().map(|group| group.sector).collect::<Vec<_>>(),
        groups.iter().map(|group| group.name.clone()).collect::<Vec<_>>() as _,
        &groups.iter().map(|group| group.confidence).collect::<Vec<_>>(),
        groups
            .iter()
            .map(|group| group.intent.map(Intent::as_str))
            .collect::<Vec<_>>() as _
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
async fn moves(tx: &mut Tx, places: &[(Uuid, Option<Uuid>)]) -> Result<Vec<Move>> {
    Ok(sqlx::query_as!(
        Move,
        r#"select k.id as keyword, k.cluster_id as before, k.stray, c.id as "after?" from keywords k
           join unnest($1::uuid[], $2::uuid[]) as p (keyword_id, cluster_id) on p.keyword_id = k.id
           left join clusters c on c.account_id = k.account_id and c.id = p.cluster_id and c.deleted_in is null
           where k.deleted_in is null and not (k.pinned and k.cluster_id is not null)
             and (k.cluster_id, k.stray) is distinct from (c.id, p.cluster_id is null)
           order by k.id for no key update of k"#,
        &places.iter().map(|(keyword, _)| *keyword).collect::<Vec<_>>(),
        places.iter().map(|(_, cluster)| *cluster).collect::<Vec<_>>() as _
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

/// Removes those of the clusters that nothing holds any more, as one deletion.
async fn remove_empty(tx: &mut Tx, clusters: &[Uuid]) -> Result<(Option<Uuid>, u64)> {
    let empty: Vec<Uuid> = sqlx::query_scalar!(
        "select c.id from clusters c \
         where c.id = any($1) and c.keywords = 0 and c.named_by = 'auto' and c.deleted_in is null \
           and c.id not in (select cluster_id from ideas where cluster_id is not null) \
           and c.id not in (select cluster_id from writing_tasks where cluster_id is not null) \
           and c.id not in (select cluster_id from contents where cluster_id is not null) \
         order by c.id for update of c",
        clusters
    )
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
    let found = sqlx::query_as!(
        Grouping,
        r#"select undone_at is not null as "undone!", deletion_id, made, described from groupings where id = $1 for update"#,
        run
    )
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
           where g.grouping_id = $1 and k.deleted_in is null and not (k.pinned and k.cluster_id is not null)
             and k.cluster_id is not distinct from m.after
           order by k.id for no key update of k"#,
        run
    )
    .fetch_all(tx.conn())
    .await?;
    let touched = back.iter().flat_map(|each| [each.before, each.after]).flatten();
    lock_clusters(tx, touched.chain(grouping.described).collect()).await?;
    sqlx::query!(
        "update keywords k set cluster_id = m.cluster_id, stray = m.stray \
         from unnest($1::uuid[], $2::uuid[], $3::boolean[]) as m (keyword_id, cluster_id, stray) where k.id = m.keyword_id",
        &back.iter().map(|each| each.keyword).collect::<Vec<_>>(),
        back.iter().map(|each| each.after).collect::<Vec<_>>() as _,
        &back.iter().map(|each| each.stray).collect::<Vec<_>>()
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "update clusters c set confidence = b.confidence, intent = b.intent \
         from groupings g, unnest(g.described, g.confidences, g.intents) as b (id, confidence, intent) \
         where g.id = $1 and c.account_id = g.account_id and c.id = b.id",
        run
    )
    .execute(tx.conn())
    .await?;
    remove_empty(tx, &grouping.made).await?;
    sqlx::query!("update groupings set undone_at = now() where id = $1", run)
        .execute(tx.conn())
        .await?;
    Ok(back.len() as u64)
}
