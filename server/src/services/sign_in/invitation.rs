//! Invitations: whoever has the link joins, as somebody who is signed in, who proves a password, or as a new person.
//!
//! The link is the whole right to join, and it counts for its one membership. The address in it is where the inviter meant
//! it to go, and proves nothing: it may have been handed on, and somebody else may have signed up with the address. So a person's password is never set by an
//! invitation, whoever accepts makes or proves a sign-in of their own, with this address or another, and the inviter sees
//! which one joined.

use igny8::auth::invitation::{Answer, Invitation};
use igny8::auth::sign_up::check_password;
use igny8::error::{FieldErrors, Problem, ProblemKind};
use igny8::id::{AccountId, UserId};
use igny8::permission::Role;
use uuid::Uuid;

use crate::auth::caller::Caller;
use crate::auth::password;
use crate::error::Result;
use crate::repo::row::rfc3339;
use crate::repo::word::Word;
use crate::secrets::secret;
use crate::services::sign_in::account;
use crate::services::sign_in::journal::{self, Event, Kind};
use crate::services::sign_in::proof::{self, Known};
use crate::services::sign_in::session::{self, Tokens};
use crate::services::sign_in::two_factor;
use crate::state::App;
use crate::tenancy::{Reason, Scope, Via};

/// An invitation whose link was shown.
struct Found {
    account: AccountId,
    membership: Uuid,
    shown: Invitation,
}

/// What the page of a link shows. The address is the inviter's word; whether anybody has it is not told.
///
/// # Errors
/// 404 for a link that does not hold.
pub async fn look(app: &App, token: &str, scope: Option<&Scope>) -> Result<Invitation> {
    let mut shown = found(app, token).await?.shown;
    if let Some(user) = scope.and_then(Scope::person) {
        let mut tx = app.db.system(Reason::Authenticate).await?;
        shown.signed_in = sqlx::query_scalar!("select email from users where id = $1", user.0)
            .fetch_optional(tx.conn())
            .await?;
    }
    Ok(shown)
}

async fn found(app: &App, token: &str) -> Result<Found> {
    let mut tx = app.db.system(Reason::Authenticate).await?;
    let row = sqlx::query!(
        "select m.account_id, m.id, a.name as account, m.email as \"email!\", m.name as \"name!\", \
           m.role as \"role: Word<Role>\", u.name as \"inviter?\", m.expires_at as \"expires_at!\" \
         from memberships m join accounts a on a.id = m.account_id left join users u on u.id = m.invited_by \
         where m.invitation_hash = $1 and m.user_id is null and m.deleted_in is null and m.expires_at > now()",
        secret::hash(token)
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or_else(gone)?;
    Ok(Found {
        account: AccountId(row.account_id),
        membership: row.id,
        shown: Invitation {
            account: row.account,
            email: row.email,
            name: row.name,
            role: row.role.0,
            inviter: row.inviter,
            expires_at: rfc3339(row.expires_at),
            signed_in: None,
        },
    })
}

fn gone() -> Problem {
    Problem::new(
        ProblemKind::NotFound,
        "This invitation link is no longer valid. It was used, replaced, revoked or has expired. Ask for a new invitation.",
    )
}

/// Who accepts.
enum Joins {
    /// Somebody who is signed in.
    SignedIn(UserId),
    /// Somebody who has proven their password, with its hash.
    Proven(Known),
    /// Somebody who gets one now.
    New {
        email: String,
        name: String,
        hash: String,
    },
}

/// Accepts an invitation and signs in.
///
/// # Errors
/// 404 for a link that does not hold, 409 for somebody who is a member already, field errors for what was entered, 429.
pub async fn accept(
    app: &App,
    caller: &Caller,
    scope: Option<&Scope>,
    token: &str,
    answer: Answer,
) -> Result<Tokens> {
    proof::network(app, caller).await?;
    let invitation = found(app, token).await?;
    // Two links may make the same new person at once: the second finds them the second time, and asks for their password.
    for _ in 0..2 {
        let joins = who(app, caller, scope, &invitation.shown, &answer).await?;
        if let Some(tokens) = join(app, caller, scope, token, &invitation, joins).await? {
            return Ok(tokens);
        }
    }
    Err(Problem::conflict("Someone used this email address at the same time. Try again.").into())
}

async fn who(
    app: &App,
    caller: &Caller,
    scope: Option<&Scope>,
    invitation: &Invitation,
    answer: &Answer,
) -> Result<Joins> {
    let Some(password) = &answer.password else {
        // A token acts for a person, but joins nothing in their name.
        let user = scope.and_then(Scope::person);
        return user
            .map(Joins::SignedIn)
            .ok_or_else(|| Problem::field("password", "Enter a password.").into());
    };
    let email = igny8::validate::address(answer.email.as_deref().unwrap_or(&invitation.email))
        .map_err(|message| Problem::field("email", message))?;
    let known = proof::find(app, &email).await?;
    if let Some(person) = known.clone() {
        if !prove(app, caller, &email, known, password).await? {
            return Err(not_theirs().into());
        }
        // A password alone is not enough where signing in asks for a code; whoever is signed in has given it.
        let mut tx = app.db.system(Reason::Authenticate).await?;
        if two_factor::is_on(tx.conn(), person.0).await? {
            let detail = "This sign-in uses two-factor authentication. Sign in first, then open the invitation link again.";
            return Err(Problem::field("password", detail).into());
        }
        return Ok(Joins::Proven(person));
    }
    let name = answer.name.as_deref().filter(|name| !name.trim().is_empty());
    let mut errors = FieldErrors::new();
    let name = igny8::validate::line(name.unwrap_or(&invitation.name), 120).unwrap_or_else(|message| {
        errors.insert("name".into(), vec![message]);
        String::new()
    });
    let checked = check_password(password)
        .and_then(|()| password::check(password, &[&email, &name, &invitation.account]));
    if let Err(message) = checked {
        errors.insert("password".into(), vec![message]);
    }
    if !errors.is_empty() {
        return Err(Problem::invalid(errors).into());
    }
    let hash = app.hasher.hash(password.clone()).await?;
    Ok(Joins::New { email, name, hash })
}

async fn prove(
    app: &App,
    caller: &Caller,
    email: &str,
    known: Option<Known>,
    password: &str,
) -> Result<bool> {
    proof::proven(app, caller, email, known, password.to_owned()).await
}

fn not_theirs() -> Problem {
    Problem::field(
        "password",
        "An account with this email already exists, and the password is incorrect. Enter its password or use a different email address.",
    )
}

/// Joins in one transaction; none if a new person's address was taken at this moment.
async fn join(
    app: &App,
    caller: &Caller,
    scope: Option<&Scope>,
    token: &str,
    invitation: &Found,
    joins: Joins,
) -> Result<Option<Tokens>> {
    let account = invitation.account;
    let mut tx = app.db.system(Reason::Authenticate).await?;
    // Of ten who come with the same link at once, nine wait here and find it used.
    let held: Option<i32> = sqlx::query_scalar!(
        "select 1 as \"held!\" from memberships where account_id = $1 and id = $2 and invitation_hash = $3 and user_id is null \
           and deleted_in is null and expires_at > now() for update",
        account.0,
        invitation.membership,
        secret::hash(token)
    )
    .fetch_optional(tx.conn())
    .await?;
    held.ok_or_else(gone)?;
    let user = match &joins {
        Joins::SignedIn(user) => *user,
        Joins::Proven((user, hash)) => {
            if !proof::still(tx.conn(), *user, hash.as_deref()).await? {
                return Err(not_theirs().into());
            }
            *user
        }
        Joins::New { email, name, hash } => {
            let user = UserId::new();
            if !account::add_user(tx.conn(), user, email, name, hash).await? {
                return Ok(None);
            }
            user
        }
    };
    let joined = sqlx::query!(
        "update memberships set user_id = $3, invitation_hash = null, created_at = now() where account_id = $1 and id = $2 \
           and not exists (select from members m where m.account_id = $1 and m.user_id = $3)",
        account.0,
        invitation.membership,
        user.0
    )
    .execute(tx.conn())
    .await
    .map_err(|error| match error.as_database_error().and_then(sqlx::error::DatabaseError::constraint) {
        Some("memberships_user") => member_already(&invitation.shown).into(),
        _ => crate::error::Error::from(error),
    })?;
    if joined.rows_affected() == 0 {
        return Err(member_already(&invitation.shown).into());
    }
    let event = Event::of(Kind::InvitationAccepted, "")
        .account(account)
        .user(Some(user))
        .detail(format!(
            "Invited as {}, {}",
            invitation.shown.email,
            invitation.shown.role.as_str()
        ));
    journal::record(tx.conn(), caller, &event).await?;
    // Whoever is signed in goes on with that sign-in, in the new account.
    let tokens = match scope.map(|scope| (scope.via(), scope.person())) {
        Some((Via::Session(session), Some(own))) if own == user => {
            session::enter(app, tx.conn(), user, session, account).await?
        }
        _ => session::begin(app, tx.conn(), caller, user, account).await?,
    };
    tx.commit().await?;
    app.members.forget();
    Ok(Some(tokens))
}

fn member_already(invitation: &Invitation) -> Problem {
    Problem::conflict(format!(
        "You are already a member of {}. Sign in to open it. This link is for someone else.",
        invitation.account
    ))
}
