//! Whose turn it is: which waiting runs go to Redis next, a few of each account at a time.
//!
//! Of one account there are never more than its slots in Redis or running. As each end of a run lets its account add
//! one more at the stream's tail, accounts take turns, however many runs one of them waits for.

use std::collections::HashMap;

use igny8::id::{AccountId, TaskId};
use igny8::job_run::Queue;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::error::Result;
use crate::repo::word::Word;
use crate::tenancy::{Db, Reason, Tx};

/// A run that goes through Redis. It is a hint: only the claim decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Ticket {
    /// Whose.
    pub account: AccountId,
    /// Which.
    pub task: TaskId,
    /// Where it waits.
    pub queue: Queue,
}

impl Ticket {
    /// The ticket of the row with this account, id and queue.
    pub(super) fn stored(account: Uuid, id: Uuid, Word(queue): Word<Queue>) -> Self {
        Self {
            account: AccountId(account),
            task: TaskId(id),
            queue,
        }
    }
}

/// Marks what these accounts send next, at most `slots` of each in Redis or running, and answers with it in the order
/// in which it should be sent: the first of each account, then the second of each. What a suspended account has waiting waits on.
///
/// # Errors
/// The database does not answer.
pub async fn feed(db: &Db, accounts: &[AccountId], slots: i64) -> Result<Vec<Ticket>> {
    // Two feeders of one account would both see the same free slots.
    let locks = accounts
        .iter()
        .map(|account| account.0.as_u64_pair().1.cast_signed())
        .collect();
    let mut tx = db.system_locked(Reason::Dispatch, locks).await?;
    let ids: Vec<Uuid> = accounts.iter().map(|account| account.0).collect();
    let rows = sqlx::query!(
        "with free as ( \
           select a.id, $2 - ( \
             select count(*) from ai_tasks t \
             where t.account_id = a.id and t.dispatched_at is not null and t.status in ('queued', 'retry_wait', 'running') \
           ) as slots \
           from (select distinct id from unnest($1::uuid[]) id) a \
           where not exists (select from suspensions x where x.account = a.id)), \
         next as ( \
           select n.account_id, n.id from free, lateral ( \
             select t.account_id, t.id from ai_tasks t \
             where t.account_id = free.id and t.dispatched_at is null and t.status in ('queued', 'retry_wait') \
               and t.run_at <= now() \
             order by (t.queue <> 'interactive'), t.run_at, t.id \
             limit greatest(free.slots, 0) \
             for no key update skip locked) n) \
         update ai_tasks t set dispatched_at = now() from next \
         where t.account_id = next.account_id and t.id = next.id \
         returning t.account_id, t.id, t.queue as \"queue: Word<Queue>\", t.queue <> 'interactive' as \"later!\", t.run_at",
        &ids,
        slots
    )
    .fetch_all(tx.conn())
    .await?;
    tx.commit().await?;
    let mut tickets = Vec::with_capacity(rows.len());
    for row in rows {
        let order = (row.later, row.run_at);
        tickets.push((order, Ticket::stored(row.account_id, row.id, row.queue)));
    }
    tickets.sort_by_key(|(order, ticket)| (*order, ticket.task));
    Ok(take_turns(
        tickets.into_iter().map(|(_, ticket)| ticket).collect(),
    ))
}

/// Each account's first, then each account's second, and so on; the order within an account stays.
fn take_turns(tickets: Vec<Ticket>) -> Vec<Ticket> {
    let mut turns: HashMap<AccountId, usize> = HashMap::new();
    let mut turn_of = |ticket: Ticket| {
        let turn = turns.entry(ticket.account).or_default();
        *turn += 1;
        (*turn, ticket)
    };
    let mut ordered: Vec<_> = tickets.into_iter().map(&mut turn_of).collect();
    ordered.sort_by_key(|(turn, _)| *turn);
    ordered.into_iter().map(|(_, ticket)| ticket).collect()
}

/// Takes the mark off again, of runs that could not be sent or have to be sent anew.
///
/// # Errors
/// The database does not answer.
pub async fn unfeed(conn: &mut PgConnection, tickets: &[Ticket]) -> Result<()> {
    sqlx::query!(
        "update ai_tasks t set dispatched_at = null \
         from unnest($1::uuid[], $2::uuid[]) as k(account_id, id) \
         where t.account_id = k.account_id and t.id = k.id and t.status in ('queued', 'retry_wait')",
        &tickets.iter().map(|ticket| ticket.account.0).collect::<Vec<_>>(),
        &tickets.iter().map(|ticket| ticket.task.0).collect::<Vec<_>>()
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The accounts that have runs waiting to be sent, found by skipping from account to account through the index.
///
/// # Errors
/// The database does not answer.
pub async fn accounts_waiting(conn: &mut PgConnection) -> Result<Vec<AccountId>> {
    let ids: Vec<Uuid> = sqlx::query_scalar!(
        "with recursive a(id) as ( \
           (select account_id from ai_tasks where dispatched_at is null and status in ('queued', 'retry_wait') \
            order by account_id limit 1) \
           union all \
           select ( \
             select t.account_id from ai_tasks t \
             where t.dispatched_at is null and t.status in ('queued', 'retry_wait') and t.account_id > a.id \
             order by t.account_id limit 1) \
           from a where a.id is not null) \
         select id as \"id!\" from a where id is not null"
    )
    .fetch_all(conn)
    .await?;
    Ok(ids.into_iter().map(AccountId).collect())
}

/// Whether this transaction is the only one in the installation that does the work called `name` right now. It loses
/// that when it does nothing for `seconds`, so that a process that hangs does not keep others from it.
///
/// # Errors
/// The database does not answer.
pub async fn try_lead(conn: &mut PgConnection, name: &str, seconds: u32) -> Result<bool> {
    let said = sqlx::query!(
        "select pg_try_advisory_xact_lock(hashtextextended($1, 0)) as \"leads!\", \
           set_config('idle_in_transaction_session_timeout', $2, true)",
        format!("igny8 {name}"),
        format!("{seconds}s")
    )
    .fetch_one(conn)
    .await?;
    Ok(said.leads)
}

/// Running runs whose lease ran out, at most 500, marked as sent once more: each is answered again only after 15 s.
///
/// # Errors
/// The database does not answer.
pub async fn expired(conn: &mut PgConnection) -> Result<Vec<Ticket>> {
    let rows = sqlx::query!(
        "with lost as ( \
           select account_id, id from ai_tasks \
           where status = 'running' and dispatched_at is not null and lease_until < now() \
             and dispatched_at < greatest(now() - interval '15 seconds', lease_until) \
           order by lease_until limit 500 \
           for no key update skip locked) \
         update ai_tasks t set dispatched_at = now() from lost where t.account_id = lost.account_id and t.id = lost.id \
         returning t.account_id, t.id, t.queue as \"queue: Word<Queue>\""
    )
    .fetch_all(conn)
    .await?;
    let tickets = rows
        .into_iter()
        .map(|row| Ticket::stored(row.account_id, row.id, row.queue));
    Ok(tickets.collect())
}

/// Waiting runs that were sent more than `seconds` ago and not claimed, still in Redis or lost, at most 5,000, the
/// longest first.
///
/// # Errors
/// The database does not answer.
pub async fn stale(conn: &mut PgConnection, seconds: f64) -> Result<Vec<Ticket>> {
    let rows = sqlx::query!(
        "select account_id, id, queue as \"queue: Word<Queue>\" from ai_tasks \
         where status in ('queued', 'retry_wait') and dispatched_at is not null \
           and dispatched_at < now() - make_interval(secs => $1) \
         order by dispatched_at limit 5000",
        seconds
    )
    .fetch_all(conn)
    .await?;
    let tickets = rows
        .into_iter()
        .map(|row| Ticket::stored(row.account_id, row.id, row.queue));
    Ok(tickets.collect())
}

/// Lets PostgreSQL look at the runs again if there are far more of them than it knows of: plans for a few would read all.
///
/// # Errors
/// The database does not answer.
pub async fn refresh_statistics(conn: &mut PgConnection) -> Result<()> {
    sqlx::query!("select refresh_statistics('ai_tasks')")
        .fetch_one(conn)
        .await?;
    Ok(())
}

/// Runs of the account that wait, and that go on.
///
/// # Errors
/// The database does not answer.
pub async fn load(tx: &mut Tx) -> Result<(i64, i64)> {
    let counts = sqlx::query!(
        "select count(*) filter (where status in ('queued', 'retry_wait')) as \"waiting!\", \
           count(*) filter (where status = 'running') as \"running!\" \
         from ai_tasks where status in ('queued', 'retry_wait', 'running')"
    )
    .fetch_one(tx.conn())
    .await?;
    Ok((counts.waiting, counts.running))
}

/// Whether runs wait that nothing takes, across accounts: no figure leaves this function, since it is one of all of them.
///
/// # Errors
/// The database does not answer.
pub async fn stuck(conn: &mut PgConnection) -> Result<bool> {
    Ok(sqlx::query_scalar!(
        "select count(*) filter (where status = 'running') = 0 \
           and coalesce(now() - min(run_at) filter (where status = 'queued') > interval '60 seconds', false) as \"stuck!\" \
         from ai_tasks where status in ('queued', 'retry_wait', 'running') \
           and not exists (select from suspensions x where x.account = account_id)"
    )
    .fetch_one(conn)
    .await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_take_turns() {
        let (a, b) = (AccountId::new(), AccountId::new());
        let ticket = |account| Ticket {
            account,
            task: TaskId::new(),
            queue: Queue::Bulk,
        };
        let (a1, a2, a3, b1) = (ticket(a), ticket(a), ticket(a), ticket(b));
        assert_eq!(take_turns(vec![a1, a2, a3, b1]), [a1, b1, a2, a3]);
    }

    #[test]
    fn queues_read_back() {
        for queue in Queue::ALL {
            assert_eq!(Queue::parse(queue.as_str()), Some(queue));
        }
    }
}
