//! Monthly credits: what a plan grants, each month once, however many look at the same time.

use chrono::{TimeDelta, Utc};
use igny8::id::AccountId;
use sqlx::PgConnection;

use crate::billing::ledger;
use crate::error::Result;
use crate::repo::billing::grants;
use crate::tenancy::{Db, Reason};

/// Accounts that one look of the scheduler is for; the rest waits for the next.
const MAX_ACCOUNTS: i64 = 500;

/// When an account is looked at again whose month does not begin until something is paid.
const RETRY_DELAY: TimeDelta = TimeDelta::days(1);

/// Grants what the account's plan gives for this month and was not granted yet. After a change to a larger plan within the
/// month that is the difference, so that nobody gets more by changing back and forth.
///
/// # Errors
/// The database does not answer.
pub async fn grant(conn: &mut PgConnection, account: AccountId) -> Result<()> {
    let Some(month) = grants::month(conn, account).await? else {
        return grants::look_again(conn, account, Utc::now() + RETRY_DELAY).await;
    };
    if month.is_due && month.credits > month.granted {
        grants::note(conn, account, &month).await?;
        let note = format!("Monthly credits of the {} plan", month.name);
        ledger::grant(conn, account, month.credits - month.granted, &note).await?;
    }
    let next = if month.is_due {
        month.next
    } else {
        month.next.min(Utc::now() + RETRY_DELAY)
    };
    grants::look_again(conn, account, next).await
}

/// Grants what is due, for a bounded number of accounts.
///
/// # Errors
/// The database does not answer; what was granted stays.
pub async fn grant_due(db: &Db) -> Result<()> {
    let mut tx = db.system(Reason::Bill).await?;
    let due = grants::due(tx.conn(), MAX_ACCOUNTS).await?;
    tx.commit().await?;
    for account in due {
        let mut tx = db.system(Reason::Bill).await?;
        grant(tx.conn(), account).await?;
        tx.commit().await?;
    }
    Ok(())
}
