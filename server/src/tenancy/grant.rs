//! The proof of a permission.

use igny8::id::AccountId;
use igny8::permission::Verb;
use igny8::resource::{Area, Resource};

use super::{Scope, Via};

/// The proof of a permission; opens a transaction, which writes only if the permission is one to write.
#[derive(Clone, Debug)]
pub struct Grant {
    pub(super) scope: Scope,
    verb: Verb,
    resource: Option<Resource>,
}

impl Grant {
    /// For an actor whose permission was just looked at.
    pub(super) const fn of(scope: Scope, verb: Verb, resource: Option<Resource>) -> Self {
        Self {
            scope,
            verb,
            resource,
        }
    }

    /// Whether it is the staff's, for what is the platform's: only [`Staff::require`](super::Staff::require) gives such a grant.
    pub(super) fn is_platform(&self) -> bool {
        self.resource.is_some_and(Resource::is_platform)
    }

    /// Whether a suspension keeps it from writing: runs that were started end as they would, and what is a person's own is
    /// no account's.
    pub(super) fn stops_when_suspended(&self) -> bool {
        !self.is_to_read()
            && !matches!(self.scope.via(), Via::Task)
            && self.resource.is_none_or(|resource| resource.area() != Area::Own)
            && (self.scope.via() != Via::Staff || self.scope.acts().is_some())
    }

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
    use igny8::permission::Role;

    use super::*;
    use crate::tenancy::SiteAccess;

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
}
