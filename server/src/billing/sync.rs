//! Asks Stripe what an account's subscription is now, and writes that down.
//!
//! Events say that something changed and nothing else is taken from them. So they may come in any order, twice, or never:
//! what is written is always what the API said, one turn after the other for each account, and every account that has a
//! customer is asked about once a day even if no event came.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use igny8::billing::plan::{GRACE_DAYS, SubscriptionStatus};
use igny8::id::AccountId;
use sqlx::PgConnection;
use stripe_client::{Invoice, Status, Stripe, StripeError, Subscription};

use crate::billing::grants;
use crate::error::Result;
use crate::repo::billing::plans;
use crate::repo::billing::stripe_events as events;
use crate::repo::billing::subscriptions::{self, Claim, State};
use crate::repo::billing::transactions::{self, Billed};
use crate::tenancy::{Db, Reason};

/// Accounts that one look of the scheduler is for; the rest waits for the next.
const MAX_ACCOUNTS: i64 = 50;

/// Before Stripe is asked again that did not answer.
const RETRY_DELAY: Duration = Duration::from_secs(30);

/// Before Stripe is asked again after a fault that somebody has to mend.
const FAULT_DELAY: Duration = Duration::from_hours(1);

/// Turns that follow each other where events come while Stripe is asked; what comes still later is the scheduler's.
const MAX_ROUNDS: u32 = 20;

/// Why what Stripe said cannot be taken over.
#[derive(Debug, thiserror::Error)]
enum Unusable {
    #[error(transparent)]
    Stripe(#[from] StripeError),
    #[error("none of the prices {0:?} belongs to a plan")]
    Price(Vec<String>),
}

/// Takes the turn of one account, if it is due and nobody else is at it.
///
/// # Errors
/// The database does not answer; the scheduler takes the turn later.
pub async fn one(db: &Db, stripe: &Stripe, account: AccountId) -> Result<()> {
    for _ in 0..MAX_ROUNDS {
        let claims = claim(db, Some(account), 1).await?;
        let Some(claim) = claims.first() else {
            return Ok(());
        };
        if !turn(db, stripe, claim).await? {
            return Ok(());
        }
    }
    Ok(())
}

/// Takes all turns that are due, of a bounded number of accounts.
///
/// # Errors
/// The database does not answer.
pub async fn due(db: &Db, stripe: &Stripe) -> Result<()> {
    // One after the other, since a claim holds for so long as one call may take.
    for _ in 0..MAX_ACCOUNTS {
        let claims = claim(db, None, 1).await?;
        let Some(claim) = claims.first() else {
            return Ok(());
        };
        // Where Stripe does not answer one, it does not answer the others, and schedules wait behind this.
        if !turn(db, stripe, claim).await? {
            return Ok(());
        }
    }
    Ok(())
}

async fn claim(db: &Db, account: Option<AccountId>, most: i64) -> Result<Vec<Claim>> {
    let mut tx = db.system(Reason::Bill).await?;
    let claims = subscriptions::claim(tx.conn(), account, most).await?;
    tx.commit().await?;
    Ok(claims)
}

/// Asks Stripe outside of any transaction, then writes all that follows in one. False if Stripe does not answer.
async fn turn(db: &Db, stripe: &Stripe, claim: &Claim) -> Result<bool> {
    let said = stripe.subscriptions(&claim.customer).await;
    let invoices = match &said {
        Ok(_) => stripe.invoices(&claim.customer).await,
        Err(_) => Ok(Vec::new()),
    };
    // What was charged is told with what was bought, so that neither is seen without the other.
    let (said, invoices) = match invoices {
        Ok(invoices) => (said, invoices),
        Err(error) => (Err(error), Vec::new()),
    };
    let ended = match &said {
        Ok(subscriptions) => end_others(db, stripe, claim, subscriptions).await?,
        Err(_) => Vec::new(),
    };
    let mut tx = db.system(Reason::Bill).await?;
    let state = match said {
        Ok(subscriptions) => state(tx.conn(), &claim.customer, &subscriptions).await?,
        // A customer that was deleted there has no subscription any more.
        Err(StripeError::Missing(_)) => Ok(State::default()),
        Err(error) => Err(Unusable::Stripe(error)),
    };
    let answered = !matches!(&state, Err(Unusable::Stripe(error)) if error.is_temporary());
    match state {
        Ok(state) => {
            if subscriptions::apply(tx.conn(), claim, &state).await? {
                transactions::keep(tx.conn(), claim, &billed(invoices)).await?;
                events::processed(tx.conn(), claim).await?;
                for other in &ended {
                    subscriptions::tell_of_another(tx.conn(), claim.account, other).await?;
                }
                grants::grant(tx.conn(), claim.account).await?;
            }
        }
        Err(error) => {
            tracing::warn!(
                account = %claim.account, error = &error as &dyn std::error::Error, "a subscription could not be read"
            );
            let wait = match &error {
                Unusable::Stripe(error) if error.is_temporary() => error.retry_after().unwrap_or(RETRY_DELAY),
                _ => FAULT_DELAY,
            };
            subscriptions::failed(tx.conn(), claim, &error.to_string(), wait).await?;
        }
    }
    tx.commit().await?;
    Ok(answered)
}

/// Ends what an account pays for besides the subscription that counts, and gives the ids: two pages of a checkout that were paid both. What
/// was not bought here, or is of no plan, somebody else looks after. A fault of one leaves it to the next turn.
async fn end_others(db: &Db, stripe: &Stripe, claim: &Claim, all: &[Subscription]) -> Result<Vec<String>> {
    let mut others = Vec::new();
    {
        let mut tx = db.system(Reason::Bill).await?;
        for other in bought_twice(claim.account, all) {
            let prices: Vec<String> = other.items.iter().map(|item| item.price.clone()).collect();
            if plans::of_prices(tx.conn(), &prices).await?.is_some() {
                others.push(&other.id);
            }
        }
    }
    let mut ended = Vec::new();
    for other in others {
        match stripe.cancel_subscription(other).await {
            Ok(_) => {
                tracing::warn!(account = %claim.account, subscription = other, "a second subscription was canceled");
                ended.push(other.clone());
            }
            Err(error) => {
                tracing::warn!(
                    account = %claim.account, subscription = other, error = &error as &dyn std::error::Error,
                    "a second subscription could not be canceled"
                );
            }
        }
    }
    Ok(ended)
}

/// The subscriptions of our checkouts that go on besides the one that counts.
fn bought_twice(account: AccountId, all: &[Subscription]) -> impl Iterator<Item = &Subscription> {
    let ours = account.to_string();
    let kept = counting(all).map(|(_, kept)| kept.id.as_str());
    // One that somebody made by hand at Stripe is none of ours to weigh against others.
    let bought: Vec<&Subscription> = all
        .iter()
        .filter(|one| one.metadata.get("account") == Some(&ours))
        .filter(|one| rank(&one.status).is_some_and(|(rank, _)| rank < 2))
        .collect();
    let both = bought.iter().any(|one| Some(one.id.as_str()) == kept);
    bought
        .into_iter()
        .filter(move |one| both && Some(one.id.as_str()) != kept)
}

/// Invoices in our words, each once: a list that moves on while it is read names one twice, and a statement that would write a row twice
/// writes none.
fn billed(invoices: Vec<Invoice>) -> Vec<Billed> {
    let billed = invoices.into_iter().filter_map(|invoice| {
        Some(Billed {
            at: at(invoice.created)?,
            id: invoice.id,
            number: invoice.number,
            status: invoice.status?,
            due: invoice.amount_due,
            paid: invoice.amount_paid,
            currency: invoice.currency,
            url: invoice.hosted_invoice_url,
        })
    });
    let each: BTreeMap<String, Billed> = billed.map(|one| (one.id.clone(), one)).collect();
    each.into_values().collect()
}

/// What a customer's subscriptions come to.
async fn state(
    conn: &mut PgConnection,
    customer: &str,
    all: &[Subscription],
) -> Result<std::result::Result<State, Unusable>> {
    let Some((status, found)) = counting(all) else {
        return Ok(Ok(State::default()));
    };
    let live = all
        .iter()
        .filter(|one| rank(&one.status).is_some_and(|(rank, _)| rank < 2));
    if live.count() > 1 {
        tracing::warn!(
            customer,
            "a customer pays for several subscriptions; the newest counts"
        );
    }
    let prices: Vec<String> = found.items.iter().map(|item| item.price.clone()).collect();
    let Some(plan) = plans::of_prices(conn, &prices).await? else {
        return Ok(Err(Unusable::Price(prices)));
    };
    Ok(Ok(read(status, found, plan)))
}

/// How much a subscription counts, the least first, and as what; none if it never began.
fn rank(status: &Status) -> Option<(u8, SubscriptionStatus)> {
    match status {
        Status::Trialing => Some((0, SubscriptionStatus::Trialing)),
        Status::Active => Some((0, SubscriptionStatus::Active)),
        Status::PastDue => Some((1, SubscriptionStatus::PastDue)),
        Status::Unpaid | Status::Paused => Some((2, SubscriptionStatus::Unpaid)),
        Status::Canceled => Some((3, SubscriptionStatus::Canceled)),
        Status::Incomplete | Status::IncompleteExpired | Status::Other(_) => None,
    }
}

/// The subscription that counts: the best one, and of those the newest.
fn counting(all: &[Subscription]) -> Option<(SubscriptionStatus, &Subscription)> {
    let ranked = all
        .iter()
        .filter_map(|one| rank(&one.status).map(|(rank, status)| (rank, status, one)));
    let best = ranked.min_by(|(one, _, a), (other, _, b)| {
        (one, std::cmp::Reverse(a.created), &a.id).cmp(&(other, std::cmp::Reverse(b.created), &b.id))
    });
    best.map(|(_, status, one)| (status, one))
}

fn at(seconds: Option<i64>) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp(seconds?, 0)
}

/// A subscription in our words.
fn read(status: SubscriptionStatus, found: &Subscription, plan: String) -> State {
    let item = found.items.first();
    let start = at(item.and_then(|item| item.period_start));
    let end = at(item.and_then(|item| item.period_end));
    let invoice = found.latest_invoice.as_ref();
    // Counted from the invoice that is late, which Stripe knows: whoever asks later comes to the same day.
    let late = at(invoice.and_then(|invoice| invoice.created)).or(start);
    let paid = match status {
        SubscriptionStatus::Trialing => true,
        // One without an invoice has nothing to pay.
        SubscriptionStatus::Active => invoice.is_none_or(|invoice| invoice.paid == Some(true)),
        SubscriptionStatus::PastDue | SubscriptionStatus::Unpaid | SubscriptionStatus::Canceled => false,
    };
    State {
        plan: Some(plan),
        status: Some(status),
        subscription: Some(found.id.clone()),
        period_end: end,
        ends_at: at(found.ends_at),
        grace_until: late
            .filter(|_| status == SubscriptionStatus::PastDue)
            .map(|late| late + TimeDelta::days(GRACE_DAYS)),
        paid: start.zip(end).filter(|_| paid),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn subscription(id: &str, status: &str, created: i64, more: &Value) -> Subscription {
        let mut raw = json!({
            "id": id, "customer": "cus_1", "status": status, "created": created,
            "items": {"data": [{"price": {"id": "price_1"}, "current_period_start": 100, "current_period_end": 200}]},
        });
        for (key, value) in more.as_object().into_iter().flatten() {
            raw[key] = value.clone();
        }
        serde_json::from_value(raw).expect("a subscription")
    }

    fn best(all: &[Subscription]) -> Option<&str> {
        counting(all).map(|(_, one)| one.id.as_str())
    }

    #[test]
    fn the_best_and_newest_counts_in_any_order() {
        let none = json!({});
        let mut all = vec![
            subscription("ended", "canceled", 9, &none),
            subscription("late", "past_due", 8, &none),
            subscription("old", "active", 1, &none),
            subscription("new", "trialing", 2, &none),
            subscription("never", "incomplete", 10, &none),
            subscription("strange", "hibernating", 11, &none),
        ];
        for _ in 0..all.len() {
            all.rotate_left(1);
            assert_eq!(best(&all), Some("new"));
        }
        all.retain(|one| !["old", "new"].contains(&one.id.as_str()));
        assert_eq!(best(&all), Some("late"));
        all.retain(|one| one.id != "late");
        assert_eq!(best(&all), Some("ended"));
        all.retain(|one| one.id != "ended");
        assert_eq!(best(&all), None);
    }

    #[test]
    fn what_was_bought_here_twice_is_told_from_what_was_not() {
        let account = AccountId::new();
        let ours = json!({ "metadata": { "account": account.to_string() } });
        let (by_hand, none) = (json!({ "metadata": { "account": "another" } }), json!({}));
        let old = subscription("old", "active", 1, &ours);
        let new = subscription("new", "active", 2, &ours);
        let extra = subscription("extra", "active", 3, &by_hand);
        let ended = subscription("ended", "canceled", 4, &ours);
        let twice = |all: &[Subscription]| {
            bought_twice(account, all)
                .map(|one| one.id.clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(twice(&[old.clone(), new.clone(), ended.clone()]), ["old"]);
        assert_eq!(twice(&[new.clone(), ended.clone()]), Vec::<String>::new());
        assert_eq!(twice(&[]), Vec::<String>::new());
        // The newest was made by hand: nobody here knows what for.
        assert_eq!(twice(&[old.clone(), new.clone(), extra]), Vec::<String>::new());
        let late = subscription("late", "past_due", 9, &ours);
        assert_eq!(twice(&[late.clone(), new.clone()]), ["late"]);
        assert_eq!(
            twice(&[old, subscription("by hand", "active", 0, &none)]),
            Vec::<String>::new()
        );
    }

    #[test]
    fn only_what_is_paid_counts_as_paid() {
        let paid = |status, more: &Value| {
            let one = subscription("sub_1", status, 1, more);
            let (status, _) = counting(std::slice::from_ref(&one)).expect("it counts");
            read(status, &one, "growth".into()).paid.is_some()
        };
        let invoice =
            |status: &str| json!({ "latest_invoice": { "id": "in_1", "status": status, "created": 150 } });
        assert!(paid("active", &invoice("paid")));
        assert!(
            !paid("active", &invoice("draft")),
            "a new period has begun and is not paid yet"
        );
        assert!(!paid("active", &invoice("open")));
        assert!(!paid("past_due", &invoice("open")));
        assert!(paid("trialing", &json!({})));
        assert!(!paid("canceled", &invoice("paid")));
    }

    #[test]
    fn grace_counts_from_the_late_invoice() {
        let more = json!({ "latest_invoice": { "id": "in_1", "status": "open", "created": 150 } });
        let one = subscription("sub_1", "past_due", 1, &more);
        let state = read(SubscriptionStatus::PastDue, &one, "growth".into());
        assert_eq!(
            state.grace_until.map(|until| until.timestamp()),
            Some(150 + GRACE_DAYS * 86_400)
        );
        let one = subscription("sub_1", "past_due", 1, &json!({}));
        let state = read(SubscriptionStatus::PastDue, &one, "growth".into());
        assert_eq!(
            state.grace_until.map(|until| until.timestamp()),
            Some(100 + GRACE_DAYS * 86_400)
        );
    }
}
