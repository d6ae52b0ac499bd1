//! SQL of Billing › Transactions: read only; invoices are written as Stripe says them, grants by the ledger.

use chrono::{DateTime, Utc};
use igny8::billing::transactions::Fields;
use igny8::resource::Resource;
use sqlx::PgConnection;

use crate::error::Result;
use crate::repo::billing::subscriptions::Claim;
use crate::repo::table::Plain;
use crate::repo::{Sql, Table};

/// Invoices and grants, from a view that has both.
pub static TABLE: Table = Table {
    resource: Resource::Transactions,
    name: "transactions",
    alias: "x",
    from: "transactions x",
    joins: &[],
    columns: &Fields {
        name: Sql::read("x.name"),
        kind: Sql::read("x.kind"),
        status: Sql::read("x.status"),
        amount: Sql::read("x.amount"),
        currency: Sql::read("x.currency"),
        credits: Sql::read("x.credits"),
        url: Sql::read("x.url"),
        at: Sql::read("x.at"),
    }
    .in_order(),
    undo: false,
    counts_kept: false,
    constraints: &[],
    cascade: &[],
    hooks: &Plain,
};

/// An invoice as Stripe says it.
#[derive(Clone, Debug)]
pub struct Billed {
    /// Its id at Stripe.
    pub id: String,
    /// Its number on paper.
    pub number: Option<String>,
    /// How it stands.
    pub status: String,
    /// What is due, in the currency's smallest unit.
    pub due: i64,
    /// What was paid.
    pub paid: i64,
    /// The currency.
    pub currency: String,
    /// Its page at Stripe.
    pub url: Option<String>,
    /// When it was made.
    pub at: DateTime<Utc>,
}

/// Writes invoices as they are now.
///
/// # Errors
/// The database does not answer.
pub async fn keep(conn: &mut PgConnection, claim: &Claim, invoices: &[Billed]) -> Result<()> {
    let text = |of: fn(&Billed) -> Option<String>| invoices.iter().map(of).collect::<Vec<_>>();
    let number = |of: fn(&Billed) -> i64| invoices.iter().map(of).collect::<Vec<_>>();
    sqlx::query!(
        "insert into invoices as i (account_id, stripe_id, number, status, due, paid, currency, url, at) \
         select $1, n.stripe_id, n.number, n.status, n.due, n.paid, n.currency, n.url, n.at \
         from unnest($2::text[], $3::text[], $4::text[], $5::int8[], $6::int8[], $7::text[], $8::text[], $9::timestamptz[]) \
           as n(stripe_id, number, status, due, paid, currency, url, at) \
         on conflict (account_id, stripe_id) do update set number = excluded.number, status = excluded.status, \
           due = excluded.due, paid = excluded.paid, url = excluded.url \
         where (i.number, i.status, i.due, i.paid, i.url) is distinct from \
           (excluded.number, excluded.status, excluded.due, excluded.paid, excluded.url)",
        claim.account.0,
        &text(|one| Some(one.id.clone())) as &[Option<String>],
        &text(|one| one.number.clone()) as &[Option<String>],
        &text(|one| Some(one.status.clone())) as &[Option<String>],
        &number(|one| one.due),
        &number(|one| one.paid),
        &text(|one| Some(one.currency.clone())) as &[Option<String>],
        &text(|one| one.url.clone()) as &[Option<String>],
        &invoices.iter().map(|one| one.at).collect::<Vec<_>>()
    )
    .execute(conn)
    .await?;
    Ok(())
}
