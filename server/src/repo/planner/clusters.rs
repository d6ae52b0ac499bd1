//! SQL of Planner › Clusters.

use async_trait::async_trait;
use igny8::error::Problem;
use igny8::page::Arguments;
use igny8::planner::clusters::{Fields, INTO, MERGE, NamedBy};
use igny8::resource::Resource;
use igny8::services::OneTimeSecret;
use igny8::value::Value;
use uuid::Uuid;

use crate::error::Result;
use crate::repo::planner::placing;
use crate::repo::table::{Acted, Assignment, value_of};
use crate::repo::{Hooks, Join, Sql, Table};
use crate::tenancy::Tx;

/// Clusters with their sector and site; the figures are kept by triggers.
pub static TABLE: Table = Table {
    resource: Resource::Clusters,
    name: "clusters",
    alias: "c",
    from: "clusters c",
    joins: &[
        Join::inner("sectors", "s", "s.account_id = c.account_id and s.id = c.sector_id"),
        Join::inner("sites", "w", "w.account_id = s.account_id and w.id = s.site_id").needs(&["s"]),
    ],
    columns: &Fields {
        name: Sql::column("c.name", "name"),
        keywords: Sql::read("c.keywords"),
        volume: Sql::read("c.volume"),
        difficulty: Sql::read("c.difficulty"),
        intent: Sql::column("c.intent", "intent"),
        ideas: Sql::read(
            "(select count(*) from ideas i where i.account_id = c.account_id and i.cluster_id = c.id and i.deleted_in is null)",
        ),
        articles: Sql::read(
            "(select count(*) from contents a where a.account_id = c.account_id and a.cluster_id = c.id and a.deleted_in is null)",
        ),
        confidence: Sql::read("c.confidence"),
        origin: Sql::read("c.origin"),
        sector: Sql::reference("c.sector_id", "s.name").write("sector_id").label_needs(&["s"]),
        site: Sql::reference("s.site_id", "w.name").needs(&["s"]).label_needs(&["w"]),
        created_at: Sql::read("c.created_at"),
    }
    .in_order(),
    undo: true,
    counts_kept: false,
    constraints: &[],
    cascade: &[],
    hooks: &ClusterHooks,
};

struct ClusterHooks;

#[async_trait]
impl Hooks for ClusterHooks {
    /// What a person named keeps its name, whatever later groupings find.
    async fn before_save(
        &self,
        _tx: &mut Tx,
        _id: Option<Uuid>,
        change: &mut Vec<Assignment>,
    ) -> Result<Option<OneTimeSecret>> {
        if value_of(change, "name").is_some() {
            change.push(Assignment::new(
                "named_by",
                Value::Text(NamedBy::Person.to_string()),
            ));
        }
        Ok(None)
    }

    async fn act_telling(
        &self,
        tx: &mut Tx,
        action: &str,
        ids: &[Uuid],
        answers: &Arguments,
    ) -> Result<Acted> {
        if action == MERGE.name {
            return placing::merge(tx, ids, answers.row(&INTO)).await;
        }
        Err(Problem::not_found("action").into())
    }

    fn acts(&self, action: &str) -> bool {
        action == MERGE.name
    }
}
