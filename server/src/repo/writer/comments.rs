//! SQL of Writer › Comments.

use async_trait::async_trait;
use igny8::error::{Problem, ProblemKind};
use igny8::permission::{Role, Verb};
use igny8::resource::Resource;
use igny8::services::OneTimeSecret;
use igny8::writer::comments::{Fields, REOPEN, RESOLVE};
use uuid::Uuid;

use crate::error::Result;
use crate::repo::table::Assignment;
use crate::repo::{Hooks, Join, Sql, Table};
use crate::tenancy::Tx;

/// Comments with their article and who wrote them.
pub static TABLE: Table = Table {
    resource: Resource::Comments,
    name: "content_comments",
    alias: "o",
    from: "content_comments o",
    joins: &[
        Join::inner(
            "contents",
            "a",
            "a.account_id = o.account_id and a.id = o.content_id",
        ),
        Join::inner(
            "sectors",
            "s",
            "s.account_id = a.account_id and s.id = a.sector_id",
        )
        .needs(&["a"]),
        Join::inner("sites", "w", "w.account_id = s.account_id and w.id = s.site_id").needs(&["s"]),
        Join::left("users", "u", "u.id = o.created_by"),
        Join::left("users", "r", "r.id = o.resolved_by"),
    ],
    columns: &Fields {
        text: Sql::column("o.text", "text"),
        content: Sql::reference("o.content_id", "a.title")
            .write("content_id")
            .label_needs(&["a"]),
        author: Sql::read("coalesce(u.name, 'Former member')").needs(&["u"]),
        resolved: Sql::read("(o.resolved_at is not null)"),
        resolved_by: Sql::read("r.name").needs(&["r"]),
        resolved_at: Sql::read("o.resolved_at"),
        // The same as in `before_delete`, for the list.
        deletable: Sql::read(
            "coalesce(o.created_by = nullif(current_setting('app.user_id', true), '')::uuid, false) \
               or coalesce(nullif(current_setting('app.rank', true), '')::int, -1) >= 1",
        ),
        sector: Sql::reference("a.sector_id", "s.name")
            .needs(&["a"])
            .label_needs(&["s"]),
        site: Sql::reference("s.site_id", "w.name")
            .needs(&["s"])
            .label_needs(&["w"]),
        created_at: Sql::read("o.created_at"),
    }
    .in_order(),
    undo: true,
    counts_kept: false,
    constraints: &[],
    cascade: &[],
    hooks: &CommentHooks,
};

struct CommentHooks;

#[async_trait]
impl Hooks for CommentHooks {
    async fn before_save(
        &self,
        tx: &mut Tx,
        id: Option<Uuid>,
        change: &mut Vec<Assignment>,
    ) -> Result<Option<OneTimeSecret>> {
        if let (None, Some(user)) = (id, tx.user()) {
            change.push(Assignment::id("created_by", user.0));
        }
        Ok(None)
    }

    async fn before_delete(&self, tx: &mut Tx, ids: &[Uuid]) -> Result<()> {
        own_or_edits(tx, ids, "delete").await
    }

    async fn before_undo(&self, tx: &mut Tx, deletion: Uuid) -> Result<()> {
        let ids: Vec<Uuid> =
            sqlx::query_scalar!("select id from content_comments where deleted_in = $1", deletion)
                .fetch_all(tx.conn())
                .await?;
        own_or_edits(tx, &ids, "restore").await
    }

    async fn act(&self, tx: &mut Tx, action: &str, ids: &[Uuid]) -> Result<u64> {
        let resolves = action == RESOLVE.name;
        let done = sqlx::query!(
            "update content_comments set resolved_at = case when $2 then now() end, \
               resolved_by = case when $2 then $3::uuid end \
             where id = any($1) and (resolved_at is null) = $2 and deleted_in is null",
            ids,
            resolves,
            tx.user().map(|user| user.0)
        )
        .execute(tx.conn())
        .await?;
        Ok(done.rows_affected())
    }

    fn acts(&self, action: &str) -> bool {
        [RESOLVE.name, REOPEN.name].contains(&action)
    }
}

/// Whoever may not change articles takes back their own words alone, and no program does it for them.
async fn own_or_edits(tx: &mut Tx, ids: &[Uuid], verb: &str) -> Result<()> {
    let role: Role = tx.scope().role();
    if role.may(Verb::Update, Resource::Content) {
        return Ok(());
    }
    let own = tx.scope().person().map(|person| person.0);
    let foreign = sqlx::query_scalar!(
        "select exists (select from content_comments where id = any($1) and created_by is distinct from $2) as \"foreign!\"",
        ids,
        own
    )
    .fetch_one(tx.conn())
    .await?;
    if foreign {
        let detail = format!("You can only {verb} your own comments. Ask an editor to do it.");
        return Err(Problem::new(ProblemKind::Forbidden, detail).into());
    }
    Ok(())
}
