//! What a schedule may do in one firing: the best rows first, as many as its limits let through.

use std::collections::HashMap;

use igny8::error::{Problem, ProblemKind};
use igny8::jobs::Price;
use igny8::query::Query;
use uuid::Uuid;

use super::{MAX_ITEMS, StartRequest};
use crate::billing::ledger;
use crate::error::Result;
use crate::repo::eligible::Item;
use crate::repo::filter::Rows;
use crate::repo::{self, list, when};
use crate::tenancy::Tx;

/// Rows that are looked at for those that fit, the best first.
const MAX_CANDIDATES: i64 = 10_000;

/// What bounds an order.
#[derive(Clone, Copy, Debug)]
pub struct FiringLimit {
    /// The most credits that it may use.
    pub credits: i64,
    /// The most rows that it may be for.
    pub rows: Option<i64>,
}

/// What a bound left for another time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Left {
    /// Rows.
    pub rows: i64,
    /// Which bound it was.
    pub by: Limit,
}

/// Which bound ended the choice of rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// The rows that an order may be for.
    Rows,
    /// The credits that an order may use.
    Credits,
    /// The credits that the account has.
    Balance,
}

impl Left {
    /// Everything was taken.
    pub const NOTHING: Self = Self {
        rows: 0,
        by: Limit::Rows,
    };

    /// In words, for who looks what became of a firing.
    pub fn sentence(self, taken: i64, what: &str) -> Option<String> {
        let why = match self.by {
            Limit::Rows => "the row limit",
            Limit::Credits => "the credit limit",
            Limit::Balance => "the account's credit balance",
        };
        (self.rows > 0).then(|| {
            let all = taken + self.rows;
            format!(
                "{taken} of {all} {what} processed, best first. {} left for the next run because of {why}.",
                self.rows
            )
        })
    }
}

/// The credits that may be used, and what sets them.
async fn credits(tx: &mut Tx, price: Price, bound: FiringLimit) -> Result<(i64, Limit)> {
    if price.credits == 0 {
        return Ok((i64::MAX, Limit::Rows));
    }
    let balance = ledger::balance(tx).await?;
    Ok(if balance < bound.credits {
        (balance, Limit::Balance)
    } else {
        (bound.credits, Limit::Credits)
    })
}

fn pays_for_nothing(limit: Limit, needed: i64, balance: i64) -> Problem {
    match limit {
        Limit::Balance => Problem::new(ProblemKind::InsufficientCredits, ledger::short(needed, balance)),
        Limit::Rows | Limit::Credits => Problem::conflict(format!(
            "The credit limit of this schedule is too low. One run needs {needed} credits. Raise the limit."
        )),
    }
}

fn query<'a>(order: &'a StartRequest<'_>) -> Result<&'a Query, Problem> {
    match order.rows {
        Rows::Matching(query) | Rows::Found(_, query) => Ok(query),
        Rows::Ids(_) => Err(Problem::bad_request(
            "Only rows that match a filter can be limited.",
        )),
    }
}

/// The rows of an order that is one run: the first in its order that the bound lets through.
pub(super) async fn rows(
    tx: &mut Tx,
    request: &StartRequest<'_>,
    price: Price,
    bound: FiringLimit,
) -> Result<(Vec<Uuid>, Left)> {
    let table = repo::table(request.page.resource());
    let (credits, limit) = credits(tx, price, bound).await?;
    let paid = if price.credits == 0 {
        i64::MAX
    } else {
        (credits / price.credits).saturating_mul(price.per)
    };
    let count = list::count(tx, table, request.page, request.rows, None).await?;
    if count > 0 && paid == 0 {
        return Err(pays_for_nothing(limit, price.credits, credits).into());
    }
    let most = bound.rows.unwrap_or(i64::MAX);
    let ids = list::first_ids(
        tx,
        table,
        request.page,
        query(request)?,
        most.min(paid).min(count),
    )
    .await?;
    let taken = i64::try_from(ids.len()).unwrap_or(i64::MAX);
    let by = if most <= paid { Limit::Rows } else { limit };
    let left = Left {
        rows: (count - taken).max(0),
        by,
    };
    Ok((ids, left))
}

/// The rows of an order that is a run for each: the first in its order for which there is something to do.
pub(super) async fn items(
    tx: &mut Tx,
    request: &StartRequest<'_>,
    price: Price,
    bound: FiringLimit,
) -> Result<(Vec<Item>, Left)> {
    let resource = request.page.resource();
    let table = repo::table(resource);
    let count = list::count(tx, table, request.page, request.rows, None).await?;
    if count == 0 {
        return Err(Problem::not_found(resource.one()).into());
    }
    let ids = list::first_ids(tx, table, request.page, query(request)?, MAX_CANDIDATES).await?;
    let places: HashMap<Uuid, usize> = ids.iter().enumerate().map(|(at, id)| (*id, at)).collect();
    let ids = match request.action() {
        Some(action) => when::fitting(tx, table, request.page, action, ids).await?,
        None => ids,
    };
    let mut fit = request.job.fit(tx, resource, &ids).await?;
    // One that waits for somebody must not stand in the way of those that do not.
    let blocked = request.job.blocked(tx, &fit, request.arguments).await?;
    if blocked.len() < fit.len() {
        fit.retain(|item| !blocked.contains(&item.id));
    }
    fit.sort_by_key(|item| places.get(&item.id).copied());
    let (credits, limit) = credits(tx, price, bound).await?;
    let most = bound.rows.and_then(|rows| usize::try_from(rows).ok());
    let most = most.unwrap_or(MAX_ITEMS).min(MAX_ITEMS);
    let mut left = credits;
    let paid = fit.iter().take_while(|item| {
        left = left.saturating_sub(price.of(item.units));
        left >= 0
    });
    let paid = paid.count();
    if paid == 0 {
        let needed = fit.first().map_or(0, |item| price.of(item.units));
        return Err(pays_for_nothing(limit, needed, credits).into());
    }
    let by = if most <= paid { Limit::Rows } else { limit };
    let beyond = (count - MAX_CANDIDATES).max(0);
    let waiting = fit.len();
    fit.truncate(paid.min(most));
    let left = Left {
        rows: i64::try_from(waiting - fit.len())
            .unwrap_or(i64::MAX)
            .saturating_add(beyond),
        by,
    };
    Ok((fit, left))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_is_said() {
        let left = Left {
            rows: 15,
            by: Limit::Rows,
        };
        assert_eq!(
            left.sentence(10, "articles").as_deref(),
            Some(
                "10 of 25 articles processed, best first. 15 left for the next run because of the row limit."
            )
        );
        assert_eq!(Left::NOTHING.sentence(3, "articles"), None);
    }
}
