//! Words of Billing › Plan.

pub use igny8::billing::plan::NO_PAYMENT;
use igny8::billing::plan::PlanLimit;

use super::number::{decimal, group};

pub const TITLE: &str = "Plan";
pub const PURPOSE: &str = "What your account includes and how much of it you use.";
pub const MANAGE: &str = "Manage billing";
pub const USAGE: &str = "Usage";
pub const COMPARE: &str = "Compare plans";
pub const CURRENT: &str = "Current";
pub const CHOOSE: &str = "Choose";
pub const SWITCH: &str = "Switch to";
pub const RENEWS: &str = "Renews on";
pub const ENDS: &str = "Canceled. Ends on";
pub const TRIAL_ENDS: &str = "Trial ends on";
pub const GRACE: &str = "You keep your plan until";
pub const PAST_DUE: &str = "Your last payment failed. Update your payment method in Manage billing.";
pub const PAST_DUE_ASK: &str = "The last payment failed. Ask an account owner to update the payment method.";
pub const UNPAID: &str =
    "Your subscription is unpaid, so the free plan applies. Pay the open invoice in Manage billing.";
pub const UNPAID_ASK: &str =
    "Your subscription is unpaid, so the free plan applies. Ask an account owner to pay the open invoice.";
pub const PROCESSING: &str = "Payment received. Your plan updates in a moment.";
pub const OWNERS_ONLY: &str = "Only account owners can change the plan.";
pub const OVER: &str = "Over the limit. Nothing is deleted, but you can't add more.";

/// Such as “Growth plan”.
pub fn current(name: &str) -> String {
    format!("{name} plan")
}

/// Such as “15,000 credits per month”.
pub fn credits(credits: i64) -> String {
    if credits == 0 {
        "No monthly credits".to_owned()
    } else {
        format!("{} credits per month", group(credits))
    }
}

/// Such as “3 of 10”.
pub fn used(used: i64, most: Option<i64>) -> String {
    match most {
        Some(most) => format!("{} of {}", group(used), group(most)),
        None => format!("{}, no limit", group(used)),
    }
}

/// Such as “5,000 keywords”.
pub fn included(limit: PlanLimit, most: Option<i64>) -> String {
    match most {
        Some(most) => limit.amount(most),
        None => format!("{}: no limit", limit.label()),
    }
}

/// Such as “$29 per month”.
pub fn price(cents: i32) -> String {
    let decimals = if cents % 100 == 0 { 0 } else { 2 };
    format!("${} per month", decimal(f64::from(cents) / 100.0, decimals))
}

/// That the platform's models can be used, and what that costs.
pub fn models(factor: i16) -> String {
    match factor {
        1 => "AI models included".to_owned(),
        factor => format!("AI models included at {factor} times the credits"),
    }
}
