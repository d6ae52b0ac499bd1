//! Deleting with undo: rows and what hangs on them are marked with one deletion, and come back together.
//!
//! What marks rows of any table is put together when it is run, by the name that the table declares.

use igny8::error::Problem;
use igny8::id::DeletionId;
use igny8::page::TablePage;
use igny8::permission::{Role, Verb};
use igny8::query::encode;
use igny8::resource::Resource;
use igny8::services::Deleted;
use serde_json::json;
use sqlx::{AssertSqlSafe, PgConnection};
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::repo::billing::limits;
use crate::repo::cascade::{self, Rows as Kind};
use crate::repo::filter::Rows;
use crate::repo::{Table, constraint, list, write};
use crate::tenancy::Tx;

/// Deletes rows with all that hangs on them.
///
/// # Errors
/// 404 if there is none of them, or somebody else was first; a problem if they must stay.
pub async fn delete(tx: &mut Tx, table: &'static Table, page: &TablePage, rows: &Rows) -> Result<Deleted> {
    let ids = list::ids(tx, table, page, rows).await?;
    let ids = hold(tx, table, ids).await?;
    if ids.is_empty() {
        return Err(Problem::not_found(table.resource.one()).into());
    }
    table.hooks.before_delete(tx, &ids).await?;
    let deleted = mark(tx, table, &ids).await?;
    let deleted = deleted.ok_or_else(|| Problem::not_found(table.resource.one()))?;
    write::audit(tx, Verb::Delete, table.resource, &ids, None, None).await?;
    Ok(deleted)
}

/// Marks live rows and what hangs on them with one deletion, which the bin shows; none if no row was live.
///
/// # Errors
/// The database does not answer.
pub async fn mark(tx: &mut Tx, table: &'static Table, ids: &[Uuid]) -> Result<Option<Deleted>> {
    let deletion = DeletionId::new().0;
    let name = match ids.first() {
        Some(first) => write::name_of(tx, table.resource, *first).await?,
        None => None,
    };
    sqlx::query!(
        "insert into deletions (account_id, id, resource, deleted_by, name) values ($1, $2, $3, $4, $5)",
        tx.account().0,
        deletion,
        table.resource.path(),
        tx.user().map(|user| user.0),
        name
    )
    .execute(tx.conn())
    .await?;
    let count = sqlx::query(AssertSqlSafe(mark_statement(table)))
        .bind(deletion)
        .bind(ids)
        .execute(tx.conn())
        .await
        .map_err(|error| constraint::explain(table, error))?
        .rows_affected();
    if count == 0 {
        sqlx::query!("delete from deletions where id = $1", deletion)
            .execute(tx.conn())
            .await?;
        return Ok(None);
    }
    let along = cascade::mark(tx, table, deletion).await?;
    let kinds: Vec<_> = along
        .iter()
        .map(|(kind, rows)| json!({ "resource": kind.path(), "rows": rows }))
        .collect();
    sqlx::query!(
        "update deletions set rows = $2, along = $3, contents = $4, least = $5 where id = $1",
        deletion,
        i64::try_from(count).unwrap_or(i64::MAX),
        json!(kinds),
        words(&along),
        i16::from(least(table.resource, &along).rank())
    )
    .execute(tx.conn())
    .await?;
    Ok(Some(Deleted {
        deletion_id: deletion,
        count,
    }))
}

/// The statement that marks the rows `$2` with the deletion `$1`.
pub fn mark_statement(table: &Table) -> String {
    format!(
        "update {} set deleted_in = $1 where id = any($2) and deleted_in is null",
        table.name
    )
}

/// Those of the rows that are still there, held until the transaction ends: who deletes one at the same time waits, and finds
/// it gone. One order, so that two who delete many cannot wait for each other.
async fn hold(tx: &mut Tx, table: &Table, ids: Vec<Uuid>) -> Result<Vec<Uuid>> {
    let rows = sqlx::query_scalar(AssertSqlSafe(hold_statement(table))).bind(&ids);
    Ok(rows.fetch_all(tx.conn()).await?)
}

/// The statement that holds those of the rows `$1` that are still there.
pub fn hold_statement(table: &Table) -> String {
    format!(
        "select id from {} where id = any($1) and deleted_in is null order by id for update",
        table.name
    )
}

/// The least role that may bring all of it back.
fn least(resource: Resource, along: &[Kind]) -> Role {
    let kinds = along.iter().map(|(kind, _)| *kind).chain([resource]);
    kinds
        .filter_map(|kind| Role::least(Verb::Delete, kind))
        .max()
        .unwrap_or(Role::Owner)
}

/// Such as “24 clusters, 197 keywords”.
fn words(along: &[Kind]) -> Option<String> {
    let each = along.iter().map(|(kind, rows)| {
        let word = if *rows == 1 { kind.one() } else { kind.many() };
        format!("{rows} {word}")
    });
    (!along.is_empty()).then(|| each.collect::<Vec<_>>().join(", "))
}

/// What a deletion removed.
#[derive(Clone, Debug)]
pub struct Removed {
    /// The resource of the rows that were deleted.
    pub resource: Resource,
    /// The resources of those that hang on them.
    pub along: Vec<Resource>,
}

impl Removed {
    /// All kinds, each of which a member must be allowed to delete to bring it back or to remove it for good.
    pub fn kinds(&self) -> impl Iterator<Item = Resource> + '_ {
        self.along.iter().copied().chain([self.resource])
    }
}

/// What a deletion removed, held so that nobody else brings it back meanwhile.
///
/// # Errors
/// 404 if there is no such deletion, or somebody was first.
pub async fn removed(tx: &mut Tx, deletion: Uuid) -> Result<Removed> {
    let found = sqlx::query!(
        "select resource, array(select a->>'resource' from jsonb_array_elements(along) a) as \"along!\" \
         from deletions where id = $1 for update",
        deletion
    )
    .fetch_optional(tx.conn())
    .await?;
    let found = found.and_then(|row| {
        Some(Removed {
            resource: Resource::by_path(&row.resource)?,
            along: row
                .along
                .iter()
                .filter_map(|path| Resource::by_path(path))
                .collect(),
        })
    });
    found.ok_or_else(|| Problem::not_found("deletion").into())
}

/// Brings back what a deletion removed, and says how many rows of the resource itself. Whoever undoes must be allowed to
/// delete each kind of row that comes back.
///
/// # Errors
/// 404 if there is no such deletion, 403 for rows that are not the actor's to bring back; 409 with what to do next if what it
/// hangs on is deleted too, or something else took a row's place meanwhile.
pub async fn undo(tx: &mut Tx, deletion: Uuid) -> Result<u64> {
    let removed = removed(tx, deletion).await?;
    let resource = removed.resource;
    let table = crate::repo::table(resource);
    let kinds = removed.kinds().collect::<Vec<_>>();
    for kind in kinds {
        tx.scope().require(Verb::Delete, kind)?;
        crate::repo::table(kind).hooks.before_undo(tx, deletion).await?;
    }
    if let Some((parent, gone)) = cascade::gone_parent(tx, table, deletion).await? {
        return Err(hangs_on(tx, resource, parent, gone).await?.into());
    }
    sqlx::raw_sql("savepoint back").execute(tx.conn()).await?;
    let (mut count, mut all) = (0, 0);
    let mut back = Vec::new();
    for each in cascade::tables(table) {
        let done = sqlx::query(AssertSqlSafe(back_statement(each)))
            .bind(deletion)
            .execute(tx.conn())
            .await;
        let rows = match done {
            Ok(done) => done.rows_affected(),
            Err(error) => return Err(taken(tx, each, deletion, error).await),
        };
        all += rows;
        if rows > 0 {
            back.push(each.resource);
        }
        if each.name == table.name {
            count = rows;
        }
    }
    if all == 0 {
        let detail = "This item can't be restored because its parent was deleted permanently.";
        return Err(Problem::conflict(detail).into());
    }
    sqlx::query!("delete from deletions where id = $1", deletion)
        .execute(tx.conn())
        .await?;
    write::audit(tx, Verb::Delete, resource, &[deletion], Some("Undo"), None).await?;
    for resource in back {
        limits::check_rows(tx, resource).await?;
    }
    Ok(count)
}

/// The statement that brings back what the deletion `$1` removed from a table.
pub fn back_statement(table: &Table) -> String {
    format!(
        "update {} set deleted_in = null where deleted_in = $1",
        table.name
    )
}

/// What to do where rows hang on something that another deletion took.
async fn hangs_on(tx: &mut Tx, resource: Resource, parent: Resource, gone: Uuid) -> Result<Problem> {
    let name: Option<String> = sqlx::query_scalar!("select name from deletions where id = $1", gone)
        .fetch_optional(tx.conn())
        .await?
        .flatten();
    let (one, path) = (parent.one(), igny8::system::bin::PAGE.path);
    let of = resource.one();
    Ok(match name {
        Some(name) => Problem::conflict(format!(
            "The {one} of this {of} is in the trash, deleted with “{name}”. Restore it first."
        ))
        .help_link("View trash", &format!("{path}?search={}", encode(&name))),
        None => Problem::conflict(format!(
            "The {one} of this {of} is in the trash. Restore it first."
        ))
        .help_link("View trash", path),
    })
}

/// Where a constraint is violated: 409 with what has taken the place of a row that would come back. The transaction goes on from
/// the savepoint to find it.
async fn taken(tx: &mut Tx, table: &'static Table, deletion: Uuid, error: sqlx::Error) -> Error {
    let index = match error.as_database_error() {
        Some(known) if known.is_unique_violation() => known.constraint().map(str::to_owned),
        _ => None,
    };
    let Some(index) = index else {
        return constraint::explain(table, error);
    };
    let (one, path) = (
        table.resource.one(),
        igny8::registry::table(table.resource).map_or("/", |page| page.path),
    );
    let problem = match rival(tx, table, deletion, &index).await {
        Err(error) => return error,
        Ok(Some(name)) => Problem::conflict(format!(
            "There is already another {one} named “{name}”. Rename or delete it, then restore again."
        ))
        .help_link("View", &format!("{path}?search={}", encode(&name))),
        Ok(None) => Problem::conflict(format!(
            "Another {one} has replaced one of these. Change or delete it, then restore again."
        ))
        .help_link("View", path),
    };
    problem.into()
}

/// What a live row is called that stands where one of a deletion would come back, by the keys of the index that says so.
async fn rival(tx: &mut Tx, table: &'static Table, deletion: Uuid, index: &str) -> Result<Option<String>> {
    sqlx::raw_sql("rollback to savepoint back")
        .execute(tx.conn())
        .await?;
    let keys = keys(tx.conn(), index).await?;
    let live: Option<Uuid> = sqlx::query_scalar(AssertSqlSafe(rival_statement(table, &keys)))
        .bind(deletion)
        .fetch_optional(tx.conn())
        .await?;
    match live {
        Some(live) => write::name_of(tx, table.resource, live).await,
        None => Ok(None),
    }
}

/// The expressions that an index is on, as our own migrations say them.
///
/// # Errors
/// The database does not answer.
pub async fn keys(database: &mut PgConnection, index: &str) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar!(
        "select pg_get_indexdef(i.indexrelid, n, true) as \"key!\" from pg_index i, generate_series(1, i.indnkeyatts) n \
         where i.indexrelid = to_regclass($1) order by n",
        index
    )
    .fetch_all(database)
    .await
}

/// The statement that finds a live row whose keys are those of one of the deletion `$1`.
pub fn rival_statement(table: &Table, keys: &[String]) -> String {
    let (name, keys) = (table.name, keys.join(", "));
    format!(
        "select id from {name} where deleted_in is null \
         and ({keys}) in (select {keys} from {name} where deleted_in = $1) limit 1"
    )
}

/// Removes what deletions removed for good.
///
/// # Errors
/// 404 if there is none of them.
pub async fn purge(tx: &mut Tx, deletions: &[Uuid]) -> Result<u64> {
    let done = sqlx::query!("delete from deletions where id = any($1)", deletions)
        .execute(tx.conn())
        .await?;
    match done.rows_affected() {
        0 => Err(Problem::not_found("deletion").into()),
        gone => Ok(gone),
    }
}
