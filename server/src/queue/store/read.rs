//! Reading runs.

use igny8::ai::Function;
use igny8::error::Problem;
use igny8::id::{AccountId, TaskId};
use igny8::job::{Level, LogLine, Task};
use igny8::resource::Resource;
use igny8::services::{TaskDetail, TaskPart};
use sqlx::PgConnection;
use uuid::Uuid;

use super::row::{query_tasks, task_of};
use crate::error::Result;
use crate::repo::row::rfc3339;
use crate::repo::word::Word;
use crate::tenancy::Tx;

/// One run.
///
/// # Errors
/// 404 if the account has no such run.
pub async fn task(tx: &mut Tx, id: TaskId) -> Result<Task> {
    let account = tx.account();
    let found = states(tx.conn(), account, &[id.0]).await?;
    let found = found.into_iter().find(|task| task.id == id.0);
    found.ok_or_else(|| Problem::not_found(Resource::Tasks.one()).into())
}

/// The runs with these ids, and the parents of those that are children, as they are now.
///
/// # Errors
/// The database does not answer.
pub async fn states(conn: &mut PgConnection, account: AccountId, ids: &[Uuid]) -> Result<Vec<Task>> {
    let rows = query_tasks!(
        "select ",
        " from ai_tasks t where t.account_id = $1 and (t.id = any ($2) \
           or t.id in (select c.parent_id from ai_tasks c where c.account_id = $1 and c.id = any ($2))) \
         order by t.parent_id is null, t.id",
        account.0,
        ids
    )
    .fetch_all(conn)
    .await?;
    let tasks = rows.into_iter().map(|row| task_of!(row));
    Ok(tasks.collect())
}

/// One run with the last 200 lines of its log, oldest first.
///
/// # Errors
/// 404 if the account has no such run.
pub async fn detail(tx: &mut Tx, id: Uuid) -> Result<TaskDetail> {
    let task = task(tx, TaskId(id)).await?;
    let lines = sqlx::query!(
        "select at, level as \"level: Word<Level>\", message from ai_task_logs where account_id = $1 and task_id = $2 order by seq desc limit 200",
        tx.account().0,
        id
    )
    .fetch_all(tx.conn())
    .await?;
    let parts = if task.children > 0 {
        parts(tx, id).await?
    } else {
        Vec::new()
    };
    Ok(TaskDetail {
        task,
        parts,
        log: lines
            .into_iter()
            .rev()
            .map(|line| LogLine {
                at: rfc3339(line.at),
                level: line.level.0,
                message: line.message,
            })
            .collect(),
    })
}

/// The children of a run with what each is for, those that went wrong first: at most 1,000.
async fn parts(tx: &mut Tx, parent: Uuid) -> Result<Vec<TaskPart>> {
    let rows = query_tasks!(
        "select ",
        ", coalesce(c.name, w.title, a.title, m.prompt, n.name, '') as \"label!\" from ai_tasks t \
         left join clusters c on c.account_id = t.account_id and c.id = t.item_id \
         left join writing_tasks w on w.account_id = t.account_id and w.id = t.item_id \
         left join contents a on a.account_id = t.account_id and a.id = t.item_id \
         left join images m on m.account_id = t.account_id and m.id = t.item_id \
         left join integrations n on n.account_id = t.account_id and n.id = t.item_id \
         where t.account_id = $1 and t.parent_id = $2 \
         order by t.status not in ('failed', 'dead'), t.status not in ('running', 'retry_wait'), t.id limit 1000",
        tx.account().0,
        parent
    )
    .fetch_all(tx.conn())
    .await?;
    let parts = rows.into_iter().map(|row| TaskPart {
        task: task_of!(row),
        label: row.label,
    });
    Ok(parts.collect())
}

/// The runs that are not ended and those that ended in the last 10 minutes, newest first: at most 20.
///
/// # Errors
/// The database does not answer.
pub async fn tray(tx: &mut Tx) -> Result<Vec<Task>> {
    let rows = query_tasks!(
        "select ",
        " from ((select * from ai_tasks where account_id = $1 and finished_at is null and parent_id is null order by id desc limit 20) \
          union all (select * from ai_tasks where account_id = $1 and parent_id is null and finished_at > now() - interval '10 minutes' \
            order by finished_at desc limit 20)) t \
         order by t.id desc limit 20",
        tx.account().0
    )
    .fetch_all(tx.conn())
    .await?;
    let tasks = rows.into_iter().map(|row| task_of!(row));
    Ok(tasks.collect())
}

/// The latest runs of these functions, however long ago they ended, newest first: at most 8.
///
/// # Errors
/// The database does not answer.
pub async fn latest(tx: &mut Tx, functions: &[Function]) -> Result<Vec<Task>> {
    let rows = query_tasks!(
        "select ",
        " from ai_tasks t where t.account_id = $1 and t.parent_id is null and t.function = any ($2) \
         order by t.created_at desc, t.id limit 8",
        tx.account().0,
        &functions
            .iter()
            .map(|function| function.name())
            .collect::<Vec<_>>() as &[&str]
    )
    .fetch_all(tx.conn())
    .await?;
    let tasks = rows.into_iter().map(|row| task_of!(row));
    Ok(tasks.collect())
}
