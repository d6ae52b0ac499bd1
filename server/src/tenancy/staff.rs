//! Who of the platform's staff acts, in the staff area or for an account, and the only proof that opens a transaction of theirs.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use igny8::error::Problem;
use igny8::id::{AccountId, SessionId, UserId};
use igny8::permission::Verb;
use igny8::resource::Resource;
use uuid::Uuid;

use crate::tenancy::{Grant, Scope};

/// A member of the staff at work in the staff area: proven by the cookies of their own sign-in, never by a token.
#[derive(Clone, Debug)]
pub struct Staff {
    scope: Scope,
    user: UserId,
    session: SessionId,
    /// Their address, as the staff's log keeps it.
    pub email: Arc<str>,
    /// Their name, as an account's log shows it.
    pub name: Arc<str>,
}

impl Staff {
    /// For a sign-in whose right was just read from the database.
    pub(crate) const fn verified(
        scope: Scope,
        user: UserId,
        session: SessionId,
        email: Arc<str>,
        name: Arc<str>,
    ) -> Self {
        Self {
            scope,
            user,
            session,
            email,
            name,
        }
    }

    /// The person.
    pub const fn user(&self) -> UserId {
        self.user
    }

    /// Their sign-in.
    pub const fn session(&self) -> SessionId {
        self.session
    }

    /// The proof that this member of the staff may do `verb` to `resource`.
    ///
    /// # Errors
    /// 404 for what is no resource of the platform: rows of accounts are their members'.
    pub fn require(&self, verb: Verb, resource: Resource) -> Result<Grant, Problem> {
        if !resource.is_platform() {
            return Err(Problem::not_found("resource"));
        }
        Ok(Grant::of(self.scope.clone(), verb, Some(resource)))
    }

    /// The proof to do in one account what the staff area names, such as starting a run again; its log names the staff.
    pub fn in_account(&self, account: AccountId) -> Grant {
        let scope = Scope::of_staff(account, self.user, self.name.clone());
        Grant::of(scope, Verb::Act, None)
    }
}

/// Somebody of the staff who acts for a member of an account, for a while.
#[derive(Clone, Debug)]
pub struct Acting {
    /// What allows it.
    pub id: Uuid,
    /// Whose sign-in it is.
    pub session: SessionId,
    /// Who of the staff.
    pub user: UserId,
    /// Their name.
    pub name: Arc<str>,
    /// When it ends by itself.
    pub until: DateTime<Utc>,
}

impl Acting {
    /// The proof to note in the log of the account that `scope` is in what the staff did.
    pub fn in_account(&self, scope: &Scope) -> Grant {
        let scope = Scope::of_staff(scope.account(), self.user, self.name.clone());
        Grant::of(scope, Verb::Act, None)
    }
}
