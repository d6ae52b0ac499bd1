//! SQL that removes what is past keeping and merges what was appended, a bounded number of rows at a time, in work across accounts.

use igny8::system::bin::KEPT_DAYS;
use sqlx::PgConnection;

use crate::error::Result;

/// Removes deletions older than 30 days, and by cascade what was deleted in them. Says how many.
///
/// # Errors
/// The database does not answer.
pub async fn deletions(conn: &mut PgConnection) -> Result<u64> {
    let done = sqlx::query!(
        "delete from deletions where (account_id, id) in ( \
           select account_id, id from deletions where deleted_at < now() - make_interval(days => $1) \
           order by deleted_at limit 100)",
        KEPT_DAYS
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}

/// Removes what would undo runs of auto-cluster of more than 30 days ago: what they deleted goes then, too. Says how many.
///
/// # Errors
/// The database does not answer.
pub async fn groupings(conn: &mut PgConnection) -> Result<u64> {
    let done = sqlx::query!(
        "delete from groupings where (account_id, id) in ( \
           select account_id, id from groupings where created_at < now() - interval '30 days' \
           order by created_at limit 100)"
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}

/// Removes what would take back changes of many rows of more than 7 days ago. Says how many.
///
/// # Errors
/// The database does not answer.
pub async fn row_changes(conn: &mut PgConnection) -> Result<u64> {
    let done = sqlx::query!(
        "delete from row_changes where (account_id, id) in ( \
           select account_id, id from row_changes where changed_at < now() - interval '7 days' \
           order by changed_at limit 100)"
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}

/// Removes sessions that expired or were revoked, a day later. Says how many.
///
/// # Errors
/// The database does not answer.
pub async fn sessions(conn: &mut PgConnection) -> Result<u64> {
    let done = sqlx::query!(
        "delete from sessions where id in ( \
           select id from sessions where expires_at < now() - interval '1 day' order by expires_at limit 1000)"
    )
    .execute(&mut *conn)
    .await?;
    // A refresh token that was used longer ago than a sign-in lasts without use would not be taken anyway.
    let used = sqlx::query!(
        "delete from session_refreshes where hash in ( \
           select hash from session_refreshes where used_at < now() - interval '30 days' order by used_at limit 1000)"
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() + used.rows_affected())
}

/// Removes events of the security log that are past keeping, by the one function that can. Says how many.
///
/// # Errors
/// The database does not answer.
pub async fn security_events(conn: &mut PgConnection) -> Result<u64> {
    let gone = sqlx::query_scalar!("select purge_security_events(1000) as \"gone!\"")
        .fetch_one(conn)
        .await?;
    Ok(gone.unsigned_abs())
}

/// Merges what statements appended to the figures of keywords: one row for a sector and a day. Says how many rows were new.
///
/// # Errors
/// The database does not answer.
pub async fn merge_figures(conn: &mut PgConnection) -> Result<u64> {
    let merged = sqlx::query_scalar!(
        "with days as ( \
           select distinct account_id, sector_id, day from keyword_figures where not merged limit 1000), \
         gone as ( \
           delete from keyword_figures f using days d \
           where f.account_id = d.account_id and f.sector_id = d.sector_id and f.day = d.day \
           returning f.*), \
         sums as ( \
           insert into keyword_figures (account_id, sector_id, day, keywords, volume, pinned, bands, merged) \
           select account_id, sector_id, day, sum(keywords), sum(volume), sum(pinned), \
             array[sum(bands[1]), sum(bands[2]), sum(bands[3]), sum(bands[4]), sum(bands[5])]::int8[], true \
           from gone group by account_id, sector_id, day) \
         select count(*) as \"merged!\" from gone where not merged"
    )
    .fetch_one(conn)
    .await?;
    Ok(merged.unsigned_abs())
}

/// Merges what statements appended to the figures of spending: one row for each day and what was spent on. Says how many rows
/// were new.
///
/// # Errors
/// The database does not answer.
pub async fn merge_spending(conn: &mut PgConnection) -> Result<u64> {
    let merged = sqlx::query_scalar!(
        "with days as ( \
           select distinct account_id, day from spending_figures where not merged limit 100), \
         gone as ( \
           delete from spending_figures f using days d where f.account_id = d.account_id and f.day = d.day returning f.*), \
         sums as ( \
           insert into spending_figures (account_id, day, function, model, user_id, site_id, given, used, calls, failed, tokens, cost, merged) \
           select account_id, day, function, model, user_id, site_id, sum(given)::int8, sum(used)::int8, sum(calls)::int8, \
             sum(failed)::int8, sum(tokens)::int8, sum(cost), true \
           from gone group by account_id, day, function, model, user_id, site_id) \
         select count(*) as \"merged!\" from gone where not merged"
    )
    .fetch_one(conn)
    .await?;
    Ok(merged.unsigned_abs())
}

/// Merges what database processes that are gone have noted of changes; sums stay. Says how many rows were merged.
///
/// # Errors
/// The database does not answer.
pub async fn merge_changes(conn: &mut PgConnection) -> Result<u64> {
    let merged = sqlx::query_scalar!(
        "with gone as ( \
           delete from table_changes where (account_id, of_table, writer) in ( \
             select account_id, of_table, writer from table_changes \
             where writer <> 0 and not exists (select from pg_stat_activity p where p.pid = writer) \
             limit 1000 for update skip locked) \
           returning *), \
         sums as ( \
           insert into table_changes as t (account_id, of_table, writer, changes) \
           select account_id, of_table, 0, sum(changes)::int8 from gone group by account_id, of_table \
           on conflict (account_id, of_table, writer) do update set changes = t.changes + excluded.changes) \
         select count(*) as \"merged!\" from gone"
    )
    .fetch_one(conn)
    .await?;
    Ok(merged.unsigned_abs())
}

/// Removes the rows of uploads older than 7 days; their files are due then. Says how many.
///
/// # Errors
/// The database does not answer.
pub async fn uploads(conn: &mut PgConnection) -> Result<u64> {
    let done = sqlx::query!(
        "delete from uploads where (account_id, id) in ( \
           select account_id, id from uploads where created_at < now() - interval '7 days' \
           order by created_at limit 500)"
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}
