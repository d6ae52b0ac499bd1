//! The append-only credit ledger: each entry moves the balance that can be spent, in the caller's transaction.
//!
//! A round of a run is reserved once and settled once: captured (what was not used comes back) or released (all of
//! it does). So the entries of an account always add up to its balance. A round that used all that it reserved moves
//! nothing more and has no second entry; that it is settled stands with the run.

use igny8::billing::HOW_TO_ADD;
use igny8::billing::credits::EntryKind;
use igny8::error::{Problem, ProblemKind};
use igny8::id::{AccountId, TaskId};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::telemetry::metrics::metrics;
use crate::tenancy::Tx;

/// Credits that a round of a run holds.
#[derive(Clone, Debug)]
pub struct Hold {
    /// The run.
    pub task: TaskId,
    /// Its round.
    pub round: i16,
    /// How many; none are written for 0.
    pub credits: i64,
    /// What for, as the ledger's page shows it.
    pub note: String,
}

/// A round that ended, with the credits that it used.
#[derive(Clone, Copy, Debug)]
pub struct Ended {
    /// The run.
    pub task: TaskId,
    /// Its round.
    pub round: i16,
    /// Credits used: they stay off the balance, the rest comes back. More than were reserved are not taken.
    pub used: i64,
}

/// Credits that the account can spend.
///
/// # Errors
/// The database does not answer.
pub async fn balance(tx: &mut Tx) -> Result<i64> {
    let account = tx.account();
    balance_of(tx.conn(), account).await
}

/// Looks whether the account can pay so many credits now; reserving them decides.
///
/// # Errors
/// 402 if there are fewer.
pub async fn affordable(tx: &mut Tx, credits: i64) -> Result<()> {
    let balance = balance(tx).await?;
    if balance < credits {
        return Err(Problem::new(ProblemKind::InsufficientCredits, short(credits, balance)).into());
    }
    Ok(())
}

/// The credits that an account has.
///
/// # Errors
/// The database does not answer.
pub async fn balance_of(conn: &mut PgConnection, account: AccountId) -> Result<i64> {
    let balance = sqlx::query_scalar!(
        "select balance from credit_balances where account_id = $1",
        account.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(balance.unwrap_or(0))
}

/// Gives an account credits; none are written for 0.
///
/// # Errors
/// The database does not answer.
pub async fn grant(conn: &mut PgConnection, account: AccountId, credits: i64, note: &str) -> Result<()> {
    change(conn, account, EntryKind::Grant, credits, note).await
}

/// Corrects a balance, up or down.
///
/// # Errors
/// 402 if the balance would fall below 0.
pub async fn adjust(conn: &mut PgConnection, account: AccountId, credits: i64, note: &str) -> Result<()> {
    change(conn, account, EntryKind::Adjust, credits, note).await
}

async fn change(
    conn: &mut PgConnection,
    account: AccountId,
    kind: EntryKind,
    credits: i64,
    note: &str,
) -> Result<()> {
    if credits == 0 {
        return Ok(());
    }
    sqlx::query!(
        "insert into credit_balances (account_id) values ($1) on conflict do nothing",
        account.0
    )
    .execute(&mut *conn)
    .await?;
    let done = sqlx::query!(
        "with changed as ( \
           update credit_balances set balance = balance + $4 where account_id = $1 and balance + $4 >= 0 \
           returning balance) \
         insert into credit_entries (account_id, id, kind, amount, balance, note) \
         select $1, $2, $3, $4, balance, $5 from changed",
        account.0,
        Uuid::now_v7(),
        kind.as_str(),
        credits,
        note
    )
    .execute(&mut *conn)
    .await?;
    if done.rows_affected() == 0 {
        Err(insufficient(conn, account, credits.saturating_neg()).await)
    } else {
        Ok(())
    }
}

/// Takes the credits of one round off the balance.
///
/// # Errors
/// 402 if there are fewer; the transaction can go on.
pub async fn reserve(tx: &mut Tx, task: TaskId, round: i16, credits: i64, note: &str) -> Result<()> {
    reserve_all(
        tx,
        vec![Hold {
            task,
            round,
            credits,
            note: note.to_owned(),
        }],
    )
    .await
}

/// Takes the credits of several rounds off the balance, all or none.
///
/// # Errors
/// 402 if there are fewer; the transaction can go on.
pub async fn reserve_all(tx: &mut Tx, holds: Vec<Hold>) -> Result<()> {
    let holds: Vec<Hold> = holds.into_iter().filter(|hold| hold.credits > 0).collect();
    if holds.is_empty() {
        return Ok(());
    }
    let account = tx.account();
    let needed: i64 = holds.iter().map(|hold| hold.credits).sum();
    let done = sqlx::query!(
        "with hold as ( \
           select * from unnest($2::uuid[], $3::uuid[], $4::int2[], $5::int8[], $6::text[]) \
             as h(id, task_id, round, credits, note)), \
         taken as ( \
           update credit_balances set balance = balance - $7 where account_id = $1 and balance >= $7 \
           returning balance) \
         insert into credit_entries (account_id, id, kind, amount, balance, note, task_id, round) \
         select $1, h.id, 'reserve', -h.credits, (t.balance + $7 - sum(h.credits) over (order by h.id))::int8, \
           h.note, h.task_id, h.round \
         from hold h, taken t",
        account.0,
        &holds.iter().map(|_| Uuid::now_v7()).collect::<Vec<_>>(),
        &holds.iter().map(|hold| hold.task.0).collect::<Vec<_>>(),
        &holds.iter().map(|hold| hold.round).collect::<Vec<_>>(),
        &holds.iter().map(|hold| hold.credits).collect::<Vec<_>>(),
        &holds.into_iter().map(|hold| hold.note).collect::<Vec<_>>(),
        needed
    )
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 0 {
        Err(insufficient(tx.conn(), account, needed).await)
    } else {
        metrics().reserved(needed);
        Ok(())
    }
}

/// Settles several rounds of one account. Rounds that are settled stay as they are.
///
/// # Errors
/// The database does not answer.
pub async fn settle_all(conn: &mut PgConnection, account: AccountId, ended: &[Ended]) -> Result<()> {
    let captured = sqlx::query_scalar!(
        "with ended as ( \
           select * from unnest($2::uuid[], $3::uuid[], $4::int2[], $5::int8[]) as e(id, task_id, round, used)), \
         due as ( \
           update ai_tasks t set settled = e.round from ended e \
           where t.account_id = $1 and t.id = e.task_id and t.settled < e.round \
           returning e.id, e.task_id, e.round, e.used), \
         held as ( \
           select d.id, d.task_id, d.round, d.used, -r.amount as price, r.note, -r.amount - least(greatest(d.used, 0), -r.amount) as back \
           from due d \
           join credit_entries r \
             on r.account_id = $1 and r.task_id = d.task_id and r.round = d.round and r.kind = 'reserve'), \
         given as ( \
           update credit_balances set balance = balance + (select sum(back) from held)::int8 \
           where account_id = $1 and exists (select from held where back > 0) \
           returning balance), \
         entries as ( \
           insert into credit_entries (account_id, id, kind, amount, balance, note, task_id, round) \
           select $1, h.id, case when h.used > 0 then 'capture' else 'release' end, h.back, \
             (g.balance - sum(h.back) over () + sum(h.back) over (order by h.id))::int8, h.note, h.task_id, h.round \
           from held h, given g where h.back > 0) \
         select coalesce(sum(least(greatest(used, 0), price)), 0)::int8 as \"captured!\" from held",
        account.0,
        &ended.iter().map(|_| Uuid::now_v7()).collect::<Vec<_>>(),
        &ended.iter().map(|round| round.task.0).collect::<Vec<_>>(),
        &ended.iter().map(|round| round.round).collect::<Vec<_>>(),
        &ended.iter().map(|round| round.used).collect::<Vec<_>>()
    )
    .fetch_one(conn)
    .await?;
    metrics().captured(captured);
    Ok(())
}

/// Says that credits do not suffice, and how there are more.
pub fn short(needed: i64, balance: i64) -> String {
    format!(
        "This needs {needed} credits, but your balance is {balance}.{} {HOW_TO_ADD}",
        if balance > 0 { " Select fewer items." } else { "" }
    )
}

async fn insufficient(conn: &mut PgConnection, account: AccountId, needed: i64) -> Error {
    match balance_of(conn, account).await {
        Ok(balance) => Problem::new(ProblemKind::InsufficientCredits, short(needed, balance)).into(),
        Err(error) => error,
    }
}
