//! Newtyped identifiers, so that an account's id cannot be passed where a user's is meant.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// A new id that sorts by the time it was made (UUID version 7, RFC 9562).
            #[expect(clippy::new_without_default, reason = "each call gives another value; a default would mislead")]
            pub fn new() -> Self {
                Self(Uuid::now_v7())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    )+};
}

ids! {
    /// The tenant: the boundary of all data.
    AccountId,
    /// A person, who may belong to several accounts.
    UserId,
    /// One sign-in of a person on one device.
    SessionId,
    /// One run of a background function.
    TaskId,
    /// One deletion, which can be undone as a whole.
    DeletionId,
}
