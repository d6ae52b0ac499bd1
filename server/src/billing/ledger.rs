//! The append-only credit ledger: each entry moves the balance that can be spent, in the caller's transaction.
//!
//! A round of a run is reserved once and settled once: captured (what was not used comes back) or released (all of
//! it does). So the entries of an account always add up to its balance.

use igny8::error::{Problem, ProblemKind};
use igny8::id::{AccountId, TaskId};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::error::{Error, Result};
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
    /// Credits used; more than were reserved are not taken.
    pub used: i64,
}

/// How a round is settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settlement {
    /// The work was done: what was used stays off the balance.
    Capture,
    /// The work was not done: everything comes back.
    Release,
}

/// Credits that the account can spend.
///
/// # Errors
/// The database does not answer.
pub async fn balance(tx: &mut Tx) -> Result<i64> {
    let account = tx.account();
    balance_of(tx.conn(), account).await
}

async fn balance_of(conn: &mut PgConnection, account: AccountId) -> Result<i64> {
    let balance = sqlx::query_scalar("select balance from credit_balances where account_id = $1")
        .bind(account.0)
        .fetch_optional(conn)
        .await?;
    Ok(balance.unwrap_or(0))
}

/// Gives an account credits; none are written for 0.
///
/// # Errors
/// The database does not answer.
pub async fn grant(conn: &mut PgConnection, account: AccountId, credits: i64, note: &str) -> Result<()> {
    change(conn, account, "grant", credits, note).await
}

/// Corrects a balance, up or down.
///
/// # Errors
/// 402 if the balance would fall below 0.
pub async fn adjust(conn: &mut PgConnection, account: AccountId, credits: i64, note: &str) -> Result<()> {
    change(conn, account, "adjust", credits, note).await
}

async fn change(
    conn: &mut PgConnection,
    account: AccountId,
    kind: &str,
    credits: i64,
    note: &str,
) -> Result<()> {
    if credits == 0 {
        return Ok(());
    }
    sqlx::query("insert into credit_balances (account_id) values ($1) on conflict do nothing")
        .bind(account.0)
        .execute(&mut *conn)
        .await?;
    let done = sqlx::query(
        "with changed as ( \
           update credit_balances set balance = balance + $4 where account_id = $1 and balance + $4 >= 0 \
           returning balance) \
         insert into credit_entries (account_id, id, kind, amount, balance, note) \
         select $1, $2, $3, $4, balance, $5 from changed",
    )
    .bind(account.0)
    .bind(Uuid::now_v7())
    .bind(kind)
    .bind(credits)
    .bind(note)
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
    let (account, needed) = (tx.account(), holds.iter().map(|hold| hold.credits).sum());
    let done = sqlx::query(
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
    )
    .bind(account.0)
    .bind(holds.iter().map(|_| Uuid::now_v7()).collect::<Vec<_>>())
    .bind(holds.iter().map(|hold| hold.task.0).collect::<Vec<_>>())
    .bind(holds.iter().map(|hold| hold.round).collect::<Vec<_>>())
    .bind(holds.iter().map(|hold| hold.credits).collect::<Vec<_>>())
    .bind(holds.into_iter().map(|hold| hold.note).collect::<Vec<_>>())
    .bind(needed)
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 0 {
        Err(insufficient(tx.conn(), account, needed).await)
    } else {
        Ok(())
    }
}

/// Gives back all that a round reserved. A round that is settled stays as it is.
///
/// # Errors
/// The database does not answer.
pub async fn release(tx: &mut Tx, task: TaskId, round: i16) -> Result<()> {
    let account = tx.account();
    settle_all(
        tx.conn(),
        account,
        Settlement::Release,
        &[Ended { task, round, used: 0 }],
    )
    .await
}

/// Settles several rounds of one account. Rounds that reserved nothing or are settled stay as they are.
///
/// # Errors
/// The database does not answer.
pub async fn settle_all(
    conn: &mut PgConnection,
    account: AccountId,
    how: Settlement,
    ended: &[Ended],
) -> Result<()> {
    let kind = match how {
        Settlement::Capture => "capture",
        Settlement::Release => "release",
    };
    sqlx::query(
        "with ended as ( \
           select * from unnest($2::uuid[], $3::uuid[], $4::int2[], $5::int8[]) as e(id, task_id, round, used)), \
         held as ( \
           select e.id, e.task_id, e.round, r.note, -r.amount - least(greatest(e.used, 0), -r.amount) as back \
           from ended e \
           join credit_entries r \
             on r.account_id = $1 and r.task_id = e.task_id and r.round = e.round and r.kind = 'reserve' \
           where not exists ( \
             select from credit_entries s \
             where s.account_id = $1 and s.task_id = e.task_id and s.round = e.round and s.kind in ('capture', 'release'))), \
         given as ( \
           update credit_balances set balance = balance + (select sum(back) from held)::int8 \
           where account_id = $1 and exists (select from held) \
           returning balance) \
         insert into credit_entries (account_id, id, kind, amount, balance, note, task_id, round) \
         select $1, h.id, $6, h.back, (g.balance - sum(h.back) over () + sum(h.back) over (order by h.id))::int8, \
           h.note, h.task_id, h.round \
         from held h, given g",
    )
    .bind(account.0)
    .bind(ended.iter().map(|_| Uuid::now_v7()).collect::<Vec<_>>())
    .bind(ended.iter().map(|round| round.task.0).collect::<Vec<_>>())
    .bind(ended.iter().map(|round| round.round).collect::<Vec<_>>())
    .bind(ended.iter().map(|round| round.used).collect::<Vec<_>>())
    .bind(kind)
    .execute(conn)
    .await?;
    Ok(())
}

async fn insufficient(conn: &mut PgConnection, account: AccountId, needed: i64) -> Error {
    match balance_of(conn, account).await {
        Ok(balance) => Problem::new(
            ProblemKind::InsufficientCredits,
            format!("This needs {needed} credits and there are {balance}. Choose fewer items, or get more credits."),
        )
        .into(),
        Err(error) => error,
    }
}
