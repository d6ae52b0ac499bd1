//! How somebody proved who they are.

use igny8::id::SessionId;
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
    /// The platform's staff, in the name of a member or from the staff area.
    Staff,
}

impl Via {
    /// As the audit log stores it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Session(_) => logs::Via::Session.as_str(),
            Self::Token => logs::Via::Token.as_str(),
            Self::Task => logs::Via::Task.as_str(),
            Self::Staff => logs::Via::Staff.as_str(),
        }
    }
}
