//! SQL that removes accounts whose time has come, in work across accounts.

use chrono::{DateTime, Utc};
use igny8::auth::ownership::REMINDER_DAYS;
use igny8::id::{AccountId, UserId};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::error::Result;
use crate::repo::auth::users::Person;
use crate::tenancy::Tx;

/// Accounts that are to go now, the first of them. One that is paid for on and on stays meanwhile: nobody would end that payment any
/// more.
///
/// # Errors
/// The database does not answer.
pub async fn due(conn: &mut PgConnection) -> Result<Vec<AccountId>> {
    let due =
        sqlx::query_scalar!(
            "select a.id from accounts a where a.delete_at <= now() \
               and not exists (select from subscriptions s where s.account_id = a.id and s.stripe_subscription is not null \
                 and s.status <> 'canceled' and s.ends_at is null) \
             order by a.delete_at limit 5"
        )
        .fetch_all(conn)
        .await?;
    Ok(due.into_iter().map(AccountId).collect())
}

/// The sites of an account that is still to go; nobody keeps it until the transaction ends. None where somebody did.
///
/// # Errors
/// The database does not answer.
pub async fn held_sites(tx: &mut Tx) -> Result<Option<Vec<Uuid>>> {
    let held = sqlx::query!("select from accounts where delete_at <= now() for update")
        .fetch_optional(tx.conn())
        .await?;
    if held.is_none() {
        return Ok(None);
    }
    let sites = sqlx::query_scalar!("select id from sites where deleted_in is null")
        .fetch_all(tx.conn())
        .await?;
    Ok(Some(sites))
}

/// Removes an account whose time has come with all that is in it, and the people who are members of no other. Its files are due
/// to be deleted then. False where somebody has kept it.
///
/// # Errors
/// The database does not answer.
pub async fn remove(conn: &mut PgConnection, account: AccountId) -> Result<bool> {
    let people: Vec<Uuid> = sqlx::query_scalar!(
        "select m.user_id as \"user_id!\" from members m where m.account_id = $1 \
           and not exists (select from members o where o.user_id = m.user_id and o.account_id <> $1)",
        account.0
    )
    .fetch_all(&mut *conn)
    .await?;
    sqlx::query!(
        "delete from stripe_events where customer in ( \
           select stripe_customer from subscriptions where account_id = $1 and stripe_customer is not null)",
        account.0
    )
    .execute(&mut *conn)
    .await?;
    let gone = sqlx::query!(
        "delete from accounts where id = $1 and delete_at <= now()",
        account.0
    )
    .execute(&mut *conn)
    .await?
    .rows_affected()
        > 0;
    if gone {
        // Triggers note the files of rows; packed ones are noted from the beginning, for later.
        sqlx::query!(
            "update object_deletions set due_at = now(), tries = 0 where account_id = $1 and due_at > now()",
            account.0
        )
        .execute(&mut *conn)
        .await?;
        sqlx::query!(
            "delete from mail_suppressions where recipient in (select lower(email) from users where id = any($1))",
            &people
        )
        .execute(&mut *conn)
        .await?;
        sqlx::query!("delete from users where id = any($1)", &people)
            .execute(conn)
            .await?;
    }
    Ok(gone)
}

/// An account that goes soon.
#[derive(Clone, Debug)]
pub struct Soon {
    /// Which.
    pub account: AccountId,
    /// Its name.
    pub name: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Its owners.
    pub owners: Vec<Person>,
}

/// Accounts that go in a few days and whose owners were not reminded yet; they are from now on.
///
/// # Errors
/// The database does not answer.
pub async fn remind(conn: &mut PgConnection) -> Result<Vec<Soon>> {
    let soon = sqlx::query!(
        "update accounts set delete_reminded_at = now() \
         where delete_at < now() + make_interval(days => $1) and delete_at > now() and delete_reminded_at is null \
         returning id, name, delete_at as \"at!\"",
        REMINDER_DAYS
    )
    .fetch_all(&mut *conn)
    .await?;
    let mut all = Vec::with_capacity(soon.len());
    for account in soon {
        let owners = sqlx::query!(
            "select u.id, u.email, u.name from members m join users u on u.id = m.user_id \
             where m.account_id = $1 and m.role = 'owner'",
            account.id
        )
        .fetch_all(&mut *conn)
        .await?;
        let owners = owners.into_iter().map(|person| Person {
            id: UserId(person.id),
            email: person.email,
            name: person.name,
        });
        all.push(Soon {
            account: AccountId(account.id),
            name: account.name,
            at: account.at,
            owners: owners.collect(),
        });
    }
    Ok(all)
}
