//! Giving rows values together, in one transaction, with what takes it back as a whole.
//!
//! Its SQL is put together when it is run: which table and columns is what a table declares and a change holds.

use igny8::bulk::MAX_CHANGED;
use igny8::error::Problem;
use igny8::page::TablePage;
use igny8::permission::Verb;
use igny8::resource::Resource;
use igny8::validate::Change;
use igny8::value::Row;
use serde_json::json;
use sqlx::postgres::Postgres;
use sqlx::{AssertSqlSafe, QueryBuilder};
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::repo::constraint::explain;
use crate::repo::filter::Rows;
use crate::repo::table::Assignment;
use crate::repo::{Table, list, row, write};
use crate::tenancy::Tx;

/// A row with what it is to be given.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// As it is.
    pub row: Row,
    /// Checked, for this row.
    pub change: Change,
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Applied {
    /// The change, for undo; none where no row could take it.
    pub id: Option<Uuid>,
    /// The rows that have it now.
    pub rows: Vec<Uuid>,
    /// What stood against it, once for each row that could not take it.
    pub refused: Vec<Problem>,
}

/// The rows that somebody selected, held in one order until the transaction ends, so that two who change many neither wait for
/// each other nor overwrite each other unseen.
///
/// # Errors
/// 409 for more than can be changed at once.
pub async fn hold(tx: &mut Tx, table: &Table, page: &TablePage, rows: &Rows) -> Result<Vec<Row>> {
    let mut sql = list::ids_statement(table, page, rows, None)?;
    let most = i64::try_from(MAX_CHANGED + 1).unwrap_or(i64::MAX);
    sql.push(" limit ").push(most);
    let ids: Vec<Uuid> = sql.build_query_scalar().fetch_all(tx.conn()).await?;
    if ids.len() > MAX_CHANGED {
        let text = format!("Up to {MAX_CHANGED} rows can be changed at once. Narrow the filter.");
        return Err(Problem::conflict(text).into());
    }
    let ids: Vec<Uuid> = sqlx::query_scalar(AssertSqlSafe(hold_statement(table)))
        .bind(&ids)
        .fetch_all(tx.conn())
        .await?;
    let mut sql = QueryBuilder::new("");
    list::push_all(&mut sql, table, page, &Rows::Ids(ids))?;
    let found = sql.build().fetch_all(tx.conn()).await?;
    let rows = found
        .iter()
        .map(|found| row::decode(found, table, page.entity, 0));
    Ok(rows.collect::<sqlx::Result<_>>()?)
}

/// The statement that holds those of the rows `$1` that are still there.
pub fn hold_statement(table: &Table) -> String {
    let live = live(table, "");
    format!(
        "select id from {} where id = any($1){live} order by id for no key update",
        table.name
    )
}

fn live(table: &Table, alias: &str) -> String {
    if table.undo {
        format!(" and {alias}deleted_in is null")
    } else {
        String::new()
    }
}

/// Rows that take the same.
type Alike = (Vec<Assignment>, Vec<Uuid>);

/// Gives each row what it is to have; rows that their resource refuses it for are left out and told.
///
/// # Errors
/// What the database refuses, for all of them.
pub async fn apply(tx: &mut Tx, table: &Table, page: &TablePage, wanted: Vec<Wanted>) -> Result<Applied> {
    let mut applied = Applied::default();
    let mut alike: Vec<Alike> = Vec::new();
    let mut known: Vec<Change> = Vec::new();
    let mut before = Vec::new();
    for Wanted { row, change } in wanted {
        if !known.contains(&change) {
            write::check_references(tx, &change).await?;
            known.push(change.clone());
        }
        let mut assignments = write::assignments(table, &change)?;
        match table.hooks.before_save(tx, Some(row.id), &mut assignments).await {
            Ok(_) => {}
            Err(Error::Problem(problem)) if problem.status < 500 => {
                applied.refused.push(problem);
                continue;
            }
            Err(error) => return Err(error),
        }
        before.push((row.clone(), change));
        match alike.iter_mut().find(|(same, _)| *same == assignments) {
            Some((_, ids)) => ids.push(row.id),
            None => alike.push((assignments, vec![row.id])),
        }
    }
    if alike.is_empty() {
        return Ok(applied);
    }
    let ids: Vec<Uuid> = alike.iter().flat_map(|(_, ids)| ids.iter().copied()).collect();
    let mut columns: Vec<&str> = Vec::new();
    for (assignments, _) in &alike {
        for assignment in assignments {
            if !columns.contains(&assignment.column) {
                columns.push(assignment.column);
            }
        }
    }
    let id = Uuid::now_v7();
    note(tx, table, id, &columns, &ids).await?;
    for (assignments, ids) in alike {
        update_statement(table, &ids, assignments)
            .build()
            .execute(tx.conn())
            .await
            .map_err(|error| explain(table, error))?;
    }
    sqlx::query(AssertSqlSafe(holds_statement(table, &columns)))
        .bind(id)
        .execute(tx.conn())
        .await?;
    for id in &ids {
        table.hooks.after_save(tx, *id).await?;
    }
    let told = told(page, &before);
    write::audit_changes(tx, table.resource, &ids, told).await?;
    applied.id = Some(id);
    applied.rows = ids;
    Ok(applied)
}

/// Notes what rows hold before a change.
async fn note(tx: &mut Tx, table: &Table, id: Uuid, columns: &[&str], ids: &[Uuid]) -> Result<()> {
    let columns_owned: Vec<String> = columns.iter().map(|column| (*column).to_owned()).collect();
    sqlx::query!(
        "insert into row_changes (account_id, id, resource, written, changed_by) values ($1, $2, $3, $4, $5)",
        tx.account().0,
        id,
        table.resource.path(),
        &columns_owned,
        tx.user().map(|user| user.0)
    )
    .execute(tx.conn())
    .await?;
    sqlx::query(AssertSqlSafe(held_statement(table, columns)))
        .bind(id)
        .bind(ids)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The expression of what a row holds in these columns.
fn held(alias: &str, columns: &[&str]) -> String {
    let pairs: Vec<_> = columns
        .iter()
        .map(|column| format!("'{column}', {alias}.{column}"))
        .collect();
    format!("jsonb_build_object({})", pairs.join(", "))
}

/// The statement that notes for the change `$1` what the rows `$2` hold.
pub fn held_statement(table: &Table, columns: &[&str]) -> String {
    format!(
        "insert into changed_rows (account_id, change_id, row_id, held) \
         select t.account_id, $1, t.id, {} from {} t where t.id = any($2)",
        held("t", columns),
        table.name
    )
}

/// The statement that notes what the change `$1` made of its rows.
pub fn holds_statement(table: &Table, columns: &[&str]) -> String {
    format!(
        "update changed_rows r set holds = {} from {} t \
         where r.change_id = $1 and t.account_id = r.account_id and t.id = r.row_id",
        held("t", columns),
        table.name
    )
}

/// The statement that gives rows the same values.
pub fn update_statement(table: &Table, ids: &[Uuid], assignments: Vec<Assignment>) -> QueryBuilder<Postgres> {
    let mut sql = QueryBuilder::new("update ");
    write::push_set(&mut sql, table, assignments);
    sql.push(" where id = any(").push_bind(ids.to_vec()).push(")");
    sql.push(live(table, ""));
    sql
}

/// From what to what fields went, in the words of the audit log; where rows held different things, that they did.
fn told(page: &TablePage, before: &[(Row, Change)]) -> serde_json::Value {
    let Some((_, change)) = before.first() else {
        return json!([]);
    };
    let fields = change.iter().filter_map(|(field, value)| {
        let input = page.form.iter().find(|input| input.field.same(field))?;
        let said = |value| write::said(field, value);
        let mut held = before.iter().map(|(row, _)| said(row.get(field)));
        let first = held.next()?;
        let from = if held.all(|other| other == first) {
            first
        } else {
            Some("Various".to_owned())
        };
        Some(json!({ "field": input.label, "from": from, "to": said(value) }))
    });
    fields.collect::<Vec<_>>().into()
}

/// A change that can be taken back, held so that nobody else does so meanwhile.
#[derive(Clone, Debug)]
pub struct Kept {
    /// The resource of its rows.
    pub resource: Resource,
    written: Vec<String>,
}

/// The change with this id.
///
/// # Errors
/// 404 if there is none, or somebody took it back before.
pub async fn kept(tx: &mut Tx, change: Uuid) -> Result<Kept> {
    let found = sqlx::query!(
        "select resource, written from row_changes where id = $1 for update",
        change
    )
    .fetch_optional(tx.conn())
    .await?;
    let found = found.and_then(|row| {
        Some(Kept {
            resource: Resource::by_path(&row.resource)?,
            written: row.written,
        })
    });
    found.ok_or_else(|| Problem::not_found("change").into())
}

/// Gives rows back what they held before a change, where nobody has changed them since; which rows those are.
///
/// # Errors
/// The database refuses what they held, as where another row has taken its place.
pub async fn take_back(tx: &mut Tx, change: Uuid, kept: &Kept) -> Result<Vec<Uuid>> {
    let table = crate::repo::table(kept.resource);
    let columns: Vec<&str> = kept.written.iter().map(String::as_str).collect();
    let rows: Vec<Uuid> = sqlx::query_scalar!("select row_id from changed_rows where change_id = $1", change)
        .fetch_all(tx.conn())
        .await?;
    sqlx::query(AssertSqlSafe(hold_statement(table)))
        .bind(&rows)
        .execute(tx.conn())
        .await?;
    let back: Vec<Uuid> = sqlx::query_scalar(AssertSqlSafe(back_statement(table, &columns)))
        .bind(change)
        .fetch_all(tx.conn())
        .await
        .map_err(|error| explain(table, error))?;
    sqlx::query!("delete from row_changes where id = $1", change)
        .execute(tx.conn())
        .await?;
    if !back.is_empty() {
        write::audit(tx, Verb::Update, kept.resource, &back, Some("Undo"), None).await?;
    }
    Ok(back)
}

/// The statement that gives rows back what they held before the change `$1`.
pub fn back_statement(table: &Table, columns: &[&str]) -> String {
    let sets: Vec<_> = columns
        .iter()
        .map(|column| format!("{column} = b.{column}"))
        .collect();
    format!(
        "update {name} t set {} from changed_rows r cross join lateral jsonb_populate_record(null::{name}, r.held) b \
         where r.change_id = $1 and t.account_id = r.account_id and t.id = r.row_id and r.holds = {}{} returning t.id",
        sets.join(", "),
        held("t", columns),
        live(table, "t."),
        name = table.name
    )
}
