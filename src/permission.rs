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
                "This API token can't spend credits. Create one that can under Account › API tokens."
            }
            Self::Publish => {
                "This API token can't approve or publish. Create one that can under Account › API tokens."
            }
        }
    }
}

impl Role {
    /// Whether this role may do `verb` to `resource`.
    pub const fn may(self, verb: Verb, resource: Resource) -> bool {
        self as u8 >= Self::least(verb, resource) as u8
    }

    /// The least role that may do `verb` to `resource`.
    pub const fn least(verb: Verb, resource: Resource) -> Self {
        match (resource.area(), verb) {
            (Area::Work | Area::Review | Area::Setup | Area::Activity, Verb::Read) | (Area::Own, _) => {
                Self::Viewer
            }
            (Area::Review, _) | (Area::Work, Verb::Approve) => Self::Client,
            // What of the bin a role sees and brings back depends on what was deleted.
            (Area::Work | Area::Activity | Area::Bin, _) => Self::Editor,
            (Area::Setup | Area::People, _) | (Area::Billing, Verb::Read) => Self::Admin,
            (Area::Billing, _) => Self::Owner,
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_may_what_the_one_below_may() {
        for &resource in Resource::ALL {
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
