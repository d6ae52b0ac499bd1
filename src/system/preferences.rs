//! Account › Preferences: how the member who looks hears of each kind of thing, and what they see.

use crate::choices;
use crate::entity;
use crate::page::{FormPage, Icon, Input, InputKind, Section};

choices! {
    /// How a member hears of something.
    pub enum Delivery {
        /// Not at all.
        Off = "off", "Off";
        /// In the inbox.
        App = "app", "In app";
        /// In the inbox, and by mail at once.
        Mail = "mail", "In app and by email";
        /// In the inbox, and once a day by mail with all else of the day.
        Digest = "digest", "In app and daily email";
    }
}

entity!(Preferences {
    /// Runs that took their time and ended well.
    run_finished: Field::choice(Delivery::CHOICES),
    /// Runs that failed while nobody watched.
    run_failed: Field::choice(Delivery::CHOICES),
    /// Articles that did not go out.
    publication_failed: Field::choice(Delivery::CHOICES),
    /// Articles that are to be approved.
    approval_waiting: Field::choice(Delivery::CHOICES),
    /// Schedules that started nothing.
    schedule_skipped: Field::choice(Delivery::CHOICES),
    /// Credits that run out.
    credits_low: Field::choice(Delivery::CHOICES),
    /// Limits that are nearly reached.
    budget_low: Field::choice(Delivery::CHOICES),
    /// People who joined.
    invitation_accepted: Field::choice(Delivery::CHOICES),
    /// Whether the first page shows the checklist of the first hour.
    checklist: Field::boolean(),
});

const fn choice(field: entity::Field, label: &'static str, help: &'static str) -> Input {
    Input::new(field, label, InputKind::Select).required().help(help)
}

/// The page.
pub static PAGE: FormPage = FormPage {
    entity: &ENTITY,
    path: "/system/preferences",
    title: "Preferences",
    icon: Icon::BellRing,
    sections: &[
        Section {
            title: "Work notifications",
            help: "These settings apply only to you in this account. The daily email is sent at 8:00 AM in the account's time zone.",
            inputs: &[
                choice(
                    F.approval_waiting,
                    "Approval needed",
                    "Someone submits an article for review.",
                ),
                choice(
                    F.publication_failed,
                    "Publishing failed",
                    "An article couldn't be published.",
                ),
                choice(
                    F.run_finished,
                    "AI task finished",
                    "An AI task you started finished after more than a minute.",
                ),
                choice(
                    F.run_failed,
                    "AI task failed",
                    "A scheduled AI task failed, or one you started failed after more than a minute.",
                ),
                choice(
                    F.schedule_skipped,
                    "Schedule skipped",
                    "A schedule couldn't start or was turned off.",
                ),
            ],
        },
        Section {
            title: "Account notifications",
            help: "Only admins and owners get notifications about credits, plan limits and new members.",
            inputs: &[
                choice(
                    F.credits_low,
                    "Credits low",
                    "Less than 20% of your credits are left.",
                ),
                choice(
                    F.budget_low,
                    "Limit nearly reached",
                    "A schedule reached its limit, or 80% of the plan's scheduled runs are used.",
                ),
                choice(
                    F.invitation_accepted,
                    "Invitation accepted",
                    "Someone you invited joined the account.",
                ),
            ],
        },
        Section {
            title: "Home",
            help: "What your home page shows.",
            inputs: &[Input::new(
                F.checklist,
                "Show the getting started checklist",
                InputKind::Toggle,
            )],
        },
    ],
};
