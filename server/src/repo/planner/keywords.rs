//! SQL of Planner › Keywords.

use async_trait::async_trait;
use igny8::error::Problem;
use igny8::planner::keywords::Fields;
use igny8::planner::phrase::phrase_key;
use igny8::resource::Resource;
use igny8::services::OneTimeSecret;
use igny8::value::Value;
use uuid::Uuid;

use crate::error::Result;
use crate::repo::filter::contains;
use crate::repo::table::{Assignment, Constraint, Matches, value_of};
use crate::repo::writer::place::cluster_fits;
use crate::repo::{Hooks, Join, Sql, Table};
use crate::tenancy::Tx;

/// Keywords with their cluster, sector and site.
pub static TABLE: Table = Table {
    resource: Resource::Keywords,
    name: "keywords",
    alias: "k",
    from: "keywords k",
    joins: &[
        Join::inner(
            "sectors",
            "s",
            "s.account_id = k.account_id and s.id = k.sector_id",
        ),
        Join::inner("sites", "w", "w.account_id = s.account_id and w.id = s.site_id").needs(&["s"]),
        Join::left(
            "clusters",
            "c",
            "c.account_id = k.account_id and c.id = k.cluster_id and c.deleted_in is null",
        ),
    ],
    columns: &Fields {
        keyword: Sql::column("k.keyword", "keyword"),
        volume: Sql::column("k.volume", "volume"),
        difficulty: Sql::column("k.difficulty", "difficulty"),
        cpc: Sql::column("k.cpc", "cpc"),
        intent: Sql::column("k.intent", "intent"),
        status: Sql::read(
            "case when c.id is not null then 'clustered' when k.stray then 'stray' else 'new' end",
        )
        .needs(&["c"]),
        cluster: Sql::reference("c.id", "c.name").write("cluster_id").needs(&["c"]),
        pinned: Sql::column("k.pinned", "pinned"),
        sector: Sql::reference("k.sector_id", "s.name")
            .write("sector_id")
            .label_needs(&["s"]),
        site: Sql::reference("s.site_id", "w.name")
            .needs(&["s"])
            .label_needs(&["w"]),
        country: Sql::column("k.country", "country"),
        trend: Sql::read("k.trend"),
        volume_bucketed: Sql::read("k.volume_bucketed"),
        source: Sql::read("k.source"),
        created_at: Sql::read("k.created_at"),
    }
    .in_order(),
    undo: true,
    counts_kept: true,
    constraints: &[
        Constraint {
            name: "keywords_phrase",
            field: "keyword",
            message: "This sector already has this keyword. Edit the existing one instead.",
        },
        Constraint {
            name: "keywords_country_check",
            field: "country",
            message: "Enter a two-letter country code, such as US.",
        },
    ],
    cascade: &[],
    hooks: &KeywordHooks,
};

struct KeywordHooks;

#[async_trait]
impl Hooks for KeywordHooks {
    async fn before_save(
        &self,
        tx: &mut Tx,
        id: Option<Uuid>,
        change: &mut Vec<Assignment>,
    ) -> Result<Option<OneTimeSecret>> {
        if let Some(Value::Text(phrase)) = value_of(change, "keyword") {
            let key = phrase_key(phrase);
            if !key.chars().any(char::is_alphanumeric) {
                return Err(Problem::field("keyword", "Enter at least one letter or digit.").into());
            }
            change.push(Assignment::new("phrase_key", Value::Text(key)));
        }
        // Volume that a person entered is exact.
        if value_of(change, "volume").is_some() {
            change.push(Assignment::new("volume_bucketed", Value::Bool(false)));
        }
        cluster_in_sector(tx, id, change).await?;
        Ok(None)
    }

    /// Groups of three characters are what the index knows; shorter texts are in so many rows that reading some is quick.
    async fn search(&self, tx: &mut Tx, text: &str, most: i64) -> Result<Option<Matches>> {
        if !text
            .split(|c: char| !c.is_alphanumeric())
            .any(|word| word.chars().count() >= 3)
        {
            return Ok(None);
        }
        let found: Option<Vec<Uuid>> =
            sqlx::query_scalar!("select search_keywords($1, $2::int8::int4)", contains(text), most)
                .fetch_one(tx.conn())
                .await?;
        Ok(Some(found.map_or(Matches::Many, Matches::Few)))
    }
}

/// A keyword and its cluster belong to the same sector. A move to another sector leaves the cluster behind.
async fn cluster_in_sector(tx: &mut Tx, id: Option<Uuid>, change: &mut Vec<Assignment>) -> Result<()> {
    let sector = value_of(change, "sector_id").and_then(Value::as_id);
    match value_of(change, "cluster_id") {
        Some(Value::Ref { .. }) => cluster_fits(tx, "keywords", id, change).await?,
        Some(_) => {}
        None => {
            if let (Some(sector), Some(id)) = (sector, id) {
                let moves = sqlx::query_scalar!(
                    r#"select sector_id <> $2 as "moves!" from keywords where id = $1"#,
                    id,
                    sector
                )
                .fetch_optional(tx.conn())
                .await?
                .unwrap_or(false);
                if moves {
                    change.push(Assignment::new("cluster_id", Value::Null));
                }
            }
        }
    }
    Ok(())
}
