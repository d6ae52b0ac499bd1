//! SQL of Account › Settings: the account's own row.

use async_trait::async_trait;
use igny8::error::Problem;
use igny8::resource::Resource;
use igny8::services::OneTimeSecret;
use igny8::system::integrations::IntegrationKind;
use igny8::system::settings::Fields;
use igny8::value::Value;
use uuid::Uuid;

use crate::cron::unknown_zone;
use crate::error::Result;
use crate::repo::automation::schedules;
use crate::repo::system::defaults::{PROVIDERS, chosen};
use crate::repo::table::{Assignment, value_of};
use crate::repo::word::Word;
use crate::repo::{Hooks, Join, Sql, Table};
use crate::tenancy::Tx;

/// The account; row-level security leaves its own row only.
pub static TABLE: Table = Table {
    resource: Resource::Settings,
    name: "accounts",
    alias: "a",
    from: "accounts a",
    joins: &[
        Join::left(
            "integrations",
            "n1",
            "n1.account_id = a.id and n1.id = a.clusters_by and n1.deleted_in is null",
        ),
        Join::left(
            "integrations",
            "n2",
            "n2.account_id = a.id and n2.id = a.ideas_by and n2.deleted_in is null",
        ),
        Join::left(
            "integrations",
            "n3",
            "n3.account_id = a.id and n3.id = a.content_by and n3.deleted_in is null",
        ),
        Join::left(
            "integrations",
            "n4",
            "n4.account_id = a.id and n4.id = a.image_prompts_by and n4.deleted_in is null",
        ),
        Join::left(
            "integrations",
            "n5",
            "n5.account_id = a.id and n5.id = a.images_by and n5.deleted_in is null",
        ),
    ],
    columns: &Fields {
        name: Sql::column("a.name", "name"),
        time_zone: Sql::column("a.time_zone", "time_zone"),
        language: Sql::column("a.language", "language"),
        cluster_min_size: Sql::column("a.cluster_min_size", "cluster_min_size"),
        cluster_similarity: Sql::column("a.cluster_similarity", "cluster_similarity"),
        ideas_per_cluster: Sql::column("a.ideas_per_cluster", "ideas_per_cluster"),
        article_words: Sql::column("a.article_words", "article_words"),
        images_per_article: Sql::column("a.images_per_article", "images_per_article"),
        image_style: Sql::column("a.image_style", "image_style"),
        clusters_by: Sql::reference("n1.id", "n1.name")
            .write("clusters_by")
            .needs(&["n1"]),
        ideas_by: Sql::reference("n2.id", "n2.name")
            .write("ideas_by")
            .needs(&["n2"]),
        content_by: Sql::reference("n3.id", "n3.name")
            .write("content_by")
            .needs(&["n3"]),
        image_prompts_by: Sql::reference("n4.id", "n4.name")
            .write("image_prompts_by")
            .needs(&["n4"]),
        images_by: Sql::reference("n5.id", "n5.name")
            .write("images_by")
            .needs(&["n5"]),
    }
    .in_order(),
    undo: false,
    counts_kept: false,
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
    ) -> Result<Option<OneTimeSecret>> {
        if let Some(Value::Text(name)) = value_of(change, "time_zone") {
            let known: bool = sqlx::query_scalar!(
                "select exists (select from pg_timezone_names where name = $1) as \"known!\"",
                name
            )
            .fetch_one(tx.conn())
            .await?;
            if !known {
                return Err(unknown_zone().into());
            }
            schedules::move_to_zone(tx, name).await?;
        }
        for (column, kinds) in PROVIDERS {
            if let Some(value) = value_of(change, column) {
                chosen(tx, column, value.as_id().is_some()).await?;
            }
            let Some(id) = value_of(change, column).and_then(Value::as_id) else {
                continue;
            };
            let kind = sqlx::query_scalar!(
                "select kind as \"kind: Word<IntegrationKind>\" from integrations where id = $1",
                id
            )
            .fetch_optional(tx.conn())
            .await?;
            if !kind.is_some_and(|Word(kind)| kinds.contains(&kind)) {
                let key = format!("{column}_id");
                return Err(Problem::field(
                    &key,
                    "This integration doesn't support that. Choose another one.",
                )
                .into());
            }
        }
        Ok(None)
    }
}
