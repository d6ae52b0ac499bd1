//! Every resource of the product by name: its path, its words and the area that permissions are given by.

use serde::{Deserialize, Serialize};

/// What a resource is about; roles are granted by area and verb.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Area {
    /// The daily work: keywords to content.
    Work,
    /// What is said of the work by those whom it is for.
    Review,
    /// What the work stands on: sites, sectors, settings.
    Setup,
    /// Who may do what, and who is told what: members, tokens, webhooks.
    People,
    /// What ran and how it went.
    Activity,
    /// Credits and plan.
    Billing,
    /// What was deleted.
    Bin,
    /// What is the person's own, whatever the role.
    Own,
    /// What is the platform's: of no account, and for its staff alone.
    Staff,
}

/// Whose a resource is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Realm {
    /// Each account has its own rows, and its members work with them.
    Account,
    /// The platform's: rows across accounts, which only its staff sees.
    Platform,
}

macro_rules! resources {
    ($($(#[$doc:meta])* $name:ident = $module:literal / $path:literal, $area:ident, $one:literal, $many:literal;)+) => {
        /// A kind of thing that IGNY8 keeps.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(rename_all = "snake_case")]
        pub enum Resource { $($(#[$doc])* $name),+ }

        impl Resource {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The path under `/api/v1/`, such as `planner/keywords`.
            pub const fn path(self) -> &'static str {
                match self { $(Self::$name => concat!($module, "/", $path)),+ }
            }

            /// The module, such as `planner`.
            pub const fn module(self) -> &'static str {
                match self { $(Self::$name => $module),+ }
            }

            /// What permissions go by.
            pub const fn area(self) -> Area {
                match self { $(Self::$name => Area::$area),+ }
            }

            /// The word for one, such as `keyword`.
            pub const fn one(self) -> &'static str {
                match self { $(Self::$name => $one),+ }
            }

            /// The word for many, such as `keywords`.
            pub const fn many(self) -> &'static str {
                match self { $(Self::$name => $many),+ }
            }
        }
    };
}

resources! {
    /// Search phrases.
    Keywords = "planner" / "keywords", Work, "keyword", "keywords";
    /// Keywords that one page should serve.
    Clusters = "planner" / "clusters", Work, "cluster", "clusters";
    /// What people said of two keywords by placing one.
    Corrections = "planner" / "corrections", Work, "correction", "corrections";
    /// Websites of an account.
    Sites = "auth" / "sites", Setup, "site", "sites";
    /// Topic areas of a site.
    Sectors = "auth" / "sectors", Setup, "sector", "sectors";
    /// Members of an account.
    Users = "auth" / "users", People, "member", "members";
    /// Keys for programs.
    Tokens = "auth" / "tokens", People, "API token", "API tokens";
    /// Runs of background functions.
    Tasks = "system" / "tasks", Activity, "AI task", "AI tasks";
    /// The account's own settings: one row.
    Settings = "system" / "settings", Setup, "settings", "settings";
    /// Articles that a cluster could have.
    Ideas = "planner" / "ideas", Work, "idea", "ideas";
    /// Articles that are to be written.
    WritingTasks = "writer" / "tasks", Work, "writing task", "writing tasks";
    /// Articles.
    Content = "writer" / "content", Work, "article", "articles";
    /// Pictures of articles.
    Images = "writer" / "images", Work, "image", "images";
    /// What people say of articles.
    Comments = "writer" / "comments", Review, "comment", "comments";
    /// Instruction texts of the AI functions.
    Prompts = "system" / "prompts", Setup, "prompt", "prompts";
    /// What the instruction texts were.
    PromptVersions = "system" / "prompt-versions", Setup, "version", "versions";
    /// Model providers and destinations of articles.
    Integrations = "system" / "integrations", Setup, "integration", "integrations";
    /// Payments, invoices and grants.
    Transactions = "billing" / "transactions", Billing, "transaction", "transactions";
    /// Calls of models.
    Usage = "billing" / "usage", Billing, "call", "calls";
    /// What models cost the account, where that differs from the platform's list.
    ModelPrices = "billing" / "model-prices", Billing, "model price", "model prices";
    /// What runs say of themselves.
    RunLog = "system" / "run-log", Activity, "log message", "log messages";
    /// Functions that run by the clock.
    Schedules = "automation" / "schedules", Work, "schedule", "schedules";
    /// The entries of the credit ledger.
    Credits = "billing" / "credits", Billing, "ledger entry", "ledger entries";
    /// Who changed what.
    Logs = "system" / "logs", People, "log entry", "log entries";
    /// What happened to sign-ins, members and tokens.
    SecurityEvents = "auth" / "security", People, "event", "events";
    /// The person who asks.
    Profile = "auth" / "profile", Own, "profile", "profiles";
    /// Where the person who asks is signed in.
    Sessions = "auth" / "sessions", Own, "session", "sessions";
    /// Times at which schedules fired.
    #[serde(rename = "runs")]
    ScheduleRuns = "automation" / "runs", Activity, "run", "runs";
    /// Systems of the account's own that are told what happens.
    Webhooks = "system" / "webhooks", People, "webhook", "webhooks";
    /// What webhooks were sent, and how they answered.
    WebhookDeliveries = "system" / "webhook-deliveries", People, "delivery", "deliveries";
    /// Agents and other programs that somebody let in.
    Apps = "auth" / "apps", Own, "connected app", "connected apps";
    /// What was deleted and can be brought back.
    Bin = "system" / "bin", Bin, "deleted item", "deleted items";
    /// All accounts, as the staff sees them.
    StaffAccounts = "admin" / "accounts", Staff, "account", "accounts";
    /// All people who sign in.
    StaffPeople = "admin" / "users", Staff, "user", "users";
    /// The plans that are sold.
    StaffPlans = "admin" / "plans", Staff, "plan", "plans";
    /// What models cost, for all accounts.
    StaffPrices = "admin" / "model-prices", Staff, "model price", "model prices";
    /// Runs of all accounts.
    StaffTasks = "admin" / "tasks", Staff, "AI task", "AI tasks";
    /// How model providers answered, by day.
    StaffProviders = "admin" / "providers", Staff, "day", "days";
    /// Banners on all pages.
    StaffAnnouncements = "admin" / "announcements", Staff, "announcement", "announcements";
    /// What is switched on for whom.
    StaffFlags = "admin" / "flags", Staff, "feature flag", "feature flags";
    /// What the staff did.
    StaffAudit = "admin" / "audit", Staff, "log entry", "log entries";
    /// What the person who asks was told of.
    Notifications = "system" / "notifications", Own, "notification", "notifications";
    /// How the person who asks hears of each kind of thing, and what they see.
    Preferences = "system" / "preferences", Own, "preferences", "preferences";
}

impl Resource {
    /// Whose it is.
    pub const fn realm(self) -> Realm {
        match self.area() {
            Area::Staff => Realm::Platform,
            _ => Realm::Account,
        }
    }

    /// Whether it is the platform's.
    pub const fn is_platform(self) -> bool {
        matches!(self.realm(), Realm::Platform)
    }

    /// The resource at this path under `/api/v1/`.
    pub fn by_path(path: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|resource| resource.path() == path)
    }
}
