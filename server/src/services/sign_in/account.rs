//! Signing up: an account with its owner, first site, first sector and first credits, all or nothing.

use igny8::auth::sign_up::SignUp;
use igny8::error::{Problem, ProblemKind};
use igny8::id::{AccountId, UserId};
use igny8::permission::Role;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::auth::caller::Caller;
use crate::auth::password;
use crate::auth::rate::{Counted, GRANTS, SIGN_UPS};
use crate::billing::ledger;
use crate::error::Result;
use crate::repo::auth::sectors;
use crate::services::sign_in::address::{prove, welcome};
use crate::services::sign_in::journal::{self, Event, Kind};
use crate::services::sign_in::session::{self, Tokens};
use crate::services::sign_in::{pending_sign_up, proof};
use crate::state::App;
use crate::tenancy::{Reason, Scope, SiteAccess, SystemTx, Via};

/// What an account begins with: its owner, and what it is called.
#[derive(Debug)]
pub struct Owner {
    /// The address to sign in with.
    pub email: String,
    /// What they are called.
    pub name: String,
    /// What the account is called.
    pub account: String,
    /// The hash of their password.
    pub password_hash: String,
}

/// Whether somebody read a mail that went to the owner's address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Address {
    /// They did.
    Proven,
    /// Nobody asked yet.
    Unproven,
}

/// How a sign-up goes on.
#[derive(Debug)]
pub enum SignedUp {
    /// The owner is signed in.
    In(Tokens),
    /// A link that finishes it went to the address, if it is free.
    Mailed,
}

/// Signs somebody up who came by the network: at a bounded rate, and with a password that is not easily guessed.
///
/// Where mail goes out, the account begins when its owner opens the link that went to the address. Where none does, nobody has to
/// prove their address before they work: how many accounts, and how many welcome credits, one network gets in a time is what keeps
/// credits from being collected.
///
/// # Errors
/// Field errors; where no mail goes out, an address that is taken is one of them. 429 after too many from this network.
pub async fn sign_up(app: &App, caller: &Caller, input: SignUp) -> Result<SignedUp> {
    proof::network(app, caller).await?;
    let input = input.checked()?;
    password::check(&input.password, &[&input.email, &input.name, &input.account])
        .map_err(|message| Problem::field("password", message))?;
    let (limit, block) = (SIGN_UPS.most(app.config.signups_per_hour), caller.block());
    if app.rate.count(limit, &block).await != Counted::Within {
        let event =
            Event::of(Kind::Locked, &input.email).detail(format!("More than {} sign-ups", limit.most));
        journal::note(app, caller, event).await;
        return Err(Problem::new(
            ProblemKind::RateLimited,
            "Too many accounts were created from your network. Try again in an hour or ask a colleague for an invitation.",
        )
        .retry_after(limit.window.unsigned_abs())
        .into());
    }
    if let Some(origin) = app.db.mail_origin() {
        pending_sign_up::ask(app, origin, input).await?;
        return Ok(SignedUp::Mailed);
    }
    let credits = welcome_credits(app, caller).await;
    Ok(SignedUp::In(open(app, caller, input, credits).await?))
}

/// The credits that the next account of the caller's network begins with.
pub async fn welcome_credits(app: &App, caller: &Caller) -> i64 {
    let grants = GRANTS.most(app.config.signup_grants_per_day);
    match app.rate.count(grants, &caller.block()).await {
        Counted::Within => app.config.signup_credits,
        Counted::FirstOver | Counted::Over => 0,
    }
}

/// Makes the account and signs its owner in; whoever calls answers for the password.
///
/// # Errors
/// Field errors; an address that is taken is one of them.
pub async fn open(app: &App, caller: &Caller, input: SignUp, credits: i64) -> Result<Tokens> {
    let input = input.checked()?;
    let owner = Owner {
        password_hash: app.hasher.hash(input.password).await?,
        email: input.email,
        name: input.name,
        account: input.account,
    };
    let tx = app.db.system(Reason::Authenticate).await?;
    create(app, tx, caller, &owner, Address::Unproven, credits).await
}

/// Makes the account in this transaction, signs its owner in, and commits.
///
/// # Errors
/// A field error for an address that is taken.
pub async fn create(
    app: &App,
    mut tx: SystemTx,
    caller: &Caller,
    owner: &Owner,
    address: Address,
    credits: i64,
) -> Result<Tokens> {
    let (account, user) = (AccountId::new(), UserId::new());
    if !add_user(tx.conn(), user, &owner.email, &owner.name, &owner.password_hash).await? {
        return Err(Problem::field(
            "email",
            "An account with this email already exists. Sign in instead.",
        )
        .into());
    }
    sqlx::query!(
        "insert into accounts (id, name) values ($1, $2)",
        account.0,
        owner.account
    )
    .execute(tx.conn())
    .await?;
    add_member(tx.conn(), account, user, Role::Owner).await?;
    if credits > 0 {
        ledger::grant(tx.conn(), account, credits, "Welcome credits").await?;
    }
    let event = Event::of(Kind::SignedUp, "").account(account).user(Some(user));
    journal::record(tx.conn(), caller, &event).await?;
    match address {
        Address::Proven => prove(tx.conn(), user, &owner.email).await?,
        Address::Unproven => welcome(app, tx.conn(), user, &owner.email, &owner.name).await?,
    }
    let tokens = session::begin(app, tx.conn(), caller, user, account).await?;
    let scope = Scope::verified(account, Some(user), Role::Owner, Via::Task, SiteAccess::All);
    let mut tx = tx.enter(&scope.member_writing()).await?;
    let site = Uuid::now_v7();
    sqlx::query!(
        "insert into sites (account_id, id, name) values ($1, $2, 'My site')",
        account.0,
        site
    )
    .execute(tx.conn())
    .await?;
    sectors::add_first(&mut tx, site).await?;
    tx.commit().await?;
    Ok(tokens)
}

/// Adds a person, unless the address is taken.
///
/// # Errors
/// The database does not answer.
pub async fn add_user(
    conn: &mut PgConnection,
    user: UserId,
    email: &str,
    name: &str,
    password_hash: &str,
) -> Result<bool> {
    let added = sqlx::query!(
        "insert into users (id, email, name, password_hash) values ($1, $2, $3, $4) on conflict do nothing",
        user.0,
        email,
        name,
        password_hash
    )
    .execute(conn)
    .await?;
    Ok(added.rows_affected() > 0)
}

/// Makes a person a member of an account.
///
/// # Errors
/// The database does not answer.
pub async fn add_member(conn: &mut PgConnection, account: AccountId, user: UserId, role: Role) -> Result<()> {
    sqlx::query!(
        "insert into memberships (account_id, id, user_id, role) values ($1, $2, $3, $4)",
        account.0,
        Uuid::now_v7(),
        user.0,
        role.as_str()
    )
    .execute(conn)
    .await?;
    Ok(())
}
