//! SQL of Billing › Credits ledger: read only; `crate::billing::ledger` writes it.

use igny8::billing::credits::Fields;
use igny8::resource::Resource;

use crate::repo::table::Plain;
use crate::repo::{Sql, Table};

/// Entries with the run that they are about.
pub static TABLE: Table = Table {
    resource: Resource::Credits,
    name: "credit_entries",
    alias: "e",
    from: "credit_entries e left join ai_tasks t on t.account_id = e.account_id and t.id = e.task_id",
    columns: &Fields {
        kind: Sql::read("e.kind"),
        amount: Sql::read("e.amount"),
        balance: Sql::read("e.balance"),
        note: Sql::read("e.note"),
        task: Sql::reference("e.task_id", "t.function"),
        created_at: Sql::read("e.created_at"),
    }
    .in_order(),
    undo: false,
    counts_kept: false,
    constraints: &[],
    cascade: &[],
    hooks: &Plain,
};
