//! Who acts in which account, and the proof that it may.

use std::sync::Arc;

use igny8::error::{Problem, ProblemKind};
use igny8::id::{AccountId, SessionId, UserId};
use igny8::permission::{Role, TokenScope, Verb};
use igny8::resource::Resource;
use igny8::system::logs;
use uuid::Uuid;

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

/// Which sites of the account an actor sees.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum SiteAccess {
    /// All, and what belongs to none.
    All,
    /// These alone.
    Only(Arc<[Uuid]>),
}

impl SiteAccess {
    /// As the database says it: the sites, or none for all.
    pub fn of(sites: Option<Vec<Uuid>>) -> Self {
        sites.map_or(Self::All, |mut sites| {
            sites.sort_unstable();
            Self::Only(sites.into())
        })
    }

    /// Whether this actor sees what is about these sites; none stands for what may be about any.
    pub fn covers(&self, sites: Option<&[Uuid]>) -> bool {
        match self {
            Self::All => true,
            Self::Only(own) => sites.is_some_and(|sites| sites.iter().all(|site| own.contains(site))),
        }
    }

    /// Whether there are sites that the actor does not see.
    pub const fn is_limited(&self) -> bool {
        matches!(self, Self::Only(_))
    }

    /// The database's role of such an actor.
    pub(super) const fn role(&self) -> &'static str {
        match self {
            Self::All => "igny8_app",
            Self::Only(_) => "igny8_site",
        }
    }

    /// The statements that put a transaction under it.
    pub(super) fn statements(&self) -> String {
        let role = self.role();
        match self {
            Self::All => format!("set local role {role}"),
            Self::Only(sites) => {
                let ids: Vec<String> = sites.iter().map(Uuid::to_string).collect();
                format!("set local role {role}; set local app.site_ids = '{{{}}}'", ids.join(","))
            }
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
    token: TokenScopes,
    sites: SiteAccess,
    lacks_two_factor: bool,
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
        }
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
            Via::Token | Via::Task => None,
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
    /// 403 if the role does not allow it, or the account asks for a second proof that the person does not have.
    pub fn require(&self, verb: Verb, resource: Resource) -> Result<Grant, Problem> {
        if self.lacks_two_factor {
            return Err(needs_two_factor());
        }
        if self.role.may(verb, resource) {
            Ok(Grant {
                scope: self.clone(),
                verb,
                resource: Some(resource),
            })
        } else {
            Err(Problem::forbidden())
        }
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
        Grant {
            scope: self.clone(),
            verb: Verb::Read,
            resource: None,
        }
    }

    /// The same to write: for runs and schedules, whose start was allowed, and for work of which the rows that it finds
    /// decide who may do it.
    pub fn member_writing(&self) -> Grant {
        Grant {
            verb: Verb::Act,
            ..self.member()
        }
    }
}

/// What somebody is told whom the account asks for a second proof.
pub fn needs_two_factor() -> Problem {
    let detail = "This account requires two-factor authentication. Set it up to continue.";
    Problem::new(ProblemKind::Forbidden, detail)
        .help_link("Set up two-factor authentication", "/two-factor")
}

/// The proof of a permission; opens a transaction, which writes only if the permission is one to write.
#[derive(Clone, Debug)]
pub struct Grant {
    pub(super) scope: Scope,
    verb: Verb,
    resource: Option<Resource>,
}

impl Grant {
    /// The account that it is for.
    pub const fn account(&self) -> AccountId {
        self.scope.account()
    }

    /// What may be done.
    pub const fn verb(&self) -> Verb {
        self.verb
    }

    /// To what; none for what is of no resource alone.
    pub const fn resource(&self) -> Option<Resource> {
        self.resource
    }

    /// Whether nothing may be written.
    pub const fn is_to_read(&self) -> bool {
        matches!(self.verb, Verb::Read)
    }

    /// The same to read alone: to say what would be done, for whoever may do it.
    #[must_use]
    pub fn to_read(&self) -> Self {
        Self {
            verb: Verb::Read,
            ..self.clone()
        }
    }

    /// The same to write what belongs to the person beside the resource, such as a view of its list.
    #[must_use]
    pub fn for_own(mut self, verb: Verb) -> Self {
        self.verb = verb;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_grant_to_read_reads_alone() {
        let scope = Scope::verified(AccountId::new(), None, Role::Owner, Via::Task, SiteAccess::All);
        for verb in [Verb::Create, Verb::Update, Verb::Delete, Verb::Act, Verb::Approve] {
            let grant = scope.require(verb, Resource::Keywords).unwrap();
            assert_eq!((grant.verb(), grant.resource()), (verb, Some(Resource::Keywords)));
            assert!(!grant.is_to_read() && grant.to_read().is_to_read());
        }
        let reads = scope.require(Verb::Read, Resource::Keywords).unwrap();
        assert!(reads.is_to_read() && !reads.for_own(Verb::Create).is_to_read());
        assert!(scope.member().is_to_read() && !scope.member_writing().is_to_read());
    }

    #[test]
    fn a_limited_actor_sees_what_is_about_own_sites_alone() {
        let (one, two, other) = (Uuid::from_u128(1), Uuid::from_u128(2), Uuid::from_u128(3));
        let own = SiteAccess::of(Some(vec![two, one]));
        assert!(own.covers(Some(&[one])) && own.covers(Some(&[one, two])));
        assert!(!own.covers(Some(&[one, other])) && !own.covers(None));
        assert!(SiteAccess::All.covers(None) && SiteAccess::of(None) == SiteAccess::All);
        assert_eq!(own, SiteAccess::of(Some(vec![one, two])), "their order says nothing");
        assert!(SiteAccess::of(Some(Vec::new())).statements().ends_with("'{}'"));
    }
}
