//! SQL of Planner › Ideas.

use async_trait::async_trait;
use igny8::error::Problem;
use igny8::planner::ideas::Fields;
use igny8::planner::phrase::phrase_key;
use igny8::resource::Resource;
use igny8::services::OneTimeSecret;
use igny8::value::Value;
use uuid::Uuid;

use crate::error::Result;
use crate::repo::table::{Assignment, Constraint, value_of};
use crate::repo::writer::place::cluster_fits;
use crate::repo::writer::tasks;
use crate::repo::{Hooks, Join, Sql, Table};
use crate::tenancy::Tx;

/// Ideas with their cluster, the article that they would compete with, and the task that they became.
pub static TABLE: Table = Table {
    resource: Resource::Ideas,
    name: "ideas",
    alias: "i",
    from: "ideas i",
    joins: &[
        Join::inner("sectors", "s", "s.account_id = i.account_id and s.id = i.sector_id"),
        Join::inner("sites", "w", "w.account_id = s.account_id and w.id = s.site_id").needs(&["s"]),
        Join::left("clusters", "c", "c.account_id = i.account_id and c.id = i.cluster_id and c.deleted_in is null"),
        Join::left("writing_tasks", "t", "t.account_id = i.account_id and t.idea_id = i.id and t.deleted_in is null"),
        Join::left("contents", "d", "d.account_id = i.account_id and d.id = i.rival_id"),
        Join::left("contents", "r", "r.account_id = i.account_id and r.deleted_in is null \
              and (r.id = d.id or r.task_id = d.task_id) and (t.id is null or r.task_id is distinct from t.id)").needs(&["t", "d"]),
    ],
    columns: &Fields {
        title: Sql::column("i.title", "title"),
        cluster: Sql::reference("c.id", "c.name").write("cluster_id").needs(&["c"]),
        content_type: Sql::column("i.content_type", "content_type"),
        priority: Sql::column("i.priority", "priority"),
        status: Sql::read(
            "case when t.id is null and not exists ( \
               select from writing_tasks x join contents y on y.account_id = x.account_id and y.task_id = x.id and y.deleted_in is null \
               where x.account_id = i.account_id and x.idea_id = i.id) then 'new' else i.status end",
        ).needs(&["t"]),
        keywords: Sql::column("i.keywords", "keywords"),
        rival: Sql::reference("r.id", "r.title").needs(&["r"]),
        task: Sql::reference("t.id", "t.title").needs(&["t"]),
        angle: Sql::column("i.angle", "angle"),
        outline: Sql::column("i.outline", "outline"),
        words: Sql::column("i.words", "words"),
        offline: Sql::read("i.offline"),
        sector: Sql::reference("i.sector_id", "s.name").write("sector_id").label_needs(&["s"]),
        site: Sql::reference("s.site_id", "w.name").needs(&["s"]).label_needs(&["w"]),
        created_at: Sql::read("i.created_at"),
    }
    .in_order(),
    undo: true,
    counts_kept: false,
    constraints: &[Constraint {
        name: "ideas_title",
        field: "title",
        message: "This sector already has an idea with this title. Edit the existing one instead.",
    }],
    cascade: &[],
    hooks: &IdeaHooks,
};

struct IdeaHooks;

#[async_trait]
impl Hooks for IdeaHooks {
    async fn before_save(
        &self,
        tx: &mut Tx,
        id: Option<Uuid>,
        change: &mut Vec<Assignment>,
    ) -> Result<Option<OneTimeSecret>> {
        if let Some(Value::Text(title)) = value_of(change, "title") {
            let key = phrase_key(title);
            change.push(Assignment::new("title_key", Value::Text(key)));
        }
        cluster_fits(tx, "ideas", id, change).await?;
        if let Some(keywords) = value_of(change, "keywords") {
            let keywords: Vec<String> = keywords.to_plain().lines().map(str::to_owned).collect();
            let sector = match value_of(change, "sector_id").and_then(Value::as_id) {
                Some(sector) => Some(sector),
                None => sector_of(tx, id).await?,
            };
            let rival = match sector {
                Some(sector) => rival(tx, sector, &keywords, id).await?,
                None => None,
            };
            change.push(match rival {
                Some(rival) => Assignment::id("rival_id", rival),
                None => Assignment::new("rival_id", Value::Null),
            });
        }
        Ok(None)
    }

    async fn act(&self, tx: &mut Tx, _action: &str, ids: &[Uuid]) -> Result<u64> {
        let made = tasks::of_ideas(tx, ids).await?;
        if made == 0 {
            let message = "These ideas already have writing tasks. View them under Writer › Tasks.";
            return Err(Problem::conflict(message).into());
        }
        Ok(made)
    }

    fn acts(&self, action: &str) -> bool {
        action == igny8::planner::ideas::CREATE_TASKS.name
    }
}

async fn sector_of(tx: &mut Tx, id: Option<Uuid>) -> Result<Option<Uuid>> {
    Ok(
        sqlx::query_scalar!("select sector_id from ideas where id = $1", id)
            .fetch_optional(tx.conn())
            .await?,
    )
}

/// An article of the same site that is for one of these keywords already, other than the idea's own.
///
/// # Errors
/// The database does not answer.
pub async fn rival(
    tx: &mut Tx,
    sector: Uuid,
    keywords: &[String],
    idea: Option<Uuid>,
) -> Result<Option<Uuid>> {
    let keys: Vec<String> = keywords
        .iter()
        .map(|keyword| phrase_key(keyword))
        .filter(|key| !key.is_empty())
        .collect();
    Ok(sqlx::query_scalar!(
        "select c.id from contents c \
         join sectors s on s.account_id = c.account_id and s.id = c.sector_id \
         where c.deleted_in is null \
           and s.site_id = (select site_id from sectors where id = $1) \
           and string_to_array(lower(c.keywords), E'\\n') && $2::text[] \
           and not exists ( \
             select from writing_tasks t where t.account_id = c.account_id and t.id = c.task_id and t.idea_id = $3) \
         order by c.id limit 1",
        sector,
        &keys,
        idea
    )
    .fetch_optional(tx.conn())
    .await?)
}
