//! What somebody is asked who connects an app: which app, where its answer goes, and what it may do.

use serde::{Deserialize, Serialize};

use crate::choice::SelectOption;
use crate::choices;
use crate::permission::Role;

choices! {
    /// What an app may do, as it asks for it and as a person allows it.
    pub enum AppScope {
        /// Read.
        Read = "read", "View this account", Neutral, "Keywords, clusters, ideas, articles, tasks and settings that you can see.";
        /// Do the daily work.
        Write = "write", "Add, change and delete", Info, "Keywords, ideas, writing tasks, articles and schedules. Deleted items can be restored.";
        /// Set up.
        Manage = "manage", "Manage the account", Warn, "Sites, integrations, prompts, members and settings.";
        /// Spend credits.
        Spend = "spend", "Spend credits", Warn, "Start AI tasks that cost credits, such as writing articles. It asks you to approve each cost.";
        /// Approve and publish.
        Publish = "publish", "Approve and publish", Warn, "Approve articles, publish them on your sites and take them offline.";
    }
}

impl AppScope {
    /// The least role of a person who can allow it.
    pub const fn least(self) -> Role {
        match self {
            Self::Read => Role::Viewer,
            Self::Write | Self::Spend | Self::Publish => Role::Editor,
            Self::Manage => Role::Admin,
        }
    }
}

/// One thing that an app may be allowed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ConsentScope {
    /// Which.
    pub scope: AppScope,
    /// Whether the app asks for it.
    pub asked: bool,
}

/// The question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Consent {
    /// What the app calls itself.
    pub app: String,
    /// The host that vouches for the app's name; none for one that only says it.
    #[serde(default)]
    pub vouched: Option<String>,
    /// The host, or the program of this computer, that the answer goes to.
    pub goes_to: String,
    /// Whether that is a program on the person's own computer, of which anything could claim to be the app.
    pub local: bool,
    /// The person.
    pub email: String,
    /// The accounts of which one is connected; the first one is where the person works now.
    pub accounts: Vec<SelectOption>,
    /// What can be allowed.
    pub scopes: Vec<ConsentScope>,
    /// What comes back with the answer.
    pub ticket: String,
}
