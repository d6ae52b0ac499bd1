//! Whose turn it is: which waiting runs go to Redis next, a few of each account at a time.
//!
//! Of one account there are never more than its slots in Redis or running. As each end of a run lets its account add
//! one more at the stream's tail, accounts take turns, however many runs one of them waits for.

use std::collections::HashMap;

use igny8::id::{AccountId, TaskId};
use igny8::job::Queue;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::error::Result;
use crate::repo::word::Word;
use crate::tenancy::{Db, Reason};

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
/// in which it should be sent: the first of each account, then the second of each.
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
           from (select distinct id from unnest($1::uuid[]) id) a), \
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
