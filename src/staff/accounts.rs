//! Staff › Accounts: who the customers are, and what is done for one of them.

use crate::choices;
use crate::entity;
use crate::home::HOME;
use crate::page::{
    Action, ActionKind, Cell, Column, EXPORT, Filter, Icon, Param, ParamKind, TablePage, When,
};
use crate::query::Direction;

choices! {
    /// Whether an account may work.
    pub enum AccountState {
        /// It may.
        Active = "active", "Active", Good;
        /// Staff have stopped it: it can be read, and nothing more.
        Suspended = "suspended", "Suspended", Bad;
    }
}

/// Why something is done to an account.
pub const REASON: Param = Param {
    name: "reason",
    label: "Reason",
    kind: ParamKind::Text { max: 300 },
};

/// How many credits are given, or taken.
pub const AMOUNT: Param = Param {
    name: "amount",
    label: "Credits (negative to remove)",
    kind: ParamKind::Number {
        min: -10_000_000,
        max: 10_000_000,
    },
};

/// The form that was sent, so that it counts once however often it arrives.
pub const FORM: Param = Param {
    name: "form",
    label: "Form",
    kind: ParamKind::Once,
};

/// Stops an account.
pub const SUSPEND: Action = Action::new("suspend", "Suspend", Icon::Cancel, ActionKind::Command)
    .done("Account suspended", "accounts suspended")
    .confirm("Members keep read access and see the reason. Changes, new tasks, schedules and API tokens stop immediately. Running tasks finish.")
    .params(&[REASON])
    .when(&[When::one_of(
        "state",
        &[AccountState::Active.as_str()],
        "This account is already suspended.",
    )])
    .destructive();

/// Lets it work again.
pub const RESUME: Action = Action::new("resume", "Resume", Icon::Restore, ActionKind::Command)
    .done("Account resumed", "accounts resumed")
    .confirm("Members can work again, and queued tasks and schedules continue.")
    .params(&[REASON])
    .when(&[When::one_of(
        "state",
        &[AccountState::Suspended.as_str()],
        "This account isn't suspended.",
    )]);

/// Corrects its credits.
pub const CREDITS: Action = Action::new("credits", "Adjust credits", Icon::Billing, ActionKind::Command)
    .done("Credits adjusted", "accounts adjusted")
    .confirm("The account's ledger shows the amount and reason.")
    .params(&[AMOUNT, REASON, FORM]);

/// Lets a staff member see and work in it for a while.
pub const ACT_FOR: Action = Action::new("act_for", "Act for this account", Icon::Person, ActionKind::Command)
    .done("You're now acting for this account", "accounts")
    .confirm("For 30 minutes, you see what the account's owner sees. The account's audit log records your access and the reason. You can't view or change keys, spend credits, pay, publish or manage members.")
    .params(&[REASON])
    .opens(HOME);

entity!(StaffAccounts {
    /// Its name.
    name: Field::text(),
    /// The address of its first owner.
    owner: Field::text().optional(),
    /// Whether it may work.
    state: Field::choice(AccountState::CHOICES),
    /// The plan that holds now.
    plan: Field::text(),
    /// Credits that it can spend.
    balance: Field::integer(),
    /// Credits that it used this calendar month.
    used: Field::integer(),
    /// How many people it has.
    members: Field::integer(),
    /// When somebody last worked in it.
    active_at: Field::timestamp().optional(),
    /// Why it is suspended.
    reason: Field::text().optional(),
    /// When it was made.
    created_at: Field::timestamp(),
});

/// The page.
pub static PAGE: TablePage = TablePage::new(
    &ENTITY,
    "/admin/accounts",
    "Accounts",
    Icon::Sites,
    &[
        Column::new(F.name, "Name", Cell::Text).sortable(),
        Column::new(F.owner, "Owner", Cell::Text),
        Column::new(F.state, "Status", Cell::Badge),
        Column::new(F.plan, "Plan", Cell::Text),
        Column::new(F.balance, "Balance", Cell::Number).sortable(),
        Column::new(F.used, "Used this month", Cell::Number),
        Column::new(F.members, "Members", Cell::Number),
        Column::new(F.active_at, "Last activity", Cell::Time),
        Column::new(F.reason, "Reason", Cell::Text).hidden(),
        Column::new(F.created_at, "Created", Cell::Time).sortable(),
    ],
)
.purpose("All accounts with their plan, balance and usage.")
.sort(F.created_at, Direction::Descending)
.filters(&[
    Filter::Search(&[F.name, F.owner, F.plan]),
    Filter::OneOf(F.state, "Status"),
    Filter::Range(F.balance, "Balance"),
    Filter::Range(F.created_at, "Created"),
])
.actions(&[SUSPEND, RESUME, CREDITS, ACT_FOR], &[EXPORT]);
