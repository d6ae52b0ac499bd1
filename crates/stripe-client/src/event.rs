//! Events as they come to the webhook: with their object (snapshots), or with its id alone (thin ones).

use chrono::DateTime;
use serde_json::Value;

use crate::objects::{id_of, subscription_of_invoice};

/// The most characters of an id or a type.
const MAX_NAME: usize = 255;

/// A body that is no event.
#[derive(Debug, thiserror::Error)]
pub enum EventError {
    /// Not JSON.
    #[error("the event isn't valid JSON")]
    Json(#[source] serde_json::Error),
    /// Without what every event has.
    #[error("the event has no valid {field}")]
    Shape {
        /// What is missing.
        field: &'static str,
    },
}

/// An event of any type and API version.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// The id, the same however often it is sent.
    pub id: String,
    /// What happened, such as `customer.subscription.updated`; of thin events without the `v1.` before it.
    pub kind: String,
    /// When, in seconds since 1970. Events come in any order.
    pub created: i64,
    /// Whether money moves.
    pub livemode: bool,
    /// The version of the API that its object has; thin events have none.
    pub api_version: Option<String>,
    /// What kind of object it is about, such as `subscription`.
    pub object: Option<String>,
    /// That object's id.
    pub object_id: Option<String>,
    /// The customer that it is about, if it says so.
    pub customer: Option<String>,
    /// The subscription that it is about, if it says so.
    pub subscription: Option<String>,
    /// What was sent along with a checkout, if it is one: our own id of who pays.
    pub reference: Option<String>,
}

impl Event {
    /// Reads an event. Only what every event has must be there; whatever else there is may be of any shape.
    ///
    /// # Errors
    /// No JSON, or no event.
    pub fn parse(body: &[u8]) -> Result<Self, EventError> {
        let raw: Value = serde_json::from_slice(body).map_err(EventError::Json)?;
        let shape = |field| EventError::Shape { field };
        let name = |field: &'static str| {
            raw[field]
                .as_str()
                .filter(|text| is_name(text))
                .ok_or_else(|| shape(field))
        };
        let is_thin = match name("object")? {
            "event" => false,
            "v2.core.event" | "event_notification" => true,
            _ => return Err(shape("object")),
        };
        let (object, object_id, inner) = if is_thin {
            let related = &raw["related_object"];
            (&related["type"], &related["id"], &Value::Null)
        } else {
            let object = &raw["data"]["object"];
            (&object["object"], &object["id"], object)
        };
        let object = object.as_str().filter(|text| is_name(text));
        let object_id = object_id.as_str().filter(|text| is_name(text));
        let of_kind = |kind| object_id.filter(|_| object == Some(kind));
        let subscription = match object {
            Some("subscription") => object_id,
            Some("invoice") => subscription_of_invoice(inner),
            _ => id_of(&inner["subscription"]),
        };
        let customer = of_kind("customer").or_else(|| id_of(&inner["customer"]));
        let owned = |text: Option<&str>| text.filter(|text| is_name(text)).map(str::to_owned);
        let kind = name("type")?;
        Ok(Self {
            id: name("id")?.to_owned(),
            kind: kind
                .strip_prefix("v1.")
                .filter(|_| is_thin)
                .unwrap_or(kind)
                .to_owned(),
            created: created(&raw["created"]).ok_or_else(|| shape("created"))?,
            livemode: raw["livemode"].as_bool().ok_or_else(|| shape("livemode"))?,
            api_version: owned(raw["api_version"].as_str()),
            object: owned(object),
            object_id: owned(object_id),
            customer: owned(customer),
            subscription: owned(subscription),
            reference: owned(inner["client_reference_id"].as_str()),
        })
    }
}

/// Whether it can be an id or a type: Stripe's are ASCII, and PostgreSQL takes no zero bytes.
fn is_name(text: &str) -> bool {
    !text.is_empty() && text.len() <= MAX_NAME && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// Seconds, or of thin events a time as text.
fn created(value: &Value) -> Option<i64> {
    let at = value.as_i64().or_else(|| {
        let text = value.as_str()?;
        Some(DateTime::parse_from_rfc3339(text).ok()?.timestamp())
    })?;
    // What no calendar has would be refused by whoever keeps it.
    DateTime::from_timestamp(at, 0).filter(|at| (1970..10_000).contains(&chrono::Datelike::year(at)))?;
    Some(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn parse(value: &Value) -> Result<Event, EventError> {
        Event::parse(value.to_string().as_bytes())
    }

    fn snapshot(kind: &str, object: &Value) -> Value {
        json!({
            "id": "evt_1", "object": "event", "api_version": "2024-06-20", "created": 1_700_000_000,
            "livemode": false, "pending_webhooks": 1, "request": {"id": null, "idempotency_key": null},
            "type": kind, "data": {"object": object, "previous_attributes": {}},
        })
    }

    #[test]
    fn an_event_says_whom_it_is_about() {
        let subscription = json!({"id": "sub_1", "object": "subscription", "customer": "cus_1"});
        let old_invoice =
            json!({"id": "in_1", "object": "invoice", "customer": "cus_1", "subscription": "sub_1"});
        let new_invoice = json!({"id": "in_1", "object": "invoice", "customer": "cus_1",
            "parent": {"subscription_details": {"subscription": "sub_1"}}});
        let checkout = json!({"id": "cs_1", "object": "checkout.session", "customer": {"id": "cus_1"},
            "subscription": "sub_1", "client_reference_id": "ours"});
        for (kind, object) in [
            ("customer.subscription.updated", &subscription),
            ("invoice.paid", &old_invoice),
            ("invoice.paid", &new_invoice),
            ("checkout.session.completed", &checkout),
        ] {
            let event = parse(&snapshot(kind, object)).expect("an event");
            assert_eq!(event.kind, kind);
            assert_eq!(event.subscription.as_deref(), Some("sub_1"), "{kind}");
            assert_eq!(event.customer.as_deref(), Some("cus_1"), "{kind}");
        }
        let customer = json!({"id": "cus_1", "object": "customer"});
        let event = parse(&snapshot("customer.deleted", &customer)).expect("an event");
        assert_eq!(
            (event.customer.as_deref(), event.subscription),
            (Some("cus_1"), None)
        );
    }

    #[test]
    fn thin_events_name_their_object() {
        let event = parse(&json!({
            "id": "evt_test_65R9", "object": "v2.core.event", "type": "v1.customer.subscription.updated",
            "livemode": false, "created": "2024-09-17T06:20:52.246Z",
            "related_object": {"id": "sub_1", "type": "subscription", "url": "/v1/subscriptions/sub_1"},
        }))
        .expect("an event");
        assert_eq!(event.kind, "customer.subscription.updated");
        assert_eq!(event.subscription.as_deref(), Some("sub_1"));
        assert_eq!(
            (event.created, event.api_version, event.customer),
            (1_726_554_052, None, None)
        );
    }

    #[test]
    fn unknown_types_and_versions_are_kept() {
        for object in [
            json!({"id": "x_1", "object": "some.day"}),
            json!({"object": "balance"}),
            json!(null),
            json!([1, 2]),
            json!("text"),
            json!({"id": 5, "object": {}, "customer": [], "subscription": 1.5}),
        ] {
            let mut event = snapshot("some.day.happened", &object);
            event["api_version"] = json!("2031-01-01.orchid");
            let event = parse(&event).expect("an event");
            assert_eq!(event.api_version.as_deref(), Some("2031-01-01.orchid"));
            assert_eq!((event.customer, event.subscription), (None, None));
        }
    }

    #[test]
    fn what_is_no_event_is_refused() {
        for (field, value) in [
            ("id", json!(1)),
            ("id", json!("")),
            ("id", json!("evt \u{0}")),
            ("id", json!("x".repeat(256))),
            ("object", json!("charge")),
            ("type", Value::Null),
            ("created", json!("yesterday")),
            ("created", json!(i64::MAX)),
            ("created", json!(-1)),
            ("livemode", json!("false")),
        ] {
            let mut event = snapshot("invoice.paid", &json!({}));
            event[field] = value.clone();
            assert!(parse(&event).is_err(), "{field}: {value}");
        }
        for body in ["", "[]", "null", "{}", "{\"id\":", "\u{feff}{}"] {
            assert!(Event::parse(body.as_bytes()).is_err(), "{body}");
        }
        // Nested deeper than a reader without bounds would survive.
        assert!(Event::parse("[".repeat(100_000).as_bytes()).is_err());
    }

    proptest::proptest! {
        #[test]
        fn no_body_panics(body in proptest::collection::vec(proptest::num::u8::ANY, 0..300)) {
            let _ = Event::parse(&body);
        }
    }
}
