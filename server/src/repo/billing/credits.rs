//! SQL of Billing › Credits ledger: read only; `crate::billing::ledger` writes it.

use igny8::billing::credits::Fields;
use igny8::jobs::FUNCTIONS;
use igny8::resource::Resource;

use crate::repo::table::Plain;
use crate::repo::{Join, Sql, Table};

/// What an entry is to people: what a run reserved and used is used, and what comes back of it is given back.
const KIND: &str = "case when e.kind = 'capture' then 'release' when e.kind = 'reserve' and t.settled >= e.round \
    and not exists (select from credit_entries s where s.account_id = e.account_id and s.task_id = e.task_id \
      and s.round = e.round and s.kind in ('capture', 'release') and s.amount <> 0) then 'capture' else e.kind end";

/// Entries with the run that they are about. Those that move nothing, of which older versions wrote one a run, are left out.
pub static TABLE: Table = Table {
    resource: Resource::Credits,
    name: "credit_entries",
    alias: "e",
    from: "(select * from credit_entries where amount <> 0) e",
    joins: &[Join::left(
        "ai_tasks",
        "t",
        "t.account_id = e.account_id and t.id = e.task_id",
    )],
    columns: &Fields {
        kind: Sql::read(KIND).needs(&["t"]),
        amount: Sql::read("e.amount"),
        balance: Sql::read("e.balance"),
        note: Sql::read("e.note"),
        task: Sql::reference("e.task_id", "t.function")
            .named(FUNCTIONS)
            .label_needs(&["t"]),
        created_at: Sql::read("e.created_at"),
    }
    .in_order(),
    undo: false,
    counts_kept: false,
    constraints: &[],
    cascade: &[],
    hooks: &Plain,
};
