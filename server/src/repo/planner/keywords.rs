//! SQL of Planner › Keywords.

use async_trait::async_trait;
use igny8::error::Problem;
use igny8::page::Arguments;
use igny8::planner::corrections::CorrectionSource;
use igny8::planner::keywords::{Fields, MOVE, NAME, PIN, REJECT, SPLIT, TO, UNPIN};
use igny8::planner::phrase::{clean_phrase, phrase_key};
use igny8::resource::Resource;
use igny8::services::OneTimeSecret;
use igny8::value::Value;
use uuid::Uuid;

use crate::error::Result;
use crate::repo::filter::contains;
use crate::repo::planner::placing;
use crate::repo::planner::teaching::{self, Placement};
use crate::repo::table::{Acted, Assignment, Cascade, Constraint, Matches, value_of};
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
    cascade: &[
        Cascade {
            child: Resource::Corrections,
            column: "one_id",
        },
        Cascade {
            child: Resource::Corrections,
            column: "other_id",
        },
    ],
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
        if let Some(id) = id {
            placed(tx, id, change).await?;
        }
        Ok(None)
    }

    async fn after_create(&self, tx: &mut Tx, id: Uuid) -> Result<()> {
        let Some(here) = here(tx, id).await? else {
            return Ok(());
        };
        if here.cluster_id.is_some() {
            teaching::hold_sector(tx, here.sector_id).await?;
            teach(tx, &here, here.cluster_id, CorrectionSource::Moved).await?;
        }
        Ok(())
    }

    async fn act_telling(
        &self,
        tx: &mut Tx,
        action: &str,
        ids: &[Uuid],
        answers: &Arguments,
    ) -> Result<Acted> {
        if action == MOVE.name {
            let cluster = answers.row(&TO).ok_or_else(Problem::internal)?;
            placing::move_to(tx, ids, cluster).await
        } else if action == SPLIT.name {
            placing::split(tx, ids, &clean_phrase(answers.text(&NAME))).await
        } else if action == REJECT.name {
            placing::reject(tx, ids).await
        } else if action == PIN.name || action == UNPIN.name {
            Ok(Acted::to(placing::pin(tx, ids, action == PIN.name).await?))
        } else {
            Err(Problem::not_found("action").into())
        }
    }

    fn acts(&self, action: &str) -> bool {
        [MOVE.name, SPLIT.name, REJECT.name, PIN.name, UNPIN.name].contains(&action)
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

/// Where a keyword is.
struct Here {
    id: Uuid,
    sector_id: Uuid,
    cluster_id: Option<Uuid>,
    pinned: bool,
}

async fn here(tx: &mut Tx, id: Uuid) -> Result<Option<Here>> {
    Ok(sqlx::query_as!(
        Here,
        r#"select k.id, k.sector_id, c.id as "cluster_id?", k.pinned from keywords k
           left join clusters c on c.account_id = k.account_id and c.id = k.cluster_id and c.deleted_in is null
           where k.id = $1 and k.deleted_in is null"#,
        id
    )
    .fetch_optional(tx.conn())
    .await?)
}

/// A person who changes a keyword's cluster, or pins it, says where it belongs; clustering learns it.
async fn placed(tx: &mut Tx, id: Uuid, change: &[Assignment]) -> Result<()> {
    let (cluster, pinned) = (value_of(change, "cluster_id"), value_of(change, "pinned"));
    if cluster.is_none() && pinned.is_none() {
        return Ok(());
    }
    let Some(before) = here(tx, id).await? else {
        return Ok(());
    };
    // One after the other, and before the keyword itself is locked: so none waits for the other for ever.
    teaching::hold_sector(tx, before.sector_id).await?;
    let Some(before) = here(tx, id).await? else {
        return Ok(());
    };
    let sector = value_of(change, "sector_id").and_then(Value::as_id);
    let leaves = sector.is_some_and(|sector| sector != before.sector_id);
    let after = match cluster {
        Some(value) => value.as_id(),
        None => before.cluster_id,
    };
    if leaves {
        // What was said in the sector that it leaves says nothing in the next.
        return Ok(());
    }
    match pinned {
        Some(Value::Bool(false)) if before.pinned => {
            teaching::unpinned(tx, &[id], Uuid::now_v7()).await?;
        }
        Some(Value::Bool(true)) if !before.pinned && after.is_some() && after == before.cluster_id => {
            teach(tx, &before, after, CorrectionSource::Pinned).await?;
        }
        _ => {}
    }
    if after == before.cluster_id {
        return Ok(());
    }
    let source = if after.is_some() {
        CorrectionSource::Moved
    } else {
        CorrectionSource::Rejected
    };
    teach(tx, &before, after, source).await
}

async fn teach(tx: &mut Tx, before: &Here, cluster: Option<Uuid>, source: CorrectionSource) -> Result<()> {
    let placement = Placement {
        sector: before.sector_id,
        keywords: &[(before.id, before.cluster_id)],
        cluster,
        source,
        change: Uuid::now_v7(),
    };
    teaching::learn(tx, &placement).await
}
