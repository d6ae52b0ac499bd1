//! SQL of Staff › Audit log: the only writing of it, and the list.

use igny8::error::Problem;
use igny8::id::{AccountId, UserId};
use igny8::resource::Resource;
use igny8::staff::audit::Fields;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::repo::table::Plain;
use crate::repo::{Sql, Table};

/// Entries.
pub static TABLE: Table = Table {
    resource: Resource::StaffAudit,
    name: "staff_audit",
    alias: "l",
    from: "staff_audit l",
    joins: &[],
    columns: &Fields {
        action: Sql::read("l.action"),
        resource: Sql::read("l.resource"),
        name: Sql::read("l.name"),
        rows: Sql::read("cardinality(l.targets)"),
        detail: Sql::read("l.detail"),
        who: Sql::read("l.who"),
        network: Sql::read("l.network"),
        request: Sql::read("l.request_id::text"),
        created_at: Sql::read("l.at"),
    }
    .in_order(),
    undo: false,
    counts_kept: false,
    constraints: &[],
    cascade: &[],
    hooks: &Plain,
};

/// What somebody of the staff did, or an operator.
#[derive(Clone, Copy, Debug, Default)]
pub struct Entry<'a> {
    /// Who; none for an operator.
    pub staff: Option<UserId>,
    /// Their address.
    pub who: &'a str,
    /// What was done.
    pub action: &'a str,
    /// To what kind of thing.
    pub resource: Option<Resource>,
    /// What the first of them is called.
    pub name: Option<&'a str>,
    /// The rows.
    pub targets: &'a [Uuid],
    /// The account that it is about.
    pub account: Option<AccountId>,
    /// Why, or what else to know.
    pub detail: Option<&'a str>,
    /// The key of the form that asked for it.
    pub form: Option<&'a str>,
    /// From which network.
    pub network: &'a str,
    /// The request.
    pub request: Uuid,
}

/// Writes an entry in the caller's transaction.
///
/// # Errors
/// 409 if the same form was sent before.
pub async fn note(conn: &mut PgConnection, entry: &Entry<'_>) -> Result<()> {
    let limit = |text: &str, most: usize| text.chars().take(most).collect::<String>();
    tracing::info!(
        target: "security",
        who = entry.who,
        action = entry.action,
        name = entry.name.map(tracing::field::debug),
        detail = entry.detail.map(tracing::field::debug),
        "staff action"
    );
    let noted = sqlx::query!(
        "insert into staff_audit (id, staff, who, action, resource, name, targets, account, detail, form, network, request_id) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) on conflict do nothing",
        Uuid::now_v7(),
        entry.staff.map(|staff| staff.0),
        entry.who,
        entry.action,
        entry.resource.map(Resource::path),
        entry.name.map(|name| limit(name, 200)),
        entry.targets,
        entry.account.map(|account| account.0),
        entry.detail.map(|detail| limit(detail, 2_000)),
        entry.form,
        limit(entry.network, 64),
        Some(entry.request).filter(|id| !id.is_nil())
    )
    .execute(conn)
    .await?;
    if noted.rows_affected() == 0 {
        return Err(Error::from(Problem::conflict(
            "This change was already made. Close the form and reload the list to see it.",
        )));
    }
    Ok(())
}
