//! Who may do what: one function that templates ask to hide and the server asks to enforce.

use crate::choices;
use crate::resource::{Area, Resource};

choices! {
    /// What a member may be in an account, from least to most.
    #[derive(PartialOrd, Ord)]
    pub enum Role {
        /// Reads.
        Viewer = "viewer", "Viewer", Neutral, "Can view everything except members and billing.";
        /// Reads, and says what they think of articles: whoever the work is for.
        Client = "client", "Client", Neutral, "Can also comment on articles and approve them.";
        /// Does the daily work.
        Editor = "editor", "Editor", Info, "Can edit keywords, clusters, articles and schedules, and spend credits.";
        /// Also sets up sites and members.
        Admin = "admin", "Admin", Good, "Can also manage sites, integrations, prompts, members and API tokens.";
        /// Also pays and may close the account.
        Owner = "owner", "Owner", Warn, "Can also manage billing. Every account needs at least one owner.";
    }
}

choices! {
    /// What is done to a resource.
    pub enum Verb {
        /// See.
        Read = "read", "Viewed";
        /// Add.
        Create = "create", "Added", Good;
        /// Change.
        Update = "update", "Updated", Info;
        /// Remove, or bring back what was removed.
        Delete = "delete", "Deleted / Restored", Warn;
        /// Run one of the resource's actions.
        Act = "act", "Action";
        /// Say that it may go out to readers.
        Approve = "approve", "Approved", Good;
    }
}

/// What a role allows to people, and to a program only where its token says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenScope {
    /// Start what costs credits, also by a schedule.
    Spend,
    /// Approve articles, publish them and take them back, also by a schedule.
    Publish,
}

impl TokenScope {
    /// What a program without it is told.
    pub const fn refusal(self) -> &'static str {
        match self {
            Self::Spend => {
                "This API token can't spend credits. Create one that can under Developers › API tokens."
            }
            Self::Publish => {
                "This API token can't approve or publish. Create one that can under Developers › API tokens."
            }
        }
    }

    /// What staff who act for an account are told.
    pub const fn refusal_to_staff(self) -> &'static str {
        match self {
            Self::Spend => {
                "Staff can't spend an account's credits. Ask a member of the account to start this."
            }
            Self::Publish => {
                "Staff can't approve or publish for an account. Ask a member of the account to do this."
            }
        }
    }
}

impl Role {
    /// Whether this role may do `verb` to `resource`.
    pub const fn may(self, verb: Verb, resource: Resource) -> bool {
        match Self::least(verb, resource) {
            Some(least) => self as u8 >= least as u8,
            None => false,
        }
    }

    /// The least role that may do `verb` to `resource`; none where no role may, since it is the platform's.
    pub const fn least(verb: Verb, resource: Resource) -> Option<Self> {
        Some(match (resource.area(), verb) {
            (Area::Staff, _) => return None,
            (Area::Work | Area::Review | Area::Setup | Area::Activity, Verb::Read) | (Area::Own, _) => {
                Self::Viewer
            }
            (Area::Review, _) | (Area::Work, Verb::Approve) => Self::Client,
            // What of the bin a role sees and brings back depends on what was deleted.
            (Area::Work | Area::Activity | Area::Bin, _) => Self::Editor,
            (Area::Setup | Area::People, _) | (Area::Billing, Verb::Read) => Self::Admin,
            (Area::Billing, _) => Self::Owner,
        })
    }

    /// What the database knows it by where it compares roles. Deletions keep the number of the least role that may undo them, so
    /// that none ever changes; nothing there tells viewers and clients apart.
    pub const fn rank(self) -> u8 {
        match self {
            Self::Viewer | Self::Client => 0,
            Self::Editor => 1,
            Self::Admin => 2,
            Self::Owner => 3,
        }
    }

    /// Whether a member of this role may hand the account over, close it, and say what everybody needs to sign in.
    pub const fn owns(self) -> bool {
        matches!(self, Self::Owner)
    }

    /// Whether a member of this role may be limited to some sites: whoever manages the account sees all of it.
    pub const fn can_be_limited(self) -> bool {
        (self as u8) < Self::Admin as u8
    }
}

/// What decides what a person sees and is offered: the role, whether they are of the staff, and whether they act for an account
/// that is not theirs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Viewer {
    /// The role in the account.
    pub role: Role,
    /// Whether the staff area is open to them.
    pub staff: bool,
    /// Whether they are of the staff and act for the account.
    pub acting: bool,
}

impl Viewer {
    /// Whether they may do `verb` to `resource`.
    pub const fn may(self, verb: Verb, resource: Resource) -> bool {
        if resource.is_platform() {
            return self.staff;
        }
        self.role.may(verb, resource) && (!self.acting || acting_may(verb, resource))
    }
}

/// What of an account staff may touch who act for it: they see all but what is a person's own, and change what the daily work and its
/// setup are, but say nothing of it, and touch no members, tokens, keys of other systems, nor anything that is paid.
pub const fn acting_may(verb: Verb, resource: Resource) -> bool {
    match (resource.area(), verb) {
        (Area::Own | Area::Staff, _) => false,
        (_, Verb::Read) => true,
        // What they say of an article, they would say for the customer.
        (Area::Review | Area::People | Area::Billing, _) | (_, Verb::Approve) => false,
        (Area::Work | Area::Activity | Area::Bin, _) => true,
        (Area::Setup, _) => !matches!(resource, Resource::Integrations),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_the_platforms_no_role_may() {
        let mut platform = 0;
        for &resource in Resource::ALL.iter().filter(|resource| resource.is_platform()) {
            platform += 1;
            for verb in Verb::ALL {
                assert!(!Role::Owner.may(verb, resource), "{resource:?} {verb:?}");
                let staff = Viewer {
                    role: Role::Viewer,
                    staff: true,
                    acting: false,
                };
                assert!(staff.may(verb, resource));
            }
        }
        assert!(platform > 5);
    }

    #[test]
    fn who_acts_for_an_account_reads_it_and_touches_neither_people_nor_keys_nor_money() {
        let acting = Viewer {
            role: Role::Admin,
            staff: false,
            acting: true,
        };
        for &resource in Resource::ALL {
            let reads = !matches!(resource.area(), Area::Own | Area::Staff);
            assert_eq!(acting.may(Verb::Read, resource), reads, "{resource:?}");
            for verb in [Verb::Create, Verb::Update, Verb::Delete, Verb::Act] {
                let touches = matches!(
                    resource.area(),
                    Area::People | Area::Billing | Area::Own | Area::Staff
                ) || resource == Resource::Integrations;
                assert!(!touches || !acting.may(verb, resource), "{resource:?} {verb:?}");
            }
        }
        assert!(acting.may(Verb::Update, Resource::Content));
    }

    #[test]
    fn each_role_may_what_the_one_below_may() {
        for &resource in Resource::ALL.iter().filter(|resource| !resource.is_platform()) {
            for verb in Verb::ALL {
                for pair in Role::ALL.windows(2) {
                    assert!(
                        !pair[0].may(verb, resource) || pair[1].may(verb, resource),
                        "{resource:?} {verb:?}"
                    );
                }
                assert!(Role::Owner.may(verb, resource));
            }
        }
    }

    #[test]
    fn viewers_change_nothing_and_editors_do_not_manage_people() {
        for &resource in Resource::ALL
            .iter()
            .filter(|resource| resource.area() != Area::Own)
        {
            for verb in Verb::ALL.into_iter().filter(|verb| *verb != Verb::Read) {
                assert!(!Role::Viewer.may(verb, resource), "{resource:?} {verb:?}");
                let clients = resource == Resource::Comments
                    || (resource.area() == Area::Work && verb == Verb::Approve);
                assert_eq!(Role::Client.may(verb, resource), clients, "{resource:?} {verb:?}");
            }
        }
        assert!(!Role::Editor.may(Verb::Read, Resource::Tokens));
        assert!(Role::Editor.may(Verb::Create, Resource::Keywords));
    }
}
