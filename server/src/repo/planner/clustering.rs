//! SQL of clustering: the keywords to group, and the clusters that came of it.
//!
//! Keywords are read with the joins and conditions of their list, so that those statements are made as the list's are.

use igny8::planner::import::Intent;
use igny8::planner::keywords::PAGE;
use igny8::resource::Resource;
use sqlx::QueryBuilder;
use sqlx::postgres::Postgres;
use uuid::Uuid;

use crate::error::Result;
use crate::repo::filter::{Rows, push_from_where};
use crate::repo::joins::Source;
use crate::repo::table;
use crate::repo::word::Word;
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
    pub intent: Option<Word<Intent>>,
    /// Its sector.
    #[sqlx(rename = "sector_id")]
    pub sector: Uuid,
    /// The language of its site.
    pub language: String,
    /// Whether it stays where it is.
    pub pinned: bool,
}

/// A cluster that there is.
#[derive(Clone, Debug)]
pub struct Existing {
    /// Its id.
    pub id: Uuid,
    /// Its sector.
    pub sector: Uuid,
    /// Its topic.
    pub name: String,
    /// Whether it must not go: somebody named it or pinned keywords to it, or ideas, tasks or articles hang on it.
    pub kept: bool,
}

/// A keyword in a cluster that there is.
#[derive(Clone, Copy, Debug)]
pub struct Member {
    /// Its id.
    pub keyword: Uuid,
    /// Its cluster.
    pub cluster: Uuid,
    /// How much it counts: its volume, and a little where that is unknown.
    pub weight: f64,
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
    /// What else it could be called, the best first: two clusters of a sector never share a name.
    pub other_names: Vec<String>,
    /// How alike its keywords are, 0 to 1.
    pub confidence: f64,
    /// The intent of most of its keywords.
    pub intent: Option<Intent>,
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
    let set =
        sqlx::query!(r#"select cluster_min_size, cluster_similarity::real as "similarity!" from accounts"#)
            .fetch_one(tx.conn())
            .await?;
    Ok(Settings {
        min_size: usize::try_from(set.cluster_min_size).unwrap_or(2),
        similarity: set.similarity,
    })
}

/// The selected keywords, in the order in which they were added.
///
/// # Errors
/// The database does not answer.
pub async fn candidates(tx: &mut Tx, rows: &Rows) -> Result<Vec<Candidate>> {
    let mut sql = candidates_statement(rows)?;
    Ok(sql.build_query_as().fetch_all(tx.conn()).await?)
}

/// The statement that reads the selected keywords.
///
/// # Errors
/// A time that no calendar has.
pub fn candidates_statement(rows: &Rows) -> Result<QueryBuilder<Postgres>> {
    let mut sql = QueryBuilder::new(CANDIDATES);
    push_from_where(&mut sql, table(Resource::Keywords), &PAGE, rows)?;
    sql.push(" order by k.id");
    Ok(sql)
}

/// The strongest keywords of a cluster that there is, at most so many.
///
/// # Errors
/// The database does not answer.
pub async fn strongest(tx: &mut Tx, cluster: Uuid, most: usize) -> Result<Vec<Candidate>> {
    let mut sql = strongest_statement(cluster, most);
    Ok(sql.build_query_as().fetch_all(tx.conn()).await?)
}

/// The statement that reads the strongest keywords of a cluster.
pub fn strongest_statement(cluster: Uuid, most: usize) -> QueryBuilder<Postgres> {
    let mut sql = QueryBuilder::new(CANDIDATES);
    sql.push(" from ").push(Source::whole(table(Resource::Keywords)));
    sql.push(" where k.deleted_in is null and k.cluster_id = ")
        .push_bind(cluster);
    sql.push(" order by coalesce(k.volume, 0) desc, k.id limit ")
        .push_bind(i64::try_from(most).unwrap_or(i64::MAX));
    sql
}

/// The keywords of these sectors that are in a cluster, but not among `selected`: what new keywords may join.
///
/// # Errors
/// The database does not answer.
pub async fn company(tx: &mut Tx, sectors: &[Uuid], selected: &[Uuid]) -> Result<Vec<Candidate>> {
    let mut sql = company_statement(sectors, selected);
    Ok(sql.build_query_as().fetch_all(tx.conn()).await?)
}

/// The statement that reads what new keywords may join.
pub fn company_statement(sectors: &[Uuid], selected: &[Uuid]) -> QueryBuilder<Postgres> {
    let mut sql = QueryBuilder::new(CANDIDATES);
    sql.push(" from ").push(Source::whole(table(Resource::Keywords)));
    sql.push(" where k.deleted_in is null and c.id is not null and k.sector_id = any(")
        .push_bind(sectors.to_vec())
        .push(") and not exists (select from unnest(")
        .push_bind(selected.to_vec())
        .push("::uuid[]) as chosen (id) where chosen.id = k.id) order by k.id");
    sql
}

/// The keywords of a sector that were clustered before, also those that are in no cluster, at most so many, in the order in which
/// they were added. The others are auto-cluster's, which is paid for.
///
/// # Errors
/// The database does not answer.
pub async fn of_sector(tx: &mut Tx, sector: Uuid, most: usize) -> Result<Vec<Candidate>> {
    let mut sql = sector_statement(sector, most);
    Ok(sql.build_query_as().fetch_all(tx.conn()).await?)
}

/// The statement that reads the keywords of a sector that were clustered before.
pub fn sector_statement(sector: Uuid, most: usize) -> QueryBuilder<Postgres> {
    let mut sql = QueryBuilder::new(CANDIDATES);
    sql.push(" from ").push(Source::whole(table(Resource::Keywords)));
    sql.push(" where k.deleted_in is null and (c.id is not null or k.stray) and k.sector_id = ")
        .push_bind(sector);
    sql.push(" order by k.id limit ")
        .push_bind(i64::try_from(most).unwrap_or(i64::MAX));
    sql
}

/// How many keywords of a sector auto-cluster has not looked at.
///
/// # Errors
/// The database does not answer.
pub async fn waiting(tx: &mut Tx, sector: Uuid) -> Result<u64> {
    let count = sqlx::query_scalar!(
        r#"select count(*) as "count!" from keywords k
           left join clusters c on c.account_id = k.account_id and c.id = k.cluster_id and c.deleted_in is null
           where k.sector_id = $1 and k.deleted_in is null and c.id is null and not k.stray"#,
        sector
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(count.unsigned_abs())
}

/// The sector of a cluster that is there.
///
/// # Errors
/// The database does not answer.
pub async fn sector_of_cluster(tx: &mut Tx, cluster: Uuid) -> Result<Option<Uuid>> {
    Ok(sqlx::query_scalar!(
        "select sector_id from clusters where id = $1 and deleted_in is null",
        cluster
    )
    .fetch_optional(tx.conn())
    .await?)
}

/// The sector of a keyword that is there.
///
/// # Errors
/// The database does not answer.
pub async fn sector_of_keyword(tx: &mut Tx, keyword: Uuid) -> Result<Option<Uuid>> {
    Ok(sqlx::query_scalar!(
        "select sector_id from keywords where id = $1 and deleted_in is null",
        keyword
    )
    .fetch_optional(tx.conn())
    .await?)
}

/// The same as [`clusters_of`]. The sectors are locked until the transaction ends, so that of two runs the second sees what the
/// first made.
///
/// # Errors
/// The database does not answer.
pub async fn there(tx: &mut Tx, sectors: &[Uuid]) -> Result<(Vec<Existing>, Vec<Member>)> {
    sqlx::query!(
        "select from sectors where id = any($1) order by id for no key update",
        sectors
    )
    .execute(tx.conn())
    .await?;
    clusters_of(tx, sectors).await
}

/// The clusters of these sectors and the keywords in them, as they are now.
///
/// # Errors
/// The database does not answer.
pub async fn clusters_of(tx: &mut Tx, sectors: &[Uuid]) -> Result<(Vec<Existing>, Vec<Member>)> {
    let clusters = sqlx::query_as!(
        Existing,
        r#"select c.id, c.sector_id as sector, c.name, c.named_by = 'person'
             or c.id in (select cluster_id from keywords where pinned and cluster_id is not null and deleted_in is null)
             or c.id in (select cluster_id from ideas where cluster_id is not null)
             or c.id in (select cluster_id from writing_tasks where cluster_id is not null)
             or c.id in (select cluster_id from contents where cluster_id is not null) as "kept!"
           from clusters c where c.sector_id = any($1) and c.deleted_in is null order by c.id"#,
        sectors
    )
    .fetch_all(tx.conn())
    .await?;
    let members = sqlx::query_as!(
        Member,
        r#"select k.id as keyword, k.cluster_id as "cluster!", coalesce(k.volume, 0)::float8 + 1 as "weight!"
           from keywords k join clusters c on c.account_id = k.account_id and c.id = k.cluster_id and c.deleted_in is null
           where k.sector_id = any($1) and k.deleted_in is null"#,
        sectors
    )
    .fetch_all(tx.conn())
    .await?;
    Ok((clusters, members))
}
