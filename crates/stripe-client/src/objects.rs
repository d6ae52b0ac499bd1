//! Stripe's objects, as far as they are read here, in the shapes of all API versions since 2020.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// A page of a list.
#[derive(Clone, Debug, Deserialize)]
pub struct List<T> {
    /// Its objects.
    pub data: Vec<T>,
}

/// Who pays.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Customer {
    /// The id.
    pub id: String,
}

/// A checkout or a visit to the portal, with the page to go to.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Session {
    /// The id.
    pub id: String,
    /// The page; a checkout that is over has none.
    pub url: Option<String>,
    /// When it was made, in seconds since 1970.
    #[serde(default)]
    pub created: i64,
}

/// An invoice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invoice {
    /// The id.
    pub id: String,
    /// Who pays it.
    pub customer: Option<String>,
    /// The subscription that it is for.
    pub subscription: Option<String>,
    /// Its number as it stands on it; a draft has none.
    pub number: Option<String>,
    /// How it stands: draft, open, paid, uncollectible or void.
    pub status: Option<String>,
    /// What is due, in the currency's smallest unit.
    pub amount_due: i64,
    /// What was paid.
    pub amount_paid: i64,
    /// The currency, in small letters.
    pub currency: String,
    /// Its page, where it can be paid and downloaded.
    pub hosted_invoice_url: Option<String>,
    /// When it was made, in seconds since 1970.
    pub created: Option<i64>,
}

/// How a subscription stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// The first payment is not made yet.
    Incomplete,
    /// It was never made, and no longer can be.
    IncompleteExpired,
    /// Free for a while.
    Trialing,
    /// Paid.
    Active,
    /// The last payment failed, and is tried again.
    PastDue,
    /// No payment is tried any more.
    Unpaid,
    /// Ended.
    Canceled,
    /// A trial that ended without a card.
    Paused,
    /// One that is newer than this crate.
    Other(String),
}

impl Status {
    fn of(text: &str) -> Self {
        match text {
            "incomplete" => Self::Incomplete,
            "incomplete_expired" => Self::IncompleteExpired,
            "trialing" => Self::Trialing,
            "active" => Self::Active,
            "past_due" => Self::PastDue,
            "unpaid" => Self::Unpaid,
            "canceled" => Self::Canceled,
            "paused" => Self::Paused,
            other => Self::Other(other.to_owned()),
        }
    }
}

/// One price of a subscription.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The price's id.
    pub price: String,
    /// When the period began that is paid or due, in seconds since 1970.
    pub period_start: Option<i64>,
    /// When it ends.
    pub period_end: Option<i64>,
}

/// What is known of a subscription's last invoice; more than its id where it was expanded, as lists are asked to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LatestInvoice {
    /// The id.
    pub id: String,
    /// Whether it is paid.
    pub paid: Option<bool>,
    /// When it was made, in seconds since 1970.
    pub created: Option<i64>,
}

impl LatestInvoice {
    fn of(raw: &Value) -> Option<Self> {
        // Until 2025-03-31 there was a mark besides the status.
        let status = raw["status"].as_str().map(|status| status == "paid");
        Some(Self {
            id: id_of(raw)?.to_owned(),
            paid: status.or_else(|| raw["paid"].as_bool()),
            created: raw["created"].as_i64(),
        })
    }
}

/// A subscription.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscription {
    /// The id.
    pub id: String,
    /// Who pays.
    pub customer: String,
    /// How it stands.
    pub status: Status,
    /// Its prices.
    pub items: Vec<Item>,
    /// When it was made, in seconds since 1970.
    pub created: i64,
    /// When it ends by itself, if it was canceled for later.
    pub ends_at: Option<i64>,
    /// The invoice that was made last.
    pub latest_invoice: Option<LatestInvoice>,
    /// Whether money moves.
    pub livemode: bool,
    /// What we keep with it.
    pub metadata: BTreeMap<String, String>,
}

impl<'de> Deserialize<'de> for Subscription {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = RawSubscription::deserialize(deserializer)?;
        // Until 2025-03-31 the period stood with the subscription, then with each of its items.
        let (start, end) = (raw.current_period_start, raw.current_period_end);
        let items: Vec<Item> = raw
            .items
            .data
            .into_iter()
            .filter_map(|item| {
                Some(Item {
                    price: item.price.or(item.plan)?.id(),
                    period_start: item.current_period_start.or(start),
                    period_end: item.current_period_end.or(end),
                })
            })
            .collect();
        // The portal says the end as a time where billing is flexible, and as a mark where it is not.
        let at_period_end = || items.iter().filter_map(|item| item.period_end).min().or(end);
        let ends_at = raw.cancel_at.or_else(|| {
            if raw.cancel_at_period_end {
                at_period_end()
            } else {
                None
            }
        });
        Ok(Self {
            id: raw.id,
            customer: raw.customer.id(),
            status: Status::of(&raw.status),
            items,
            created: raw.created,
            ends_at,
            latest_invoice: LatestInvoice::of(&raw.latest_invoice),
            livemode: raw.livemode,
            metadata: raw.metadata.unwrap_or_default(),
        })
    }
}

#[derive(Deserialize)]
struct RawSubscription {
    id: String,
    customer: Reference,
    status: String,
    #[serde(default)]
    items: RawItems,
    #[serde(default)]
    created: i64,
    current_period_start: Option<i64>,
    current_period_end: Option<i64>,
    #[serde(default)]
    cancel_at_period_end: bool,
    cancel_at: Option<i64>,
    #[serde(default)]
    latest_invoice: Value,
    #[serde(default)]
    livemode: bool,
    metadata: Option<BTreeMap<String, String>>,
}

#[derive(Default, Deserialize)]
struct RawItems {
    #[serde(default)]
    data: Vec<RawItem>,
}

#[derive(Deserialize)]
struct RawItem {
    price: Option<Reference>,
    /// What prices were called before, with the same ids.
    plan: Option<Reference>,
    current_period_start: Option<i64>,
    current_period_end: Option<i64>,
}

/// An id, or the object where it was expanded.
#[derive(Deserialize)]
#[serde(untagged)]
enum Reference {
    Id(String),
    Object { id: String },
}

impl Reference {
    fn id(self) -> String {
        match self {
            Self::Id(id) | Self::Object { id } => id,
        }
    }
}

impl<'de> Deserialize<'de> for Invoice {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Value::deserialize(deserializer)?;
        Ok(Self {
            id: raw["id"]
                .as_str()
                .ok_or_else(|| serde::de::Error::missing_field("id"))?
                .to_owned(),
            customer: id_of(&raw["customer"]).map(str::to_owned),
            subscription: subscription_of_invoice(&raw).map(str::to_owned),
            number: raw["number"].as_str().map(str::to_owned),
            status: raw["status"].as_str().map(str::to_owned),
            amount_due: raw["amount_due"].as_i64().unwrap_or_default(),
            amount_paid: raw["amount_paid"].as_i64().unwrap_or_default(),
            currency: raw["currency"].as_str().unwrap_or("usd").to_owned(),
            // A page of theirs, whoever wrote the answer.
            hosted_invoice_url: raw["hosted_invoice_url"]
                .as_str()
                .filter(|url| url.starts_with("https://"))
                .map(str::to_owned),
            created: raw["created"].as_i64(),
        })
    }
}

/// An id, or that of an expanded object.
pub(crate) fn id_of(value: &Value) -> Option<&str> {
    value.as_str().or_else(|| value["id"].as_str())
}

/// The subscription of an invoice: a field of its own until 2025-03-31, the parent's from then on. Invoices that were sent by
/// hand say it in their lines alone.
pub(crate) fn subscription_of_invoice(invoice: &Value) -> Option<&str> {
    let lines = || {
        invoice["lines"]["data"].as_array()?.iter().find_map(|line| {
            id_of(&line["subscription"])
                .or_else(|| id_of(&line["parent"]["subscription_item_details"]["subscription"]))
        })
    };
    id_of(&invoice["subscription"])
        .or_else(|| id_of(&invoice["parent"]["subscription_details"]["subscription"]))
        .or_else(lines)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(value: Value) -> Subscription {
        serde_json::from_value(value).expect("a subscription")
    }

    fn old() -> Value {
        json!({
            "id": "sub_1", "object": "subscription", "customer": "cus_1", "status": "active", "created": 1,
            "current_period_start": 10, "current_period_end": 20, "cancel_at_period_end": false,
            "livemode": false, "metadata": {"account": "a"},
            "items": {"object": "list", "data": [{"id": "si_1", "price": {"id": "price_1", "unit_amount": 100}}]},
        })
    }

    #[test]
    fn the_period_is_read_where_each_version_has_it() {
        let old = read(old());
        let new = read(json!({
            "id": "sub_1", "object": "subscription", "customer": {"id": "cus_1", "object": "customer"},
            "status": "active", "created": 1, "cancel_at_period_end": false, "cancel_at": null, "livemode": false,
            "metadata": {"account": "a"}, "billing_mode": {"type": "flexible"},
            "items": {"data": [
                {"price": {"id": "price_1"}, "current_period_start": 10, "current_period_end": 20}
            ]},
        }));
        assert_eq!(old, new);
        assert_eq!(old.items[0].period_end, Some(20));
    }

    #[test]
    fn the_end_is_read_as_a_mark_or_a_time() {
        let mut marked = old();
        marked["cancel_at_period_end"] = json!(true);
        assert_eq!(read(marked).ends_at, Some(20));
        let mut timed = old();
        timed["cancel_at"] = json!(20);
        assert_eq!(read(timed).ends_at, Some(20));
        assert_eq!(read(old()).ends_at, None);
    }

    #[test]
    fn the_last_invoice_is_an_id_or_expanded() {
        for (invoice, paid, created) in [
            (json!("in_1"), None, None),
            (
                json!({"id": "in_1", "status": "paid", "created": 5}),
                Some(true),
                Some(5),
            ),
            (
                json!({"id": "in_1", "status": "open", "paid": false}),
                Some(false),
                None,
            ),
            (json!({"id": "in_1", "paid": true}), Some(true), None),
        ] {
            let mut raw = old();
            raw["latest_invoice"] = invoice;
            let read = read(raw).latest_invoice.expect("an invoice");
            assert_eq!(
                (read.id.as_str(), read.paid, read.created),
                ("in_1", paid, created)
            );
        }
        let mut none = old();
        none["latest_invoice"] = Value::Null;
        assert_eq!(read(none).latest_invoice, None);
    }

    #[test]
    fn what_is_unknown_or_missing_is_no_fault() {
        let mut other = old();
        other["status"] = json!("hibernating");
        other["items"]["data"][0] = json!({"plan": {"id": "price_1"}});
        other["metadata"] = Value::Null;
        let other = read(other);
        assert_eq!(other.status, Status::Other("hibernating".to_owned()));
        assert_eq!(other.items[0].price, "price_1");
        let least = read(json!({"id": "sub_1", "customer": "cus_1", "status": "canceled"}));
        assert_eq!((least.items.len(), least.ends_at), (0, None));
        assert!(serde_json::from_value::<Subscription>(json!({"id": "sub_1"})).is_err());
    }

    #[test]
    fn invoices_name_their_subscription_in_any_version() {
        for invoice in [
            json!({"id": "in_1", "customer": "cus_1", "subscription": "sub_1"}),
            json!({"id": "in_1", "customer": {"id": "cus_1"}, "subscription": {"id": "sub_1"}}),
            json!({"id": "in_1", "customer": "cus_1", "parent": {"type": "subscription_details",
                "quote_details": null, "subscription_details": {"metadata": {}, "subscription": "sub_1"}}}),
            json!({"id": "in_1", "customer": "cus_1", "parent": null, "lines": {"data": [
                {"parent": {"type": "invoice_item_details", "subscription_item_details": null}},
                {"parent": {"subscription_item_details": {"subscription": "sub_1"}}}]}}),
        ] {
            let read: Invoice = serde_json::from_value(invoice).expect("an invoice");
            assert_eq!(read.subscription.as_deref(), Some("sub_1"));
            assert_eq!(read.customer.as_deref(), Some("cus_1"));
        }
        let other: Invoice = serde_json::from_value(json!({"id": "in_1", "parent": null})).expect("one");
        assert_eq!(other.subscription, None);
    }
}
