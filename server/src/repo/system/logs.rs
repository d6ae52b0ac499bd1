//! SQL of System › Audit log: read only; [`crate::repo::write::audit`] writes it.

use igny8::resource::Resource;
use igny8::system::logs::Fields;

use crate::repo::table::Plain;
use crate::repo::{Join, Sql, Table};

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
        changes: Sql::read(
            "(select string_agg(c ->> 'field' || ': ' || case when c ? 'changed' then 'changed' \
                else coalesce(c ->> 'from', '–') || ' → ' || coalesce(c ->> 'to', '–') end, '; ' order by n) \
              from jsonb_array_elements(l.changes) with ordinality as x(c, n))",
        ),
        who: Sql::read(
            "case when l.staff is not null then 'Staff member ' || l.staff || coalesce(' acted for ' || u.name, '') \
             when l.actor is null then 'System' else coalesce(u.name, 'Former member') || coalesce(' (' || l.program || ')', '') end",
        )
        .needs(&["u"]),
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
