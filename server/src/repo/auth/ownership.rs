//! SQL of what owners decide for the whole account.

use chrono::{DateTime, Utc};
use igny8::id::UserId;
use igny8::services::SelectOption;

use crate::error::Result;
use crate::repo::auth::users::Person;
use crate::tenancy::Tx;

/// What an owner's page shows of the account.
#[derive(Clone, Debug)]
pub struct Account {
    /// Its name.
    pub name: String,
    /// Whether everybody needs a second proof to sign in.
    pub require_two_factor: bool,
    /// When it is deleted.
    pub delete_at: Option<DateTime<Utc>>,
    /// Whether something is paid for it on and on: a subscription that was canceled ends by itself.
    pub paid: bool,
}

/// The account.
///
/// # Errors
/// The database does not answer.
pub async fn account(tx: &mut Tx) -> Result<Account> {
    Ok(sqlx::query_as!(
        Account,
        "select name, require_two_factor, delete_at, \
           exists (select from subscriptions s where s.stripe_subscription is not null and s.status <> 'canceled' \
             and s.ends_at is null) as \"paid!\" \
         from accounts"
    )
    .fetch_one(tx.conn())
    .await?)
}

/// The members but this one, as they can be chosen.
///
/// # Errors
/// The database does not answer.
pub async fn others(tx: &mut Tx, user: UserId) -> Result<Vec<SelectOption>> {
    let members = sqlx::query!(
        "select m.id as \"id!\", u.name || ' (' || u.email || ')' as \"label!\" from members m join users u on u.id = m.user_id \
         where m.user_id <> $1 order by lower(u.name), m.id limit 200",
        user.0
    )
    .fetch_all(tx.conn())
    .await?;
    let members = members.into_iter().map(|member| SelectOption {
        id: member.id,
        label: member.label,
        parent: None,
    });
    Ok(members.collect())
}

/// The owners.
///
/// # Errors
/// The database does not answer.
pub async fn owners(tx: &mut Tx) -> Result<Vec<Person>> {
    let owners = sqlx::query!(
        "select u.id, u.email, u.name from members m join users u on u.id = m.user_id where m.role = 'owner'"
    )
    .fetch_all(tx.conn())
    .await?;
    let owners = owners.into_iter().map(|person| Person {
        id: UserId(person.id),
        email: person.email,
        name: person.name,
    });
    Ok(owners.collect())
}

/// Has everybody need a second proof, or not. False where it was so.
///
/// # Errors
/// The database does not answer.
pub async fn require_two_factor(tx: &mut Tx, on: bool) -> Result<bool> {
    let done = sqlx::query!(
        "update accounts set require_two_factor = $1 where require_two_factor <> $1",
        on
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Notes when the account goes; none where that was noted before.
///
/// # Errors
/// The database does not answer.
pub async fn plan_deletion(tx: &mut Tx, days: i32) -> Result<Option<DateTime<Utc>>> {
    Ok(sqlx::query_scalar!(
        "update accounts set delete_at = now() + make_interval(days => $1), delete_reminded_at = null \
         where delete_at is null returning delete_at as \"at!\"",
        days
    )
    .fetch_optional(tx.conn())
    .await?)
}

/// Has the account stay. False where it did.
///
/// # Errors
/// The database does not answer.
pub async fn keep(tx: &mut Tx) -> Result<bool> {
    let done = sqlx::query!("update accounts set delete_at = null where delete_at is not null")
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected() > 0)
}
