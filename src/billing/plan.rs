//! Billing › Plan: what an account may have, what it has of it, and what else it could have.

use serde::{Deserialize, Serialize};

use crate::choices;
use crate::number::group;
use crate::page::{Icon, Screen, ScreenPage};
use crate::resource::Resource;

choices! {
    /// How a subscription stands.
    pub enum SubscriptionStatus {
        /// Free for a while.
        Trialing = "trialing", "Trial", Info;
        /// Paid.
        Active = "active", "Active", Good;
        /// The last payment failed; the plan stays for some days.
        PastDue = "past_due", "Payment overdue", Warn;
        /// No payment is tried any more.
        Unpaid = "unpaid", "Unpaid", Bad;
        /// Ended.
        Canceled = "canceled", "Canceled", Neutral;
    }
}

choices! {
    /// What plans limit.
    pub enum PlanLimit {
        /// Websites.
        Sites = "sites", "Sites";
        /// People, invited ones too.
        Members = "members", "Members and invitations";
        /// Keywords.
        Keywords = "keywords", "Keywords";
        /// Runs that schedules start, in a calendar month.
        ScheduledRuns = "scheduled_runs", "Scheduled runs this month";
    }
}

/// The path of the page.
pub const PATH: &str = "/billing/plan";
/// What is said where no payments are taken, with what whoever runs the server can do.
pub const NO_PAYMENT: &str = "Payment isn't configured on this server. Whoever runs it can change your plan with \
    “igny8 admin plan”, or lift all limits with “igny8 plans unlimited --default”.";

/// The page.
pub static PAGE: ScreenPage = ScreenPage {
    path: PATH,
    title: "Plan",
    icon: Icon::Plan,
    resource: Resource::Credits,
    screen: Screen::Plan,
};

/// The days for which a plan stays while a payment is late.
pub const GRACE_DAYS: i64 = 14;

impl PlanLimit {
    /// What limits how many rows of this resource there are.
    pub const fn of(resource: Resource) -> Option<Self> {
        match resource {
            Resource::Sites => Some(Self::Sites),
            Resource::Users => Some(Self::Members),
            Resource::Keywords => Some(Self::Keywords),
            _ => None,
        }
    }

    /// The list behind the number.
    pub const fn list(self) -> &'static str {
        match self {
            Self::Sites => "/auth/sites",
            Self::Members => "/auth/users",
            Self::Keywords => "/planner/keywords",
            Self::ScheduledRuns => "/automation/runs",
        }
    }

    /// Such as “5,000 keywords”.
    pub fn amount(self, most: i64) -> String {
        let word = match self {
            Self::Sites => "site",
            Self::Members => "member",
            Self::Keywords => "keyword",
            Self::ScheduledRuns => "scheduled run",
        };
        let plural = if most == 1 { "" } else { "s" };
        let rhythm = match self {
            Self::ScheduledRuns => " a month",
            _ => "",
        };
        format!("{} {word}{plural}{rhythm}", group(most))
    }

    /// Why no more can be added, and what to do.
    pub fn sentence(self, plan: &str, most: i64, may_upgrade: bool) -> String {
        let upgrade = if may_upgrade {
            "Upgrade"
        } else {
            "Ask an account owner to upgrade"
        };
        let otherwise = match self {
            Self::ScheduledRuns => ", or wait until next month",
            Self::Members => ", or remove a member or invitation first",
            Self::Sites | Self::Keywords => ", or delete some first",
        };
        format!(
            "Your {plan} plan includes {}. {upgrade}{otherwise}.",
            self.amount(most)
        )
    }
}

/// One limit of the account's plan, and how much of it is used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LimitUsage {
    /// Which.
    pub limit: PlanLimit,
    /// How much there is; more than `most` after a change to a smaller plan.
    pub used: i64,
    /// The most that there may be; none is no limit.
    pub most: Option<i64>,
}

/// A plan that can be chosen, or the one that the account has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PlanOffer {
    /// Its name on the wire.
    pub key: String,
    /// What people call it.
    pub name: String,
    /// Cents a month.
    pub price_cents: i32,
    /// Credits that it grants a month.
    pub monthly_credits: i64,
    /// The most sites; none is no limit.
    pub max_sites: Option<i32>,
    /// The most members and invitations.
    pub max_members: Option<i32>,
    /// The most keywords.
    pub max_keywords: Option<i32>,
    /// The most scheduled runs in a calendar month.
    pub max_scheduled_runs: Option<i32>,
    /// How many times the usual credits the platform's models cost, where it has them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub platform_factor: Option<i16>,
    /// Whether the account has it.
    pub current: bool,
    /// Whether it can be bought.
    pub available: bool,
}

impl PlanOffer {
    /// The most that there may be of something; none is no limit.
    pub fn most(&self, limit: PlanLimit) -> Option<i64> {
        let most = match limit {
            PlanLimit::Sites => self.max_sites,
            PlanLimit::Members => self.max_members,
            PlanLimit::Keywords => self.max_keywords,
            PlanLimit::ScheduledRuns => self.max_scheduled_runs,
        };
        most.map(i64::from)
    }
}

/// What the page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PlanOverview {
    /// How the subscription stands; none without one.
    pub status: Option<SubscriptionStatus>,
    /// When the period ends that is paid or due, RFC 3339.
    pub period_end: Option<String>,
    /// When the subscription ends by itself, if it was canceled.
    pub ends_at: Option<String>,
    /// How long the plan stays while a payment is late.
    pub grace_until: Option<String>,
    /// Whether this installation takes payments.
    pub payment: bool,
    /// Whether there is a subscription that can be managed at Stripe.
    pub manageable: bool,
    /// What is used of each limit.
    pub usage: Vec<LimitUsage>,
    /// The plans, the smallest first.
    pub plans: Vec<PlanOffer>,
}

/// A plan to change to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PlanChoice {
    /// The plan's key.
    pub plan: String,
}

/// Where payment goes on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PaymentLink {
    /// The page of the payment provider; it is for the one who asked, and soon stops working.
    pub url: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_says_what_to_do() {
        assert_eq!(
            PlanLimit::Keywords.sentence("Free", 5000, true),
            "Your Free plan includes 5,000 keywords. Upgrade, or delete some first."
        );
        assert_eq!(
            PlanLimit::Sites.sentence("Free", 1, false),
            "Your Free plan includes 1 site. Ask an account owner to upgrade, or delete some first."
        );
        assert_eq!(
            PlanLimit::ScheduledRuns.sentence("Scale", 10_000, true),
            "Your Scale plan includes 10,000 scheduled runs a month. Upgrade, or wait until next month."
        );
    }
}
