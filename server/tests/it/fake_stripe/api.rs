//! The calls of the local server that stands in for Stripe: keys, idempotency, forms, and objects as they are documented.

use std::collections::BTreeMap;

use axum::Json;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use serde_json::{Value, json};

use super::{FakeStripe, KEY, PERIOD, Sold};

type Form = BTreeMap<String, String>;

pub(super) fn router(fake: FakeStripe) -> Router {
    Router::new()
        .route("/v1/customers", post(customers))
        .route("/v1/checkout/sessions", get(sessions).post(checkout))
        .route("/v1/checkout/sessions/{id}/expire", post(expire))
        .route("/v1/billing_portal/sessions", post(portal))
        .route("/v1/subscriptions", get(list))
        .route("/v1/subscriptions/{id}", get(one).delete(cancel))
        .route("/v1/invoices", get(invoices))
        .layer(middleware::from_fn_with_state(fake.clone(), gate))
        .with_state(fake)
}

fn error(status: u16, kind: &str, code: &str, message: &str) -> Response {
    let body = json!({ "error": { "type": kind, "code": code, "message": message } });
    (StatusCode::from_u16(status).unwrap(), Json(body)).into_response()
}

/// What holds for every call: the key, the version, faults that were asked for, and the pause.
async fn gate(
    State(fake): State<FakeStripe>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    request: axum::extract::Request,
    next: Next,
) -> Response {
    let said = |name: &str| {
        headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    };
    let (fault, pause) = {
        let mut world = fake.world();
        world.calls.push(format!("{method} {}", uri.path()));
        (world.faults.pop(), world.pause)
    };
    let response = if said("authorization") != format!("Bearer {KEY}") {
        error(401, "invalid_request_error", "", "Invalid API Key provided")
    } else if said("stripe-version") != stripe_client::API_VERSION {
        error(400, "invalid_request_error", "", "Invalid Stripe API version")
    } else if let Some((status, body)) = fault {
        (StatusCode::from_u16(status).unwrap(), Json(body)).into_response()
    } else if method == Method::POST && said("idempotency-key").is_empty() {
        error(400, "invalid_request_error", "", "No idempotency key")
    } else {
        next.run(request).await
    };
    tokio::time::sleep(pause).await;
    response
}

/// Does what a form asks for, or answers as it did when it was asked for with this key before.
fn once(fake: &FakeStripe, headers: &HeaderMap, body: &Bytes, make: impl FnOnce(Form) -> Value) -> Response {
    let key = headers["idempotency-key"].to_str().unwrap().to_owned();
    let text = String::from_utf8(body.to_vec()).unwrap();
    let known = fake.world().answered.get(&key).cloned();
    let answer = match known {
        Some((asked, _)) if asked != text => {
            return error(
                400,
                "idempotency_error",
                "",
                "Keys for idempotent requests can only be used with the same parameters",
            );
        }
        Some((_, answer)) => answer,
        None => {
            let answer = make(form_urlencoded::parse(body).into_owned().collect());
            fake.world().answered.insert(key, (text, answer.clone()));
            answer
        }
    };
    Json(answer).into_response()
}

async fn customers(State(fake): State<FakeStripe>, headers: HeaderMap, body: Bytes) -> Response {
    once(&fake, &headers, &body, |form| {
        let mut world = fake.world();
        let id = world.id("cus");
        let customer = json!({ "id": id, "object": "customer", "name": form["name"], "email": form["email"], "livemode": false });
        world.customers.insert(id, customer.clone());
        customer
    })
}

async fn checkout(State(fake): State<FakeStripe>, headers: HeaderMap, body: Bytes) -> Response {
    once(&fake, &headers, &body, |form| {
        assert_eq!(form["mode"], "subscription");
        let mut world = fake.world();
        let id = world.id("cs_test");
        let session = json!({
            "id": id, "object": "checkout.session", "mode": "subscription", "customer": form["customer"],
            "client_reference_id": form["client_reference_id"], "url": format!("https://checkout.stripe.com/c/pay/{id}"),
            "success_url": form["success_url"], "livemode": false, "status": "open",
            "created": chrono::Utc::now().timestamp(),
            // Not of Stripe's: what will be bought.
            "price": form["line_items[0][price]"], "account": form.get("subscription_data[metadata][account]"),
        });
        world.sessions.insert(id, session.clone());
        session
    })
}

/// The sessions of a customer that are so.
async fn sessions(State(fake): State<FakeStripe>, Query(query): Query<Form>) -> Response {
    let world = fake.world();
    let is_asked = |session: &&Value| {
        session["customer"] == query["customer"].as_str() && session["status"] == query["status"].as_str()
    };
    let data: Vec<_> = world.sessions.values().filter(is_asked).cloned().collect();
    Json(json!({ "object": "list", "url": "/v1/checkout/sessions", "has_more": false, "data": data }))
        .into_response()
}

async fn expire(
    State(fake): State<FakeStripe>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let open = fake
        .world()
        .sessions
        .get(&id)
        .is_some_and(|session| session["status"] == "open");
    if !open {
        let message = "Only Checkout Sessions with a status in [\"open\"] can be expired.";
        return error(400, "invalid_request_error", "", message);
    }
    once(&fake, &headers, &body, |_| {
        let mut world = fake.world();
        let session = world.sessions.get_mut(&id).expect("a session");
        session["status"] = json!("expired");
        session["url"] = Value::Null;
        session.clone()
    })
}

/// Ends a subscription, and tells of it.
async fn cancel(
    State(fake): State<FakeStripe>,
    Path(id): Path<String>,
    Query(query): Query<Form>,
) -> Response {
    assert_eq!(query["prorate"], "true");
    let goes_on = fake
        .world()
        .subscriptions
        .get(&id)
        .is_some_and(|sold| sold.status != "canceled");
    if !goes_on {
        return error(
            404,
            "invalid_request_error",
            "resource_missing",
            "No such subscription",
        );
    }
    fake.change(&id, |sold| sold.status = "canceled");
    let sold = fake.world().subscriptions[&id].clone();
    Json(subscription(&sold, false, true)).into_response()
}

async fn portal(State(fake): State<FakeStripe>, headers: HeaderMap, body: Bytes) -> Response {
    once(&fake, &headers, &body, |form| {
        let id = fake.world().id("bps");
        let url = format!("https://billing.stripe.com/p/session/{id}");
        json!({ "id": id, "object": "billing_portal.session", "customer": form["customer"], "url": url })
    })
}

async fn list(State(fake): State<FakeStripe>, Query(query): Query<Form>) -> Response {
    assert_eq!(query["status"], "all");
    let expand = query
        .get("expand[]")
        .is_some_and(|what| what == "data.latest_invoice");
    let mut sold = fake.sold(&query["customer"]);
    sold.reverse();
    let data: Vec<_> = sold.iter().map(|one| subscription(one, false, expand)).collect();
    Json(json!({ "object": "list", "url": "/v1/subscriptions", "has_more": false, "data": data }))
        .into_response()
}

async fn one(State(fake): State<FakeStripe>, Path(id): Path<String>) -> Response {
    let found = fake.world().subscriptions.get(&id).cloned();
    match found {
        Some(sold) => Json(subscription(&sold, false, true)).into_response(),
        None => error(
            404,
            "invalid_request_error",
            "resource_missing",
            "No such subscription",
        ),
    }
}

/// A subscription as it is documented, until 2025-03-31 or from then on.
pub(super) fn subscription(sold: &Sold, old: bool, expand: bool) -> Value {
    let (start, end) = (sold.start, sold.start + PERIOD);
    let mut item = json!({ "id": format!("si_{}", sold.id), "object": "subscription_item", "quantity": 1,
        "price": { "id": sold.price, "object": "price" } });
    let mut object = json!({
        "id": sold.id, "object": "subscription", "customer": sold.customer, "status": sold.status,
        "created": sold.created, "cancel_at_period_end": false, "cancel_at": null, "livemode": false, "metadata": sold.metadata,
        "latest_invoice": if expand { invoice(sold) } else { json!(sold.invoice.0) },
    });
    if old {
        object["current_period_start"] = json!(start);
        object["current_period_end"] = json!(end);
        object["cancel_at_period_end"] = json!(sold.cancel);
    } else {
        item["current_period_start"] = json!(start);
        item["current_period_end"] = json!(end);
        if sold.cancel {
            object["cancel_at"] = json!(end);
        }
    }
    object["items"] = json!({ "object": "list", "data": [item] });
    object
}

/// The last invoice of each of a customer's subscriptions, the newest first.
async fn invoices(State(fake): State<FakeStripe>, Query(query): Query<Form>) -> Response {
    let mut sold = fake.sold(&query["customer"]);
    sold.reverse();
    let data: Vec<_> = sold.iter().map(invoice).collect();
    Json(json!({ "object": "list", "url": "/v1/invoices", "has_more": false, "data": data })).into_response()
}

/// The last invoice of a subscription, without what differs between versions.
pub(super) fn invoice(sold: &Sold) -> Value {
    json!({ "id": sold.invoice.0, "object": "invoice", "customer": sold.customer, "status": sold.invoice.1,
        "created": sold.invoice.2, "livemode": false, "number": format!("N-{}", sold.invoice.0), "currency": "usd",
        "amount_due": 2900, "amount_paid": if sold.invoice.1 == "paid" { 2900 } else { 0 },
        "hosted_invoice_url": format!("https://invoice.stripe.com/i/{}", sold.invoice.0) })
}
