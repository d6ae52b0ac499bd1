//! Signing up: an account with its owner, first site, first sector and first credits, all or nothing.

use igny8::auth::sign_up::SignUp;
use igny8::error::Problem;
use igny8::id::{AccountId, UserId};
use igny8::permission::Role;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::auth::session::{self, Tokens};
use crate::billing::ledger;
use crate::error::Result;
use crate::repo::auth::sectors;
use crate::state::App;
use crate::tenancy::{Reason, Scope, Via};

/// Makes the account and signs its owner in.
///
/// # Errors
/// Field errors; an address that is taken is one of them.
pub async fn sign_up(app: &App, input: SignUp, user_agent: Option<&str>) -> Result<Tokens> {
    let input = input.checked()?;
    let hash = app.hasher.hash(input.password).await?;
    let (account, user) = (AccountId::new(), UserId::new());
    let mut tx = app.db.system(Reason::Authenticate).await?;
    add_user(tx.conn(), user, &input.email, &input.name, Some(&hash)).await?;
    sqlx::query("insert into accounts (id, name) values ($1, $2)")
        .bind(account.0)
        .bind(&input.account)
        .execute(tx.conn())
        .await?;
    add_member(tx.conn(), account, user, Role::Owner).await?;
    ledger::grant(tx.conn(), account, app.config.signup_credits, "Welcome credits").await?;
    let tokens = session::begin(app, tx.conn(), user, account, user_agent).await?;
    let scope = Scope::verified(account, Some(user), Role::Owner, Via::Task);
    let mut tx = tx.enter(&scope.member()).await?;
    let site = Uuid::now_v7();
    sqlx::query("insert into sites (account_id, id, name) values ($1, $2, 'My site')")
        .bind(account.0)
        .bind(site)
        .execute(tx.conn())
        .await?;
    sectors::add_first(&mut tx, site).await?;
    tx.commit().await?;
    Ok(tokens)
}

/// Adds a person.
///
/// # Errors
/// A field error if the address is taken.
pub async fn add_user(
    conn: &mut PgConnection,
    user: UserId,
    email: &str,
    name: &str,
    password_hash: Option<&str>,
) -> Result<()> {
    let added = sqlx::query(
        "insert into users (id, email, name, password_hash) values ($1, $2, $3, $4) on conflict do nothing",
    )
    .bind(user.0)
    .bind(email)
    .bind(name)
    .bind(password_hash)
    .execute(conn)
    .await?;
    if added.rows_affected() == 0 {
        return Err(Problem::field(
            "email",
            "There is a user with this address already. Sign in instead.",
        )
        .into());
    }
    Ok(())
}

/// Makes a person a member of an account.
///
/// # Errors
/// The database does not answer.
pub async fn add_member(conn: &mut PgConnection, account: AccountId, user: UserId, role: Role) -> Result<()> {
    sqlx::query("insert into memberships (account_id, id, user_id, role) values ($1, $2, $3, $4)")
        .bind(account.0)
        .bind(Uuid::now_v7())
        .bind(user.0)
        .bind(role.as_str())
        .execute(conn)
        .await?;
    Ok(())
}
