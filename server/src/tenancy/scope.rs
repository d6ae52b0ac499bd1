//! Who acts in which account, and the proof that it may.

use igny8::error::Problem;
use igny8::id::{AccountId, SessionId, UserId};
use igny8::permission::{Role, Verb};
use igny8::resource::Resource;
use igny8::system::logs;

/// How somebody proved who they are; goes into the audit log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Via {
    /// A person's sign-in.
    Session(SessionId),
    /// An API token.
    Token,
    /// A run that somebody started.
    Task,
}

impl Via {
    /// As the audit log stores it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Session(_) => logs::Via::Session.as_str(),
            Self::Token => logs::Via::Token.as_str(),
            Self::Task => logs::Via::Task.as_str(),
        }
    }
}

/// A verified actor in one account. Only verification makes one, hence the private fields.
#[derive(Clone, Debug)]
pub struct Scope {
    account: AccountId,
    user: Option<UserId>,
    role: Role,
    via: Via,
}

impl Scope {
    /// For a session, token or job row that was just verified against the database or a signature.
    pub(crate) const fn verified(account: AccountId, user: Option<UserId>, role: Role, via: Via) -> Self {
        Self {
            account,
            user,
            role,
            via,
        }
    }

    /// The account.
    pub const fn account(&self) -> AccountId {
        self.account
    }

    /// The person; none when the system acts by itself.
    pub const fn user(&self) -> Option<UserId> {
        self.user
    }

    /// The person who is signed in; none for tokens and runs, which act for a person but are not one.
    pub const fn person(&self) -> Option<UserId> {
        match self.via {
            Via::Session(_) => self.user,
            Via::Token | Via::Task => None,
        }
    }

    /// What the actor may be.
    pub const fn role(&self) -> Role {
        self.role
    }

    /// How it was proved.
    pub const fn via(&self) -> Via {
        self.via
    }

    /// The proof that this actor may do `verb` to `resource`.
    ///
    /// # Errors
    /// 403 if the role does not allow it.
    pub fn require(&self, verb: Verb, resource: Resource) -> Result<Grant, Problem> {
        if self.role.may(verb, resource) {
            Ok(Grant { scope: self.clone() })
        } else {
            Err(Problem::forbidden())
        }
    }

    /// The proof that this actor belongs to the account, for what every member may see.
    pub fn member(&self) -> Grant {
        Grant { scope: self.clone() }
    }
}

/// The proof of a permission; opens a transaction.
#[derive(Clone, Debug)]
pub struct Grant {
    pub(super) scope: Scope,
}

impl Grant {
    /// The account that it is for.
    pub const fn account(&self) -> AccountId {
        self.scope.account()
    }
}
