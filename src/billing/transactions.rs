//! Billing › Transactions: what the account was charged, and what it was given.

use crate::choices;
use crate::entity;
use crate::page::{Cell, Column, EXPORT, Filter, Icon, TablePage, Widget};
use crate::query::Direction;

choices! {
    /// What a transaction is.
    pub enum TransactionKind {
        /// An invoice that was paid.
        Payment = "payment", "Payment", Good;
        /// An invoice that is not paid.
        Invoice = "invoice", "Invoice", Info;
        /// Credits that were given.
        Grant = "grant", "Credits granted", Good;
        /// Credits that somebody corrected.
        Adjustment = "adjustment", "Credits adjusted", Warn;
    }
}

choices! {
    /// How an invoice stands.
    pub enum InvoiceStatus {
        /// It can still change.
        Draft = "draft", "Draft";
        /// It waits for payment.
        Open = "open", "Due", Warn;
        /// It is paid.
        Paid = "paid", "Paid", Good;
        /// Nobody tries to have it paid any more.
        Unpaid = "unpaid", "Unpaid", Bad;
        /// It was taken back.
        Void = "void", "Void";
    }
}

entity!(Transactions {
    /// What it was for.
    name: Field::text(),
    /// What it is.
    kind: Field::choice(TransactionKind::CHOICES),
    /// How an invoice stands.
    status: Field::choice(InvoiceStatus::CHOICES).optional(),
    /// The amount of money.
    amount: Field::decimal().optional(),
    /// Of which currency, such as USD.
    currency: Field::text().optional(),
    /// The credits.
    credits: Field::integer().optional(),
    /// The invoice's page at Stripe, where it can be paid and downloaded.
    url: Field::text().optional(),
    /// When.
    at: Field::timestamp(),
});

/// The page.
pub static PAGE: TablePage = TablePage::new(
    &ENTITY,
    "/billing/transactions",
    "Transactions",
    Icon::Receipt,
    &[
        Column::new(F.name, "Description", Cell::Text),
        Column::new(F.at, "Date", Cell::Time).sortable(),
        Column::new(F.kind, "Type", Cell::Badge),
        Column::new(F.status, "Status", Cell::Badge),
        Column::new(F.amount, "Amount", Cell::Money),
        Column::new(F.currency, "Currency", Cell::Text),
        Column::new(F.credits, "Credits", Cell::Number),
        Column::new(F.url, "Invoice", Cell::Custom(Widget::Address)),
    ],
)
.purpose("Payments, invoices and granted credits. Choose a plan under Plan to get your first invoice.")
.sort(F.at, Direction::Descending)
.filters(&[
    Filter::Search(&[F.name]),
    Filter::OneOf(F.kind, "Type"),
    Filter::OneOf(F.status, "Status"),
    Filter::Range(F.at, "Date"),
])
.actions(&[], &[EXPORT]);
