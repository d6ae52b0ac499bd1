//! SQL of Writer › Content.

use async_trait::async_trait;
use chrono::Utc;
use igny8::error::Problem;
use igny8::page::Arguments;
use igny8::resource::Resource;
use igny8::services::OneTimeSecret;
use igny8::value::Value;
use igny8::writer::content::{APPROVE, EDITIONS, Fields, PublishAs, SUBMIT};
use uuid::Uuid;

use crate::error::Result;
use crate::repo::table::{Assignment, Bind, Cascade, value_of};
use crate::repo::writer::approving;
use crate::repo::writer::place::cluster_fits;
use crate::repo::{Hooks, Join, Sql, Table};
use crate::tenancy::Tx;

/// Articles with where they came from; their pictures go with them.
pub static TABLE: Table = Table {
    resource: Resource::Content,
    name: "contents",
    alias: "a",
    from: "contents a",
    joins: &[
        Join::inner("sectors", "s", "s.account_id = a.account_id and s.id = a.sector_id"),
        Join::inner("sites", "w", "w.account_id = s.account_id and w.id = s.site_id").needs(&["s"]),
        Join::left("clusters", "c", "c.account_id = a.account_id and c.id = a.cluster_id and c.deleted_in is null"),
        Join::left("writing_tasks", "t", "t.account_id = a.account_id and t.id = a.task_id and t.deleted_in is null"),
    ],
    columns: &Fields {
        title: Sql::column("a.title", "title"),
        status: Sql::read("a.status"),
        approved: Sql::read("(a.approved_edition is not null and a.approved_edition = a.edition)"),
        approved_at: Sql::read("a.approved_at"),
        stale: Sql::read(
            "exists (select from publications p where p.account_id = a.account_id and p.content_id = a.id and p.edition < a.edition)",
        ),
        edited_there: Sql::read(
            "exists (select from publications p where p.account_id = a.account_id and p.content_id = a.id and p.edits is not null)",
        ),
        score: Sql::read("a.score"),
        words: Sql::read("a.words"),
        words_target: Sql::column("a.words_target", "words_target"),
        keywords: Sql::column("a.keywords", "keywords"),
        meta_title: Sql::read("a.meta_title"),
        meta_description: Sql::read("a.meta_description"),
        slug: Sql::read("a.slug"),
        excerpt: Sql::read("a.excerpt"),
        images: Sql::read(
            "(select count(*) from images m where m.account_id = a.account_id and m.content_id = a.id \
              and m.status = 'ready' and m.deleted_in is null)",
        ),
        prompts: Sql::read(
            "(select count(*) from images m where m.account_id = a.account_id and m.content_id = a.id and m.deleted_in is null)",
        ),
        waiting: Sql::read(
            "(select count(*) from images m where m.account_id = a.account_id and m.content_id = a.id \
              and m.status <> 'ready' and m.deleted_in is null)",
        ),
        offline: Sql::read("a.offline"),
        cost: Sql::read("a.cost"),
        publish_as: Sql::column("a.publish_as", "publish_as"),
        publish_at: Sql::column("a.publish_at", "publish_at"),
        url: Sql::read("a.url"),
        published_at: Sql::read("a.published_at"),
        version: Sql::read("a.version"),
        edition: Sql::read("a.edition"),
        task: Sql::reference("t.id", "t.title").needs(&["t"]),
        cluster: Sql::reference("c.id", "c.name").write("cluster_id").needs(&["c"]),
        sector: Sql::reference("a.sector_id", "s.name").write("sector_id").label_needs(&["s"]),
        site: Sql::reference("s.site_id", "w.name").needs(&["s"]).label_needs(&["w"]),
        updated_at: Sql::read("a.updated_at"),
        created_at: Sql::read("a.created_at"),
    }
    .in_order(),
    undo: true,
    counts_kept: false,
    constraints: &[],
    cascade: &[
        Cascade {
            child: Resource::Images,
            column: "content_id",
        },
        Cascade {
            child: Resource::Comments,
            column: "content_id",
        },
    ],
    hooks: &ContentHooks,
};

struct ContentHooks;

#[async_trait]
impl Hooks for ContentHooks {
    async fn before_save(
        &self,
        tx: &mut Tx,
        id: Option<Uuid>,
        change: &mut Vec<Assignment>,
    ) -> Result<Option<OneTimeSecret>> {
        cluster_fits(tx, "contents", id, change).await?;
        let later = matches!(value_of(change, "publish_as"), Some(Value::Text(how)) if how == PublishAs::Schedule.as_str());
        let timed = change
            .iter()
            .find(|each| each.column == "publish_at")
            .map(|each| matches!(each.bind, Bind::Time(_)));
        if later && timed != Some(true) && !(timed.is_none() && has_time(tx, id).await?) {
            return Err(Problem::field("publish_at", "Enter a publishing time.").into());
        }
        let past = |each: &Assignment| matches!(each.bind, Bind::Time(at) if each.column == "publish_at" && at <= Utc::now());
        if change.iter().any(past) {
            return Err(
                Problem::field("publish_at", "This time has passed. Enter a time in the future.").into(),
            );
        }
        Ok(None)
    }

    async fn act_with(&self, tx: &mut Tx, action: &str, ids: &[Uuid], answers: &Arguments) -> Result<u64> {
        if action == SUBMIT.name {
            approving::submit(tx, ids).await
        } else {
            approving::approve(tx, ids, &answers.seen(&EDITIONS)).await
        }
    }

    fn acts(&self, action: &str) -> bool {
        [SUBMIT.name, APPROVE.name].contains(&action)
    }
}

async fn has_time(tx: &mut Tx, id: Option<Uuid>) -> Result<bool> {
    let timed = sqlx::query_scalar!(
        r#"select publish_at is not null as "timed!" from contents where id = $1"#,
        id
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(timed.unwrap_or(false))
}
