//! SQL of Writer › Tasks, and making them of ideas.

use async_trait::async_trait;
use igny8::resource::Resource;
use igny8::services::OneTimeSecret;
use igny8::writer::tasks::Fields;
use uuid::Uuid;

use crate::error::Result;
use crate::repo::table::Assignment;
use crate::repo::writer::place::cluster_fits;
use crate::repo::{Hooks, Join, Sql, Table};
use crate::tenancy::Tx;

/// Tasks with where they came from and what they became.
pub static TABLE: Table = Table {
    resource: Resource::WritingTasks,
    name: "writing_tasks",
    alias: "t",
    from: "writing_tasks t",
    joins: &[
        Join::inner(
            "sectors",
            "s",
            "s.account_id = t.account_id and s.id = t.sector_id",
        ),
        Join::inner("sites", "w", "w.account_id = s.account_id and w.id = s.site_id").needs(&["s"]),
        Join::left(
            "clusters",
            "c",
            "c.account_id = t.account_id and c.id = t.cluster_id and c.deleted_in is null",
        ),
        Join::left(
            "ideas",
            "i",
            "i.account_id = t.account_id and i.id = t.idea_id and i.deleted_in is null",
        ),
        Join::left(
            "contents",
            "a",
            "a.account_id = t.account_id and a.task_id = t.id and a.deleted_in is null",
        ),
    ],
    columns: &Fields {
        title: Sql::column("t.title", "title"),
        content_type: Sql::column("t.content_type", "content_type"),
        words: Sql::column("t.words", "words"),
        priority: Sql::column("t.priority", "priority"),
        // Without its article, which somebody has deleted, a task can be written anew.
        status: Sql::read(
            "case when a.id is null and t.status in ('written', 'published') then 'new' else t.status end",
        )
        .needs(&["a"]),
        keywords: Sql::column("t.keywords", "keywords"),
        angle: Sql::column("t.angle", "angle"),
        outline: Sql::column("t.outline", "outline"),
        idea: Sql::reference("i.id", "i.title").needs(&["i"]),
        content: Sql::reference("a.id", "a.title").needs(&["a"]),
        cluster: Sql::reference("c.id", "c.name").write("cluster_id").needs(&["c"]),
        sector: Sql::reference("t.sector_id", "s.name")
            .write("sector_id")
            .label_needs(&["s"]),
        site: Sql::reference("s.site_id", "w.name")
            .needs(&["s"])
            .label_needs(&["w"]),
        created_at: Sql::read("t.created_at"),
    }
    .in_order(),
    undo: true,
    counts_kept: false,
    constraints: &[],
    cascade: &[],
    hooks: &TaskHooks,
};

struct TaskHooks;

#[async_trait]
impl Hooks for TaskHooks {
    async fn before_save(
        &self,
        tx: &mut Tx,
        id: Option<Uuid>,
        change: &mut Vec<Assignment>,
    ) -> Result<Option<OneTimeSecret>> {
        cluster_fits(tx, "writing_tasks", id, change).await?;
        Ok(None)
    }
}

/// Makes a task of each idea that has none, and says how many.
///
/// # Errors
/// The database does not answer.
pub async fn of_ideas(tx: &mut Tx, ideas: &[Uuid]) -> Result<u64> {
    let ids: Vec<Uuid> = ideas.iter().map(|_| Uuid::now_v7()).collect();
    let made = sqlx::query!(
        "with made as ( \
           insert into writing_tasks (account_id, id, sector_id, cluster_id, idea_id, title, angle, outline, content_type, keywords, words, priority) \
           select i.account_id, n.id, i.sector_id, i.cluster_id, i.id, i.title, i.angle, i.outline, i.content_type, i.keywords, \
             coalesce(i.words, a.article_words), i.priority \
           from unnest($1::uuid[], $2::uuid[]) as n(idea_id, id) \
           join ideas i on i.id = n.idea_id and i.deleted_in is null \
           join accounts a on a.id = i.account_id \
           on conflict (account_id, idea_id) where deleted_in is null do nothing \
           returning idea_id) \
         update ideas i set status = 'planned' from made where i.id = made.idea_id",
        ideas,
        &ids
    )
    .execute(tx.conn())
    .await?;
    Ok(made.rows_affected())
}
