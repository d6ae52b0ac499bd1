//! SQL of System › Settings: the account's own row.

use async_trait::async_trait;
use igny8::backend::Once;
use igny8::error::Problem;
use igny8::resource::Resource;
use igny8::system::settings::Fields;
use igny8::value::Value;
use uuid::Uuid;

use crate::error::Result;
use crate::repo::automation::schedules;
use crate::repo::table::{Assignment, value_of};
use crate::repo::{Hooks, Sql, Table};
use crate::tenancy::Tx;

/// The account; row-level security leaves its own row only.
pub static TABLE: Table = Table {
    resource: Resource::Settings,
    name: "accounts",
    alias: "a",
    from: "accounts a",
    columns: &Fields {
        name: Sql::column("a.name", "name"),
        time_zone: Sql::column("a.time_zone", "time_zone"),
        language: Sql::column("a.language", "language"),
        cluster_min_size: Sql::column("a.cluster_min_size", "cluster_min_size"),
        cluster_similarity: Sql::column("a.cluster_similarity", "cluster_similarity"),
    }
    .in_order(),
    undo: false,
    constraints: &[],
    cascade: &[],
    hooks: &SettingsHooks,
};

struct SettingsHooks;

#[async_trait]
impl Hooks for SettingsHooks {
    async fn before_save(
        &self,
        tx: &mut Tx,
        _id: Option<Uuid>,
        change: &mut Vec<Assignment>,
    ) -> Result<Option<Once>> {
        if let Some(Value::Text(name)) = value_of(change, "time_zone") {
            let known: bool =
                sqlx::query_scalar("select exists (select from pg_timezone_names where name = $1)")
                    .bind(name)
                    .fetch_one(tx.conn())
                    .await?;
            if !known {
                return Err(Problem::field(
                    "time_zone",
                    "Give an IANA time zone such as Europe/Berlin or UTC.",
                )
                .into());
            }
            schedules::move_to_zone(tx, name).await?;
        }
        Ok(None)
    }
}
