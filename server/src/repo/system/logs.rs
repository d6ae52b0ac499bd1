//! SQL of System › Audit log: read only; [`crate::repo::write::audit`] writes it.

use igny8::permission::Verb;
use igny8::resource::Resource;
use igny8::system::logs::{Fields, HistoryEntry};
use uuid::Uuid;

use crate::error::Result;
use crate::repo::row::rfc3339;
use crate::repo::table::Plain;
use crate::repo::word::Word;
use crate::repo::{Join, Sql, Table};
use crate::tenancy::Tx;

/// The most entries that a row's history has.
const ENTRIES: i64 = 50;
/// How many entries that name several rows are looked through: no index that row-level security allows finds one among them.
const MANY: i64 = 2_000;

/// Entries with who made them; people who left the account have no name here any more.
pub static TABLE: Table = Table {
    resource: Resource::Logs,
    name: "audit_log",
    alias: "l",
    from: "audit_log l",
    joins: &[Join::left("users", "u", "u.id = l.actor")],
    columns: &Fields {
        name: Sql::read("l.name"),
        resource: Sql::read("l.resource"),
        verb: Sql::read("l.verb"),
        action: Sql::read("l.action"),
        changes: Sql::read("audit_changes(l.changes)"),
        who: Sql::read("audit_actor(l.staff, l.actor, u.name, l.program)").needs(&["u"]),
        via: Sql::read("l.via"),
        rows: Sql::read("cardinality(l.targets)"),
        created_at: Sql::read("l.at"),
    }
    .in_order(),
    undo: false,
    counts_kept: false,
    constraints: &[],
    cascade: &[],
    hooks: &Plain,
};

/// What happened to a row, the latest first.
///
/// # Errors
/// The database does not answer.
pub async fn of_row(tx: &mut Tx, resource: Resource, id: Uuid) -> Result<Vec<HistoryEntry>> {
    let found = sqlx::query!(
        r#"select l.at, l.verb as "verb: Word<Verb>", l.action, audit_changes(l.changes) as changes,
             audit_actor(l.staff, l.actor, u.name, l.program) as "who!"
           from audit_log l left join users u on u.id = l.actor
           where l.id in (
             select id from audit_log where targets[1] = $1 and resource = $2
             union
             select id from (
               select id, targets from audit_log where resource = $2 and cardinality(targets) > 1
               order by at desc limit $4
             ) many where $1 = any(targets))
           order by l.at desc, l.id desc
           limit $3"#,
        id,
        resource.path(),
        ENTRIES,
        MANY,
    )
    .fetch_all(tx.conn())
    .await?;
    let entries = found.into_iter().map(|one| HistoryEntry {
        at: rfc3339(one.at),
        verb: one.verb.0,
        action: one.action,
        changes: one.changes,
        who: one.who,
    });
    Ok(entries.collect())
}
