//! SQL of what hangs on clusters that are merged: ideas, writing tasks and articles follow into the cluster that stays.

use uuid::Uuid;

use crate::error::Result;
use crate::tenancy::Tx;

/// A row that followed, and its cluster until then.
struct Follower {
    id: Uuid,
    before: Uuid,
}

/// Has what hangs on `merged` hang on `target`, and notes it with the change. What is in the trash follows as well.
///
/// # Errors
/// The database does not answer.
pub async fn lead(tx: &mut Tx, change: Uuid, merged: &[Uuid], target: Uuid) -> Result<()> {
    let ideas = sqlx::query_as!(
        Follower,
        r#"with old as (select id, cluster_id from ideas where cluster_id = any($1) order by id for no key update)
           update ideas i set cluster_id = $2 from old where i.id = old.id returning i.id, old.cluster_id as "before!""#,
        merged,
        target
    )
    .fetch_all(tx.conn())
    .await?;
    note(tx, change, "ideas", &ideas, target).await?;
    let tasks = sqlx::query_as!(
        Follower,
        r#"with old as (select id, cluster_id from writing_tasks where cluster_id = any($1) order by id for no key update)
           update writing_tasks t set cluster_id = $2 from old where t.id = old.id returning t.id, old.cluster_id as "before!""#,
        merged,
        target
    )
    .fetch_all(tx.conn())
    .await?;
    note(tx, change, "writing_tasks", &tasks, target).await?;
    let articles = sqlx::query_as!(
        Follower,
        r#"with old as (select id, cluster_id from contents where cluster_id = any($1) order by id for no key update)
           update contents a set cluster_id = $2 from old where a.id = old.id returning a.id, old.cluster_id as "before!""#,
        merged,
        target
    )
    .fetch_all(tx.conn())
    .await?;
    note(tx, change, "contents", &articles, target).await
}

async fn note(tx: &mut Tx, change: Uuid, of_table: &str, rows: &[Follower], target: Uuid) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "insert into grouping_references (account_id, grouping_id, of_table, rows, before, after) \
         values ($1, $2, $3, $4, $5, $6)",
        tx.account().0,
        change,
        of_table,
        &rows.iter().map(|row| row.id).collect::<Vec<_>>(),
        &rows.iter().map(|row| row.before).collect::<Vec<_>>(),
        target
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Has what followed in a change hang on its former clusters again, unless somebody moved it since.
///
/// # Errors
/// The database does not answer.
pub async fn lead_back(tx: &mut Tx, change: Uuid) -> Result<()> {
    sqlx::query!(
        "update ideas i set cluster_id = b.before from grouping_references g, unnest(g.rows, g.before) as b (id, before) \
         where g.grouping_id = $1 and g.of_table = 'ideas' and i.account_id = g.account_id and i.id = b.id \
           and i.cluster_id = g.after",
        change
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "update writing_tasks t set cluster_id = b.before from grouping_references g, unnest(g.rows, g.before) as b (id, before) \
         where g.grouping_id = $1 and g.of_table = 'writing_tasks' and t.account_id = g.account_id and t.id = b.id \
           and t.cluster_id = g.after",
        change
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "update contents a set cluster_id = b.before from grouping_references g, unnest(g.rows, g.before) as b (id, before) \
         where g.grouping_id = $1 and g.of_table = 'contents' and a.account_id = g.account_id and a.id = b.id \
           and a.cluster_id = g.after",
        change
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
