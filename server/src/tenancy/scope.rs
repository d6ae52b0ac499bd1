//! Who acts in which account, and what they may do there.

use std::sync::Arc;

use igny8::auth::two_factor;
use igny8::error::{Problem, ProblemKind};
use igny8::id::{AccountId, UserId};
use igny8::permission::{self, Role, TokenScope, Verb};
use igny8::resource::{Area, Resource};

use super::{Acting, Grant, SiteAccess, Via};

/// A verified actor in one account. Only verification makes one, hence the private fields.
#[derive(Clone, Debug)]
pub struct Scope {
    account: AccountId,
    user: Option<UserId>,
    role: Role,
    via: Via,
    token: TokenScopes,
    sites: SiteAccess,
    lacks_two_factor: bool,
    /// Whether a browser's cookies proved it.
    browser: bool,
    /// Whether the person is of the staff, too; the staff area itself asks again.
    of_staff: bool,
    /// Why the account is suspended and what to do, where it is.
    suspended: Option<Arc<str>>,
    /// Who of the staff it is.
    staff: Option<Arc<str>>,
    acting: Option<Arc<Acting>>,
    app: Option<Role>,
    /// What the program is called, where it is one.
    program: Option<Arc<str>>,
}

/// What a program's token allows beside its role; everybody else may all that their role allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TokenScopes {
    /// Spending credits.
    pub spend: bool,
    /// Approving and publishing.
    pub publish: bool,
}

impl Scope {
    /// For a session, token or job row that was just verified against the database or a signature.
    pub(crate) const fn verified(
        account: AccountId,
        user: Option<UserId>,
        role: Role,
        via: Via,
        sites: SiteAccess,
    ) -> Self {
        Self {
            account,
            user,
            role,
            via,
            token: TokenScopes {
                spend: true,
                publish: true,
            },
            sites,
            lacks_two_factor: false,
            browser: false,
            of_staff: false,
            suspended: None,
            staff: None,
            acting: None,
            app: None,
            program: None,
        }
    }

    /// The staff at one thing in an account, in nobody's name.
    pub(super) fn of_staff(account: AccountId, user: UserId, name: Arc<str>) -> Self {
        Self {
            staff: Some(name),
            ..Self::verified(account, Some(user), Role::Owner, Via::Staff, SiteAccess::All)
        }
    }

    /// Somebody of the staff in the name of `member`: sees what an admin sees, of all sites, and neither spends nor publishes.
    pub(crate) fn acting(account: AccountId, member: UserId, acting: Acting) -> Self {
        Self {
            staff: Some(acting.name.clone()),
            acting: Some(Arc::new(acting)),
            token: TokenScopes {
                spend: false,
                publish: false,
            },
            ..Self::verified(account, Some(member), Role::Admin, Via::Staff, SiteAccess::All)
        }
    }

    /// The same, proven by a browser's cookies.
    #[must_use]
    pub(crate) const fn by_cookie(mut self) -> Self {
        self.browser = true;
        self
    }

    /// The same of a person who is of the staff, too.
    #[must_use]
    pub(crate) const fn of_the_staff(mut self) -> Self {
        self.of_staff = true;
        self
    }

    /// Whether the staff area is shown to the person, who comes with a browser's cookies and acts for nobody else.
    pub const fn sees_staff_area(&self) -> bool {
        self.of_staff && self.browser
    }

    /// The same in an account that is suspended, which is said so.
    #[must_use]
    pub(crate) fn suspended(mut self, sentence: Option<Arc<str>>) -> Self {
        self.suspended = sentence;
        self
    }

    /// Whether a browser's cookies proved it.
    pub const fn is_by_cookie(&self) -> bool {
        self.browser
    }

    /// Why the account is suspended and what to do, where it is.
    pub fn suspension(&self) -> Option<&str> {
        self.suspended.as_deref()
    }

    /// The name of who of the staff it is.
    pub fn staff(&self) -> Option<&str> {
        self.staff.as_deref()
    }

    /// Who of the staff acts for the account, where that is who it is.
    pub fn acts(&self) -> Option<&Acting> {
        self.acting.as_deref()
    }

    /// Whether it is the same actor with the same rights: what goes on for somebody ends where it is not.
    pub fn is_as(&self, other: &Self) -> bool {
        let acting = |scope: &Self| scope.acting.as_ref().map(|acting| acting.id);
        self.account == other.account
            && self.role == other.role
            && self.suspended.is_some() == other.suspended.is_some()
            && self.sites == other.sites
            && self.lacks_two_factor == other.lacks_two_factor
            && acting(self) == acting(other)
    }

    /// The same for a person who must first have a second proof, where `lacks`: until then they can do nothing in the account.
    #[must_use]
    pub(crate) const fn lacking_two_factor(mut self, lacks: bool) -> Self {
        self.lacks_two_factor = lacks;
        self
    }

    /// Whether the account asks for a second proof that the person does not have.
    pub const fn lacks_two_factor(&self) -> bool {
        self.lacks_two_factor
    }

    /// The same for a program whose token allows these alone.
    #[must_use]
    pub(crate) fn of_token(mut self, token: TokenScopes) -> Self {
        self.token = token;
        self
    }

    /// The same for a program that is called so.
    #[must_use]
    pub(crate) fn called(mut self, program: &str) -> Self {
        self.program = Some(program.into());
        self
    }

    /// What the program is called that acts for the person: an API token or a connected app.
    pub fn program(&self) -> Option<&str> {
        self.program.as_deref()
    }

    /// The same for an app that a person of this role has connected.
    #[must_use]
    pub(crate) const fn of_app(mut self, person: Role) -> Self {
        self.app = Some(person);
        self
    }

    /// What the person may be for whom a connected app acts; none for everybody else. The app itself may be less.
    pub const fn app(&self) -> Option<Role> {
        self.app
    }

    /// Whether a program may do what needs `scope`; people and runs may.
    ///
    /// # Errors
    /// 403 that says what the token lacks.
    pub fn require_token_scope(&self, scope: Option<TokenScope>) -> Result<(), Problem> {
        let allowed = match scope {
            None => true,
            Some(TokenScope::Spend) => self.token.spend,
            Some(TokenScope::Publish) => self.token.publish,
        };
        match scope {
            Some(scope) if !allowed && self.acting.is_some() => {
                Err(Problem::new(ProblemKind::Forbidden, scope.refusal_to_staff()))
            }
            Some(scope) if !allowed => Err(Problem::new(ProblemKind::Forbidden, scope.refusal())
                .help_link("Open API tokens", "/auth/tokens")),
            _ => Ok(()),
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
            Via::Token | Via::Task | Via::Staff => None,
        }
    }

    /// What the actor may be.
    pub const fn role(&self) -> Role {
        self.role
    }

    /// Which sites the actor sees.
    pub const fn sites(&self) -> &SiteAccess {
        &self.sites
    }

    /// How it was proved.
    pub const fn via(&self) -> Via {
        self.via
    }

    /// The proof that this actor may do `verb` to `resource`.
    ///
    /// # Errors
    /// 403 if the role does not allow it, the account asks for a second proof that the person does not have, or it is suspended;
    /// 404 for what is no account's.
    pub fn require(&self, verb: Verb, resource: Resource) -> Result<Grant, Problem> {
        if resource.is_platform() {
            return Err(Problem::not_found("resource"));
        }
        if self.lacks_two_factor {
            return Err(needs_two_factor());
        }
        if self.acting.is_some() && !permission::acting_may(verb, resource) {
            return Err(Problem::new(
                ProblemKind::Forbidden,
                "Staff can't do this for an account. Stop acting for it, or ask a member of the account.",
            ));
        }
        if !self.role.may(verb, resource) {
            return Err(Problem::forbidden());
        }
        // Every role has what is a person's own, so that no scope of a token says whether its program may change it.
        if self.via == Via::Token && verb != Verb::Read && resource.area() == Area::Own {
            let detail = "This can't be changed with a token. Sign in to change it.";
            return Err(Problem::new(ProblemKind::Forbidden, detail));
        }
        if let Some(sentence) = &self.suspended
            && verb != Verb::Read
            && resource.area() != Area::Own
        {
            return Err(Problem::new(ProblemKind::Forbidden, &**sentence));
        }
        Ok(Grant::of(self.clone(), verb, Some(resource)))
    }

    /// The proof that this actor may decide what owners decide.
    ///
    /// # Errors
    /// 403 for everybody else.
    pub fn require_owner(&self) -> Result<Grant, Problem> {
        if self.role.owns() {
            self.require(Verb::Update, Resource::Settings)
        } else {
            Err(Problem::forbidden())
        }
    }

    /// The proof that this actor belongs to the account, to read what every member may see.
    pub fn member(&self) -> Grant {
        Grant::of(self.clone(), Verb::Read, None)
    }

    /// The same to write: for runs and schedules, whose start was allowed, and for work of which the rows that it finds
    /// decide who may do it.
    pub fn member_writing(&self) -> Grant {
        Grant::of(self.clone(), Verb::Act, None)
    }
}

/// What somebody is told whom the account asks for a second proof.
pub fn needs_two_factor() -> Problem {
    Problem::new(ProblemKind::Forbidden, two_factor::REQUIRED)
        .help_link("Set up two-factor authentication", "/two-factor")
}

#[cfg(test)]
mod tests {
    use igny8::id::SessionId;

    use super::*;

    #[test]
    fn no_actor_of_an_account_gets_a_grant_for_what_is_the_platforms() {
        let scope = Scope::verified(AccountId::new(), None, Role::Owner, Via::Task, SiteAccess::All);
        for &resource in Resource::ALL.iter().filter(|resource| resource.is_platform()) {
            let problem = scope.require(Verb::Read, resource).unwrap_err();
            assert_eq!(problem.status, 404, "{resource:?}");
        }
    }

    #[test]
    fn a_suspended_account_is_read_and_a_persons_own_stays_theirs() {
        let via = Via::Session(SessionId::new());
        let scope = Scope::verified(AccountId::new(), None, Role::Owner, via, SiteAccess::All)
            .suspended(Some("So it is.".into()));
        assert!(scope.require(Verb::Read, Resource::Keywords).is_ok());
        assert!(scope.require(Verb::Update, Resource::Profile).is_ok());
        let problem = scope.require(Verb::Create, Resource::Keywords).unwrap_err();
        assert_eq!((problem.status, problem.detail.as_str()), (403, "So it is."));
    }
}
