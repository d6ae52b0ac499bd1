//! The security log: what happened to sign-ins, members and tokens, in the database for people and as a line for operators.

pub use igny8::auth::security::EventKind as Kind;
use igny8::id::{AccountId, UserId};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::auth::caller::Caller;
use crate::error::Result;
use crate::state::App;
use crate::tenancy::{Reason, Scope};

/// One event.
#[derive(Clone, Debug)]
pub struct Event<'a> {
    /// What happened.
    pub kind: Kind,
    /// In which account; none where only the person, or nobody, is known.
    pub account: Option<AccountId>,
    /// Whom it is about.
    pub user: Option<UserId>,
    /// The address as it was given; that of `user` when empty.
    pub who: &'a str,
    /// How the actor was known.
    pub via: &'static str,
    /// What else to know.
    pub detail: Option<String>,
}

impl<'a> Event<'a> {
    /// An event of somebody who is not signed in.
    pub const fn of(kind: Kind, who: &'a str) -> Self {
        Self {
            kind,
            account: None,
            user: None,
            who,
            via: "none",
            detail: None,
        }
    }

    /// An event of this actor.
    pub fn by(kind: Kind, scope: &'a Scope) -> Self {
        // Who acts for a member is not that member.
        let staff = scope.staff();
        Self {
            kind,
            account: Some(scope.account()),
            user: scope.user().filter(|_| staff.is_none()),
            who: staff.unwrap_or_default(),
            via: scope.via().name(),
            detail: None,
        }
    }

    /// The same in this account.
    #[must_use]
    pub const fn account(mut self, account: AccountId) -> Self {
        self.account = Some(account);
        self
    }

    /// The same about this person.
    #[must_use]
    pub const fn user(mut self, user: Option<UserId>) -> Self {
        self.user = user;
        self
    }

    /// The same with what else to know.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }
}

/// Writes an event in the caller's transaction. One of a person without an account goes to each account that the person is a
/// member of, or to none: an operator finds it all the same.
///
/// # Errors
/// The database does not answer.
pub async fn record(conn: &mut PgConnection, caller: &Caller, event: &Event<'_>) -> Result<()> {
    // One line, whatever was sent: a log must not be made to say what did not happen.
    let plain = |c: char| if c.is_control() { ' ' } else { c };
    let limit = |text: &str, most: usize| text.chars().take(most).map(plain).collect::<String>();
    tracing::info!(
        target: "security",
        event = event.kind.as_str(),
        who = ?limit(event.who, 254),
        user = event.user.map(tracing::field::display),
        account = event.account.map(tracing::field::display),
        via = event.via,
        network = %caller.network,
        request = %caller.request,
        detail = event.detail.as_deref().map(tracing::field::debug),
        "security event"
    );
    sqlx::query!(
        "insert into security_events (id, account, kind, user_id, who, via, network, device, request_id, detail) \
         select gen_random_uuid(), place.account, $2, $3, \
           coalesce(nullif($4, ''), (select u.email from users u where u.id = $3), 'unknown'), $5, $6, $7, $8, $9 \
         from (select $1::uuid as account where $1::uuid is not null \
           union select m.account_id from members m where $1::uuid is null and m.user_id = $3 \
           union select null::uuid where $1::uuid is null and not exists (select from members m where m.user_id = $3)) place",
        event.account.map(|account| account.0),
        event.kind.as_str(),
        event.user.map(|user| user.0),
        limit(event.who, 254),
        event.via,
        limit(&caller.network, 64),
        caller.agent.as_deref().map(|agent| limit(agent, 300)),
        Some(caller.request).filter(|id| *id != Uuid::nil()),
        event.detail.as_deref().map(|detail| limit(detail, 500))
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Writes an event in a transaction of its own: what is refused has none. A log that cannot be written is logged, and the
/// answer stays what it is.
pub async fn note(app: &App, caller: &Caller, event: Event<'_>) {
    let work = async {
        let mut tx = app.db.system(Reason::Authenticate).await?;
        record(tx.conn(), caller, &event).await?;
        Ok::<_, crate::error::Error>(tx.commit().await?)
    };
    if let Err(error) = work.await {
        tracing::error!(
            error = &error as &dyn std::error::Error,
            "a security event could not be stored"
        );
    }
}
