//! SQL of Staff › Accounts: one row an account, and what is done to one.

use async_trait::async_trait;
use igny8::error::Problem;
use igny8::page::Arguments;
use igny8::resource::Resource;
use igny8::staff::accounts::{ACT_FOR, CREDITS, Fields, REASON, RESUME, SUSPEND};
use uuid::Uuid;

use crate::error::Result;
use crate::repo::staff::impersonation;
use crate::repo::{Hooks, Join, Sql, Table};
use crate::tenancy::Tx;

/// Accounts. What is counted for each is looked up in expressions, which lists evaluate for the rows that they show.
pub static TABLE: Table = Table {
    resource: Resource::StaffAccounts,
    name: "accounts",
    alias: "a",
    from: "accounts a",
    joins: &[
        Join::left("suspensions", "x", "x.account = a.id"),
        Join::left("credit_balances", "b", "b.account_id = a.id"),
        Join::inner("account_plans", "h", "h.account_id = a.id"),
        Join::inner("plans", "p", "p.key = h.plan").needs(&["h"]),
    ],
    columns: &Fields {
        name: Sql::read("a.name"),
        owner: Sql::read(
            "(select u.email from members m join users u on u.id = m.user_id \
             where m.account_id = a.id and m.role = 'owner' order by m.created_at, m.id limit 1)",
        ),
        state: Sql::read("case when x.account is null then 'active' else 'suspended' end").needs(&["x"]),
        plan: Sql::read("p.name").needs(&["p"]),
        balance: Sql::read("coalesce(b.balance, 0)").needs(&["b"]),
        used: Sql::read(
            "(select coalesce(-sum(e.amount), 0) from credit_entries e where e.account_id = a.id \
             and e.kind in ('reserve', 'capture', 'release') \
             and e.created_at >= date_trunc('month', now() at time zone 'UTC') at time zone 'UTC')",
        ),
        members: Sql::read("(select count(*) from members m where m.account_id = a.id)"),
        active_at: Sql::read(
            "greatest((select max(z.rotated_at) from sessions z where z.current_account = a.id), \
             (select l.at from audit_log l where l.account_id = a.id order by l.id desc limit 1))",
        ),
        reason: Sql::read("x.reason").needs(&["x"]),
        created_at: Sql::read("a.created_at"),
    }
    .in_order(),
    undo: false,
    counts_kept: false,
    constraints: &[],
    cascade: &[],
    hooks: &AccountHooks,
};

struct AccountHooks;

#[async_trait]
impl Hooks for AccountHooks {
    async fn act_with(&self, tx: &mut Tx, action: &str, ids: &[Uuid], arguments: &Arguments) -> Result<u64> {
        let reason = arguments.text(&REASON);
        match (action, ids) {
            (name, _) if name == SUSPEND.name => suspend(tx, ids, reason).await,
            (name, _) if name == RESUME.name => resume(tx, ids).await,
            (name, [one]) if name == ACT_FOR.name => impersonation::begin(tx, *one, reason).await,
            _ => Err(Problem::bad_request("Select one account.").into()),
        }
    }

    // The ledger does one of them, which stands on this.
    fn acts(&self, action: &str) -> bool {
        [SUSPEND.name, RESUME.name, CREDITS.name, ACT_FOR.name].contains(&action)
    }
}

/// Of ten who do it at once, one does, and the others are told.
async fn suspend(tx: &mut Tx, ids: &[Uuid], reason: &str) -> Result<u64> {
    let done = sqlx::query!(
        "insert into suspensions (account, reason) select id, $2 from unnest($1::uuid[]) id on conflict do nothing",
        ids,
        reason
    )
    .execute(tx.conn())
    .await?;
    some(done.rows_affected(), "This account is already suspended.")
}

async fn resume(tx: &mut Tx, ids: &[Uuid]) -> Result<u64> {
    let done = sqlx::query!("delete from suspensions where account = any($1)", ids)
        .execute(tx.conn())
        .await?;
    some(done.rows_affected(), "This account isn't suspended.")
}

fn some(rows: u64, why: &str) -> Result<u64> {
    if rows == 0 {
        return Err(Problem::conflict(why).into());
    }
    Ok(rows)
}
