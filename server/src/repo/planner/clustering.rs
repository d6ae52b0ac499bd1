//! SQL of clustering: the keywords to group, and the clusters that came of it.

use igny8::planner::keywords::PAGE;
use sqlx::QueryBuilder;
use sqlx::postgres::Postgres;
use uuid::Uuid;

use crate::error::Result;
use crate::repo::delete;
use crate::repo::filter::{Rows, push_from_where};
use crate::repo::planner::clusters;
use crate::repo::planner::keywords::TABLE;
use crate::tenancy::Tx;

/// What an account has set for clustering.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// The least keywords of a cluster.
    pub min_size: usize,
    /// How alike keywords of a cluster must be, 0 to 1.
    pub similarity: f32,
}

/// One keyword to group.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Candidate {
    /// Its id.
    pub id: Uuid,
    /// Its phrase.
    pub keyword: String,
    /// Searches in a month.
    pub volume: Option<i64>,
    /// What somebody who searches wants.
    pub intent: Option<String>,
    /// Its sector.
    #[sqlx(rename = "sector_id")]
    pub sector: Uuid,
    /// The language of its site.
    pub language: String,
    /// Whether it stays where it is.
    pub pinned: bool,
}

/// One cluster to save; without a name, the strays of a sector.
#[derive(Clone, Debug)]
pub struct Group {
    /// The cluster's id.
    pub id: Uuid,
    /// Its sector.
    pub sector: Uuid,
    /// Its topic.
    pub name: Option<String>,
    /// How alike its keywords are, 0 to 1.
    pub confidence: f64,
    /// The intent of most of its keywords.
    pub intent: Option<String>,
    /// Its keywords.
    pub members: Vec<Uuid>,
}

/// What is read of a keyword.
const CANDIDATES: &str = "select k.id, k.keyword, k.volume, k.intent, k.sector_id, w.language, k.pinned and c.id is not null as pinned";

/// What the account has set.
///
/// # Errors
/// The database does not answer.
pub async fn settings(tx: &mut Tx) -> Result<Settings> {
    let (min_size, similarity): (i32, f32) =
        sqlx::query_as("select cluster_min_size, cluster_similarity::real from accounts")
            .fetch_one(tx.conn())
            .await?;
    Ok(Settings {
        min_size: usize::try_from(min_size).unwrap_or(2),
        similarity,
    })
}

/// The selected keywords, in the order in which they were added.
///
/// # Errors
/// The database does not answer.
pub async fn candidates(tx: &mut Tx, rows: &Rows) -> Result<Vec<Candidate>> {
    let mut sql = QueryBuilder::<Postgres>::new(CANDIDATES);
    push_from_where(&mut sql, &TABLE, &PAGE, rows)?;
    sql.push(" order by k.id");
    Ok(sql.build_query_as().fetch_all(tx.conn()).await?)
}

/// The strongest keywords of a cluster that there is, at most so many.
///
/// # Errors
/// The database does not answer.
pub async fn strongest(tx: &mut Tx, cluster: Uuid, most: usize) -> Result<Vec<Candidate>> {
    let mut sql = QueryBuilder::<Postgres>::new(CANDIDATES);
    sql.push(" from ").push(TABLE.from);
    sql.push(" where k.deleted_in is null and k.cluster_id = ")
        .push_bind(cluster);
    sql.push(" order by coalesce(k.volume, 0) desc, k.id limit ")
        .push_bind(i64::try_from(most).unwrap_or(i64::MAX));
    Ok(sql.build_query_as().fetch_all(tx.conn()).await?)
}

/// Saves clusters and who belongs to them. Keywords that were deleted or pinned meanwhile stay as they are;
/// automatic clusters that this leaves empty go.
///
/// # Errors
/// The database does not answer.
pub async fn save(tx: &mut Tx, groups: &[Group]) -> Result<()> {
    let named: Vec<&Group> = groups.iter().filter(|group| group.name.is_some()).collect();
    sqlx::query(
        "insert into clusters (account_id, id, sector_id, name, confidence, intent, origin) \
         select $1, *, 'auto' from unnest($2::uuid[], $3::uuid[], $4::text[], $5::float8[], $6::text[])",
    )
    .bind(tx.account().0)
    .bind(named.iter().map(|group| group.id).collect::<Vec<_>>())
    .bind(named.iter().map(|group| group.sector).collect::<Vec<_>>())
    .bind(named.iter().map(|group| group.name.clone()).collect::<Vec<_>>())
    .bind(named.iter().map(|group| group.confidence).collect::<Vec<_>>())
    .bind(named.iter().map(|group| group.intent.clone()).collect::<Vec<_>>())
    .execute(tx.conn())
    .await?;
    let mut keywords = Vec::new();
    let mut clusters = Vec::new();
    for group in groups {
        keywords.extend_from_slice(&group.members);
        clusters.extend(std::iter::repeat_n(
            group.name.as_ref().map(|_| group.id),
            group.members.len(),
        ));
    }
    let left: Vec<Uuid> = sqlx::query_scalar(
        "with moves as (select * from unnest($1::uuid[], $2::uuid[]) as m (keyword_id, cluster_id)), \
         before as (select distinct k.cluster_id from keywords k join moves m on m.keyword_id = k.id where k.cluster_id is not null), \
         moved as ( \
           update keywords k set cluster_id = m.cluster_id, stray = m.cluster_id is null from moves m \
           where k.id = m.keyword_id and k.deleted_in is null and not (k.pinned and k.cluster_id is not null)) \
         select cluster_id from before",
    )
    .bind(keywords)
    .bind(clusters)
    .fetch_all(tx.conn())
    .await?;
    let empty: Vec<Uuid> = sqlx::query_scalar(
        "select id from clusters where id = any($1) and origin = 'auto' and keywords = 0 and deleted_in is null",
    )
    .bind(left)
    .fetch_all(tx.conn())
    .await?;
    delete::mark(tx, &clusters::TABLE, &empty).await?;
    Ok(())
}
