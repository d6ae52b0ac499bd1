//! Making and changing rows from checked changes.
//!
//! Its SQL is put together when it is run: which table and columns is what a table declares and a change holds.

use igny8::choice::Choice;
use igny8::entity::{Entity, Field, Kind};
use igny8::error::Problem;
use igny8::id::AccountId;
use igny8::page::{Input, InputKind};
use igny8::permission::Verb;
use igny8::resource::Resource;
use igny8::services::{OneTimeSecret, Saved};
use igny8::validate::Change;
use igny8::value::{Record, Row, Value};
use serde_json::json;
use sqlx::postgres::Postgres;
use sqlx::{AssertSqlSafe, QueryBuilder};
use uuid::Uuid;

use crate::error::Result;
use crate::repo::billing::limits;
use crate::repo::constraint::explain;
use crate::repo::joins::Source;
use crate::repo::table::{Assignment, Bind};
use crate::repo::{Table, list};
use crate::tenancy::Tx;

/// What a form held before it was sent, for the audit log.
#[derive(Clone, Debug)]
pub struct Before {
    /// The inputs.
    pub inputs: Vec<&'static Input>,
    /// What they held, by wire key; nothing of a new row.
    pub values: Record,
}

/// Values longer than this are too long to be told in a line.
const MAX_TOLD: usize = 200;

impl Before {
    /// From what to what the changed fields of a row went. Of secrets and long texts only that they did.
    fn differences(&self, table: &Table, changed: &[Field], after: &Row) -> serde_json::Value {
        let mut told: Vec<&Field> = Vec::new();
        let mut all = Vec::new();
        for input in &self.inputs {
            let field = &input.field;
            if !changed.iter().any(|one| one.same(field)) || told.iter().any(|one| one.same(field)) {
                continue;
            }
            told.push(field);
            let hidden = matches!(input.kind, InputKind::Secret { .. } | InputKind::Password { .. });
            let in_part = table.columns[usize::from(field.index)].in_part;
            let (from, to) = (self.values.get(field.key), after.get(field));
            let (from, to) = (from.and_then(|value| said(field, value)), said(field, to));
            let long = |text: &Option<String>| {
                text.as_ref()
                    .is_some_and(|text| text.chars().count() > MAX_TOLD || text.contains('\n'))
            };
            if hidden || (from != to && (in_part || long(&from) || long(&to))) {
                all.push(json!({ "field": input.label, "changed": true }));
            } else if from != to {
                all.push(json!({ "field": input.label, "from": from, "to": to }));
            }
        }
        all.into()
    }
}

/// A value as people read it; nothing where it is unknown.
pub(super) fn said(field: &Field, value: &Value) -> Option<String> {
    match (field.kind, value) {
        (_, Value::Null) => None,
        (Kind::Choice(set), Value::Text(text)) => Some(
            Choice::find(set, text)
                .map_or(text.as_str(), |choice| choice.label)
                .to_owned(),
        ),
        _ => Some(value.to_plain()),
    }
}

/// What a checked change writes.
///
/// # Errors
/// A time that is none.
pub(super) fn assignments(table: &Table, change: &Change) -> Result<Vec<Assignment>, Problem> {
    let written = change.iter().filter_map(|(field, value)| {
        let column = table.columns[usize::from(field.index)].write?;
        Some(assignment(*field, column, value.clone()))
    });
    written.collect()
}

/// Makes a row (`id` none) or changes one, and reads it back.
///
/// # Errors
/// 404 if the row or one that it refers to is not there, field errors for violated constraints, 402 if the plan has no room.
pub async fn save(
    tx: &mut Tx,
    table: &Table,
    entity: &Entity,
    id: Option<Uuid>,
    change: Change,
    before: &Before,
) -> Result<Saved> {
    check_references(tx, &change).await?;
    let changed: Vec<Field> = change.iter().map(|(field, _)| *field).collect();
    let mut assignments = assignments(table, &change)?;
    let once = table.hooks.before_save(tx, id, &mut assignments).await?;
    let (id, verb) = match id {
        Some(id) => {
            update(tx, table, id, assignments).await?;
            (id, Verb::Update)
        }
        None => {
            let id = insert(tx, table, assignments).await?;
            table.hooks.after_create(tx, id).await?;
            (id, Verb::Create)
        }
    };
    table.hooks.after_save(tx, id).await?;
    let saved = finish(tx, table, entity, id, once).await?;
    let differences = before.differences(table, &changed, &saved.row);
    let targets = [id];
    let entry = Entry {
        changes: Some(differences),
        ..Entry::of(verb, table.resource, &targets)
    };
    note(tx, entry).await?;
    if verb == Verb::Create {
        limits::check_rows(tx, table.resource).await?;
    }
    Ok(saved)
}

/// A time is bound as one; PostgreSQL does not read it out of a text by itself.
fn assignment(field: Field, column: &'static str, value: Value) -> Result<Assignment, Problem> {
    match (field.kind, &value) {
        (Kind::Timestamp, Value::Text(text)) => chrono::DateTime::parse_from_rfc3339(text)
            .map(|at| Assignment::time(column, at.to_utc()))
            .map_err(|_| {
                Problem::field(
                    field.key,
                    "Invalid date or time. Enter one such as 2027-01-31 08:00.",
                )
            }),
        (Kind::References(_), Value::Json(_)) => Ok(Assignment {
            column,
            bind: Bind::Ids(ids(&value)),
        }),
        _ => Ok(Assignment::new(column, value)),
    }
}

/// The ids of the rows that a checked value names.
fn ids(value: &Value) -> Vec<Uuid> {
    let Value::Json(serde_json::Value::Array(rows)) = value else {
        return Vec::new();
    };
    rows.iter().filter_map(|id| id.as_str()?.parse().ok()).collect()
}

async fn finish(
    tx: &mut Tx,
    table: &Table,
    entity: &Entity,
    id: Uuid,
    once: Option<OneTimeSecret>,
) -> Result<Saved> {
    Ok(Saved {
        row: list::get(tx, table, entity, id).await?,
        once,
    })
}

async fn insert(tx: &mut Tx, table: &Table, assignments: Vec<Assignment>) -> Result<Uuid> {
    let id = Uuid::now_v7();
    insert_statement(table, tx.account(), id, assignments)
        .build()
        .execute(tx.conn())
        .await
        .map_err(|error| explain(table, error))?;
    Ok(id)
}

/// The statement that makes a row.
pub fn insert_statement(
    table: &Table,
    account: AccountId,
    id: Uuid,
    assignments: Vec<Assignment>,
) -> QueryBuilder<Postgres> {
    let mut sql = QueryBuilder::new("insert into ");
    // What is the platform's is of no account.
    let platform = table.resource.is_platform();
    sql.push(table.name)
        .push(if platform { " (id" } else { " (account_id, id" });
    for assignment in &assignments {
        sql.push(", ").push(assignment.column);
    }
    sql.push(") values (");
    if !platform {
        sql.push_bind(account.0).push(", ");
    }
    sql.push_bind(id);
    for assignment in assignments {
        sql.push(", ");
        push_bind(&mut sql, assignment.bind);
    }
    sql.push(")");
    sql
}

async fn update(tx: &mut Tx, table: &Table, id: Uuid, assignments: Vec<Assignment>) -> Result<()> {
    let done = update_statement(table, id, assignments)
        .build()
        .execute(tx.conn())
        .await
        .map_err(|error| explain(table, error))?;
    if done.rows_affected() == 0 {
        Err(Problem::not_found(table.resource.one()).into())
    } else {
        Ok(())
    }
}

/// The statement that changes a row.
pub fn update_statement(table: &Table, id: Uuid, assignments: Vec<Assignment>) -> QueryBuilder<Postgres> {
    let mut sql = QueryBuilder::new("update ");
    push_set(&mut sql, table, assignments);
    sql.push(" where id = ").push_bind(id);
    if table.undo {
        sql.push(" and deleted_in is null");
    }
    sql
}

/// Appends the table and what its rows take.
pub(super) fn push_set(sql: &mut QueryBuilder<Postgres>, table: &Table, assignments: Vec<Assignment>) {
    sql.push(table.name).push(" set id = id");
    for assignment in assignments {
        sql.push(", ").push(assignment.column).push(" = ");
        push_bind(sql, assignment.bind);
    }
}

/// PostgreSQL converts each on assignment to the column's own type and refuses what does not fit.
fn push_bind(sql: &mut QueryBuilder<Postgres>, bind: Bind) {
    let value = match bind {
        Bind::Value(value) => value,
        Bind::Bytes(bytes) => {
            sql.push_bind(bytes);
            return;
        }
        Bind::Time(at) => {
            sql.push_bind(at);
            return;
        }
        Bind::Ids(ids) => {
            sql.push_bind(ids);
            return;
        }
    };
    match value {
        Value::Null => sql.push("null"),
        Value::Bool(yes) => sql.push_bind(yes),
        Value::Int(number) => sql.push_bind(number),
        Value::Float(number) => sql.push_bind(number),
        Value::Text(text) => sql.push_bind(text),
        Value::Ref { id, .. } => sql.push_bind(id),
        Value::Json(json) => sql.push_bind(json),
    };
}

/// Referenced rows must be there, live and of this account; a foreign key alone would accept a deleted one.
pub(super) async fn check_references(tx: &mut Tx, change: &Change) -> Result<()> {
    for (field, value) in change {
        let (resource, ids) = match (field.kind, value) {
            (Kind::Reference(resource), Value::Ref { id, .. }) => (resource, vec![*id]),
            (Kind::References(resource), value) => (resource, ids(value)),
            _ => continue,
        };
        for id in ids {
            if !exists(tx, resource, id).await? {
                let message = format!("This {} doesn't exist. Choose another one.", resource.one());
                return Err(Problem::field(field.key, message).into());
            }
        }
    }
    Ok(())
}

/// Whether a live row with this id is there in this account.
///
/// # Errors
/// The database does not answer.
pub async fn exists(tx: &mut Tx, resource: Resource, id: Uuid) -> Result<bool> {
    let sql = exists_statement(crate::repo::table(resource));
    Ok(sqlx::query_scalar(AssertSqlSafe(sql))
        .bind(id)
        .fetch_one(tx.conn())
        .await?)
}

/// The statement that looks whether the live row with the id `$1` is there.
pub fn exists_statement(table: &Table) -> String {
    let live = if table.undo { " and deleted_in is null" } else { "" };
    format!("select exists (select from {} where id = $1{live})", table.name)
}

/// Writes into the audit log who did what to which rows, with what the first of them is called. `action` says what was done
/// where the verb does not; `about` is the row that the name is of, where that is no target, as of a run.
///
/// # Errors
/// The database does not answer.
pub async fn audit(
    tx: &mut Tx,
    verb: Verb,
    resource: Resource,
    targets: &[Uuid],
    action: Option<&str>,
    about: Option<Uuid>,
) -> Result<()> {
    let entry = Entry {
        action,
        about,
        ..Entry::of(verb, resource, targets)
    };
    note(tx, entry).await
}

/// Writes into the audit log who changed which rows, with what fields went from and to.
///
/// # Errors
/// The database does not answer.
pub(super) async fn audit_changes(
    tx: &mut Tx,
    resource: Resource,
    targets: &[Uuid],
    changes: serde_json::Value,
) -> Result<()> {
    let entry = Entry {
        changes: Some(changes),
        ..Entry::of(Verb::Update, resource, targets)
    };
    note(tx, entry).await
}

/// One entry of the audit log.
struct Entry<'a> {
    verb: Verb,
    resource: Resource,
    targets: &'a [Uuid],
    action: Option<&'a str>,
    about: Option<Uuid>,
    changes: Option<serde_json::Value>,
}

impl<'a> Entry<'a> {
    const fn of(verb: Verb, resource: Resource, targets: &'a [Uuid]) -> Self {
        Self {
            verb,
            resource,
            targets,
            action: None,
            about: None,
            changes: None,
        }
    }
}

async fn note(tx: &mut Tx, entry: Entry<'_>) -> Result<()> {
    // What the staff does stands in a log of its own (`services::staff`).
    if entry.verb == Verb::Read || entry.resource.is_platform() {
        return Ok(());
    }
    sqlx::query(AssertSqlSafe(audit_statement(entry.resource)))
        .bind(tx.account().0)
        .bind(Uuid::now_v7())
        .bind(tx.user().map(|user| user.0))
        .bind(tx.via().name())
        .bind(entry.verb.as_str())
        .bind(entry.resource.path())
        .bind(entry.targets)
        .bind(entry.action)
        .bind(entry.about.or_else(|| entry.targets.first().copied()))
        .bind(tx.scope().staff().map(str::to_owned))
        .bind(entry.changes)
        .bind(tx.scope().program().map(str::to_owned))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The statement that writes into the audit log; `$9` is the row whose name is kept, `$10` who of the staff it was, `$12` which
/// program.
pub fn audit_statement(resource: Resource) -> String {
    format!(
        "insert into audit_log (account_id, id, actor, via, verb, resource, targets, action, name, staff, changes, program) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, {}, $10, $11, $12)",
        called(resource, "$9")
    )
}

/// What people call a row, whether it is deleted or not.
///
/// # Errors
/// The database does not answer.
pub async fn name_of(tx: &mut Tx, resource: Resource, id: Uuid) -> Result<Option<String>> {
    Ok(sqlx::query_scalar(AssertSqlSafe(name_statement(resource)))
        .bind(id)
        .fetch_one(tx.conn())
        .await?)
}

/// The statement that says what the row with the id `$1` is called.
pub fn name_statement(resource: Resource) -> String {
    format!("select {}", called(resource, "$1"))
}

/// The expression of what people call the row with the id of this parameter.
fn called(resource: Resource, id: &str) -> String {
    let Some(page) = igny8::registry::table(resource) else {
        // Whoever prepares the statement is to know the parameter's type.
        return format!("nullif({id}::uuid, {id}::uuid)::text");
    };
    let table = crate::repo::table(resource);
    let sql = table.columns[usize::from(page.label().index)];
    let (from, alias) = (Source::whole(table), table.alias);
    let label = sql.label.unwrap_or(sql.read);
    format!("(select left(({label})::text, 200) from {from} where {alias}.id = {id})")
}
