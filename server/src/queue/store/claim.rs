//! Taking runs, and keeping them: one statement claims a batch and ends those that must not run any more; heartbeats renew.

use igny8::id::{AccountId, TaskId, UserId};
use igny8::job_run::{JobRun, Queue, Status};
use igny8::jobs::Job;
use igny8::permission::Role;
use sqlx::PgConnection;
use uuid::Uuid;

use super::feed::Ticket;
use super::read::{query_tasks, task_of, unknown};
use crate::billing::ledger::{self, Ended};
use crate::error::{Error, Result};
use crate::repo::word::Word;
use crate::tenancy::{SiteAccess, SystemTx, Tx};

/// A run that this worker holds, with all that doing it needs.
#[derive(Clone, Debug)]
pub struct Claim {
    /// Whose run.
    pub account: AccountId,
    /// Which run.
    pub id: TaskId,
    /// What is to be done.
    pub job: Job,
    /// With which parameters.
    pub params: serde_json::Value,
    /// From which queue.
    pub queue: Queue,
    /// How often it was started by hand, from 1.
    pub round: i16,
    /// Which start in this round it is, from 1.
    pub attempt: i16,
    /// Grows with each claim; all writes carry it.
    pub fence: i64,
    /// Credits that the round reserved.
    pub credits: i64,
    /// How many times the usual price that is, where the platform's models do it.
    pub platform: Option<i16>,
    /// Who asked for it; none is the system.
    pub created_by: Option<UserId>,
    /// What it may do.
    pub role: Role,
    /// On which sites: those of whoever asked for it, when they did.
    pub within: SiteAccess,
    /// Its state as claimed.
    pub task: JobRun,
}

/// What came of a batch.
#[derive(Debug, Default)]
pub struct Claims {
    /// Runs to do.
    pub runs: Vec<Claim>,
    /// Runs that ended instead: cancelled while they waited, or dead after too many crashes.
    pub ended: Vec<(AccountId, JobRun)>,
}

/// What may be taken.
#[derive(Clone, Debug)]
pub struct Functions {
    /// Everything that this worker can do.
    pub all: Vec<&'static str>,
    /// Of that what nobody outside sees: all that is taken while what goes out is held, since the database was restored.
    pub within: Vec<&'static str>,
}

/// Claims those of `tickets` that are due (waiting, or running with a lease that ran out) and whose function is one of
/// `functions`, for `lease_seconds`. The third crash in a round is a run's end.
///
/// # Errors
/// The database does not answer.
pub async fn claim(
    tx: &mut SystemTx,
    tickets: &[Ticket],
    functions: &Functions,
    worker: &str,
    lease_seconds: u32,
) -> Result<Claims> {
    let rows = query_tasks!(
        "with due as ( \
           select t.account_id, t.id, m.role, t.status = 'running' as lost, \
             case when t.cancel_requested then 'cancelled' \
                  when t.status = 'running' and t.crashes >= 2 then 'dead' else 'running' end as becomes \
           from ai_tasks t \
           join unnest($1::uuid[], $2::uuid[]) as k(account_id, id) on k.account_id = t.account_id and k.id = t.id \
           left join members m on m.account_id = t.account_id and m.user_id = t.created_by \
           where t.function = any (case when (select held_since_restore()) is null then $3::text[] else $7::text[] end) \
             and (t.status in ('queued', 'retry_wait') and t.run_at <= now() \
               or t.status = 'running' and t.lease_until < now()) \
           for no key update of t skip locked) \
         update ai_tasks t set \
           status = due.becomes, fence = t.fence + 1, crashes = t.crashes + due.lost::int, \
           attempt = t.attempt + (due.becomes = 'running')::int, \
           error = case due.becomes when 'dead' then $6 else null end, \
           message = null, \
           credits = case due.becomes when 'running' then t.credits else t.used end, \
           worker = case due.becomes when 'running' then $4 end, \
           lease_until = case due.becomes when 'running' then now() + make_interval(secs => $5) end, \
           dispatched_at = case due.becomes when 'running' then coalesce(t.dispatched_at, now()) end, \
           started_at = coalesce(t.started_at, now()), \
           finished_at = case due.becomes when 'running' then null else now() end \
         from due where t.account_id = due.account_id and t.id = due.id \
         returning t.account_id, t.params, t.queue as \"queue: Word<Queue>\", t.round, t.fence, t.created_by, t.platform_factor, \
           due.role as \"role?: Word<Role>\", t.within, ",
        "",
        &tickets.iter().map(|ticket| ticket.account.0).collect::<Vec<_>>(),
        &tickets.iter().map(|ticket| ticket.task.0).collect::<Vec<_>>(),
        functions.all.as_slice() as &[&str],
        worker,
        f64::from(lease_seconds),
        "The worker stopped three times during this task. Retry it. If it happens again, contact your administrator.",
        functions.within.as_slice() as &[&str],
    )
    .fetch_all(tx.conn())
    .await?;
    let mut claims = Claims::default();
    for row in rows {
        let (account, task) = (AccountId(row.account_id), task_of!(row));
        if task.status == Status::Running {
            claims.runs.push(Claim {
                account,
                id: TaskId(task.id),
                job: Job::parse(&task.function).ok_or_else(|| unknown("function", &task.function))?,
                params: row.params,
                queue: row.queue.0,
                round: row.round,
                attempt: task.attempt,
                fence: row.fence,
                credits: task.credits,
                platform: row.platform_factor,
                created_by: row.created_by.map(UserId),
                role: role_of(row.created_by.is_some(), row.role.map(|Word(role)| role)),
                within: SiteAccess::of(row.within),
                task,
            });
        } else {
            let ended = Ended {
                task: TaskId(task.id),
                round: row.round,
                used: task.credits,
            };
            ledger::settle_all(tx.conn(), account, &[ended]).await?;
            claims.ended.push((account, task));
        }
    }
    Ok(claims)
}

/// The system does everything. A person's run was allowed when it was asked for, and keeps an editor's rights when
/// the person has lost them since.
fn role_of(by_person: bool, role: Option<Role>) -> Role {
    if by_person {
        role.map_or(Role::Editor, |role| role.max(Role::Editor))
    } else {
        Role::Owner
    }
}

/// A claim that still holds.
#[derive(Clone, Copy, Debug)]
pub struct Heartbeat {
    /// The run.
    pub task: TaskId,
    /// Whether somebody asked it to stop.
    pub cancel_requested: bool,
}

/// Renews the leases of all runs of a worker and answers with those that are still its own. A row that one of the
/// runs has locked in a transaction of its own is left out of the renewal: nobody else can take it meanwhile, and
/// waiting for it would let the other leases run out.
///
/// # Errors
/// The database does not answer.
pub async fn renew(conn: &mut PgConnection, claims: &[&Claim], lease_seconds: u32) -> Result<Vec<Heartbeat>> {
    let rows = sqlx::query!(
        "with k as (select * from unnest($1::uuid[], $2::uuid[], $3::int8[]) as k(account_id, id, fence)), \
         held as ( \
           select t.account_id, t.id from ai_tasks t join k on k.account_id = t.account_id and k.id = t.id \
           where t.fence = k.fence and t.status = 'running' \
           for no key update of t skip locked), \
         renewed as ( \
           update ai_tasks t set lease_until = now() + make_interval(secs => $4) \
           from held where t.account_id = held.account_id and t.id = held.id) \
         select t.id, t.cancel_requested from ai_tasks t join k on k.account_id = t.account_id and k.id = t.id \
         where t.fence = k.fence and t.status = 'running'",
        &claims.iter().map(|claim| claim.account.0).collect::<Vec<_>>(),
        &claims.iter().map(|claim| claim.id.0).collect::<Vec<_>>(),
        &claims.iter().map(|claim| claim.fence).collect::<Vec<_>>(),
        f64::from(lease_seconds)
    )
    .fetch_all(conn)
    .await?;
    let beats = rows.into_iter().map(|row| Heartbeat {
        task: TaskId(row.id),
        cancel_requested: row.cancel_requested,
    });
    Ok(beats.collect())
}

/// Those of a worker's runs that somebody asked to stop.
///
/// # Errors
/// The database does not answer.
pub async fn asked_to_stop(conn: &mut PgConnection, claims: &[&Claim]) -> Result<Vec<TaskId>> {
    let ids: Vec<Uuid> = sqlx::query_scalar!(
        "select t.id from ai_tasks t \
         join unnest($1::uuid[], $2::uuid[]) as k(account_id, id) on k.account_id = t.account_id and k.id = t.id \
         where t.status = 'running' and t.cancel_requested",
        &claims.iter().map(|claim| claim.account.0).collect::<Vec<_>>(),
        &claims.iter().map(|claim| claim.id.0).collect::<Vec<_>>()
    )
    .fetch_all(conn)
    .await?;
    Ok(ids.into_iter().map(TaskId).collect())
}

/// Locks the run's row until the transaction ends, and renews its lease unless that happened within the last second: what
/// is written after this is written by the only worker that holds it. A worker that hangs in the transaction loses it
/// after a lease, and with it the lock. The lease counts from this moment, not from the transaction's start.
///
/// # Errors
/// [`Error::Fenced`] if another worker has the run, [`Error::Cancelled`] if it should stop.
pub async fn hold(tx: &mut Tx, claim: &Claim, lease_seconds: u32) -> Result<()> {
    let held = sqlx::query!(
        "select cancel_requested, lease_until < clock_timestamp() + make_interval(secs => $4::float8 - 1) as \"ends_soon!\", \
           set_config('idle_in_transaction_session_timeout', $5, true) \
         from ai_tasks where account_id = $1 and id = $2 and fence = $3 and status = 'running' for no key update",
        claim.account.0,
        claim.id.0,
        claim.fence,
        f64::from(lease_seconds),
        format!("{lease_seconds}s")
    )
    .fetch_optional(tx.conn())
    .await?;
    let held = held.ok_or(Error::Fenced)?;
    if held.cancel_requested {
        return Err(Error::Cancelled);
    }
    if !held.ends_soon {
        return Ok(());
    }
    sqlx::query!(
        "update ai_tasks set lease_until = clock_timestamp() + make_interval(secs => $3) where account_id = $1 and id = $2",
        claim.account.0,
        claim.id.0,
        f64::from(lease_seconds)
    )
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Ends the connection, and with it the transaction and its locks, if the process hangs in it for a lease.
///
/// # Errors
/// The database does not answer.
pub async fn limit_idle(tx: &mut Tx, lease_seconds: u32) -> Result<()> {
    sqlx::query!(
        "select set_config('idle_in_transaction_session_timeout', $1, true)",
        format!("{lease_seconds}s")
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_act_for_who_asked() {
        assert_eq!(role_of(false, None), Role::Owner);
        assert_eq!(role_of(true, Some(Role::Admin)), Role::Admin);
        assert_eq!(role_of(true, Some(Role::Viewer)), Role::Editor);
        assert_eq!(role_of(true, None), Role::Editor);
    }
}
