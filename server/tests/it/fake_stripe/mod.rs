//! A local server that speaks the part of Stripe's API that is used here, keeps what it is told as Stripe does, and makes the
//! events of every change. Who delivers them, in which order and how often, is the test's.

mod api;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use reqwest::StatusCode;
use serde_json::{Value, json};
use server::config::Config;

use crate::app::TestApp;

/// What signs the events.
pub const SECRET: &str = "whsec_of_the_tests";
/// The key of the API.
pub const KEY: &str = "sk_test_of_the_tests";
/// Seconds of a paid period.
pub const PERIOD: i64 = 30 * 86_400;

/// In which shapes objects are written: events have the version of the webhook, whatever the calls ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// Until 2025-03-31.
    Old,
    /// From then on.
    New,
    /// Events without their object.
    Thin,
}

/// One subscription as Stripe has it.
#[derive(Clone, Debug)]
pub struct Sold {
    pub id: String,
    pub customer: String,
    pub price: String,
    pub status: &'static str,
    pub created: i64,
    pub start: i64,
    pub cancel: bool,
    pub metadata: Value,
    pub invoice: (String, &'static str, i64),
}

#[derive(Default)]
struct World {
    number: u64,
    customers: BTreeMap<String, Value>,
    subscriptions: BTreeMap<String, Sold>,
    sessions: BTreeMap<String, Value>,
    answered: BTreeMap<String, (String, Value)>,
    events: Vec<Value>,
    calls: Vec<String>,
    faults: Vec<(u16, Value)>,
    pause: Duration,
    dialect: Option<Dialect>,
}

/// The server.
#[derive(Clone)]
pub struct FakeStripe {
    pub address: String,
    world: Arc<Mutex<World>>,
}

impl FakeStripe {
    /// Starts one on a port of its own.
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let fake = Self {
            address: format!("http://{}", listener.local_addr().unwrap()),
            world: Arc::default(),
        };
        let router = api::router(fake.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        fake
    }

    /// Makes an app take its payments here.
    pub fn configure(&self, config: &mut Config) {
        config.stripe_secret_key = Some(KEY.into());
        config.stripe_webhook_secrets = Some(format!("whsec_that_was_replaced,{SECRET}").into());
        config.stripe_api_url = Some(self.address.clone());
    }

    fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap()
    }

    /// From now on, events are written so.
    pub fn speak(&self, dialect: Dialect) {
        self.world().dialect = Some(dialect);
    }

    /// The next call is answered with this instead.
    pub fn fail_next(&self, status: u16, body: Value) {
        self.world().faults.push((status, body));
    }

    /// Every answer takes so long, after it was made.
    pub fn pause(&self, pause: Duration) {
        self.world().pause = pause;
    }

    /// The calls so far, as method and path.
    pub fn calls(&self) -> Vec<String> {
        self.world().calls.clone()
    }

    /// The customers so far.
    pub fn customers(&self) -> Vec<String> {
        self.world().customers.keys().cloned().collect()
    }

    /// The events since this was asked last.
    pub fn take_events(&self) -> Vec<Value> {
        std::mem::take(&mut self.world().events)
    }

    /// What a customer has, the newest last.
    pub fn sold(&self, customer: &str) -> Vec<Sold> {
        let world = self.world();
        let mut sold: Vec<_> = world
            .subscriptions
            .values()
            .filter(|one| one.customer == customer)
            .cloned()
            .collect();
        sold.sort_by_key(|one| (one.created, one.id.clone()));
        sold
    }

    /// Somebody pays at the page of a checkout: a subscription begins.
    pub fn pay(&self, url: &str) -> String {
        let session = {
            let world = self.world();
            let session = world.sessions.values().find(|session| session["url"] == url);
            session.expect("a session").clone()
        };
        let customer = session["customer"].as_str().unwrap();
        assert_eq!(session["status"], "open", "nobody pays at a page that is over");
        let id = self.subscribe_by(
            customer,
            session["price"].as_str().unwrap(),
            json!({ "account": session["account"] }),
        );
        let mut completed = session.clone();
        completed["subscription"] = json!(id);
        completed["status"] = json!("complete");
        let mut world = self.world();
        world
            .sessions
            .insert(session["id"].as_str().unwrap().to_owned(), completed.clone());
        world.note("checkout.session.completed", &completed);
        id
    }

    /// The checkouts that can be paid.
    pub fn open_checkouts(&self) -> usize {
        let world = self.world();
        world
            .sessions
            .values()
            .filter(|session| session["status"] == "open")
            .count()
    }

    /// A subscription begins that somebody made at Stripe.
    pub fn subscribe(&self, customer: &str, price: &str) -> String {
        self.subscribe_by(customer, price, json!({}))
    }

    /// A subscription begins, of which this is known.
    pub fn subscribe_by(&self, customer: &str, price: &str, metadata: Value) -> String {
        let mut world = self.world();
        let now = chrono::Utc::now().timestamp();
        let (id, invoice) = (world.id("sub"), world.id("in"));
        let created = now + i64::try_from(world.number).unwrap();
        world.subscriptions.insert(
            id.clone(),
            Sold {
                id: id.clone(),
                customer: customer.into(),
                price: price.into(),
                status: "active",
                created,
                start: now - 60,
                cancel: false,
                metadata,
                invoice: (invoice, "paid", now - 60),
            },
        );
        world.note_subscription("created", &id);
        world.note_invoice("paid", &id);
        id
    }

    /// Something of a subscription changes.
    pub fn change(&self, id: &str, change: impl FnOnce(&mut Sold)) {
        let mut world = self.world();
        let sold = world.subscriptions.get_mut(id).expect("a subscription");
        change(sold);
        let (status, invoice) = (sold.status, sold.invoice.1);
        let name = if status == "canceled" {
            "deleted"
        } else {
            "updated"
        };
        world.note_subscription(name, id);
        let name = if invoice == "paid" {
            "paid"
        } else {
            "payment_failed"
        };
        world.note_invoice(name, id);
    }

    /// Sends an event to an app, signed by a secret and at a time.
    pub async fn send_signed(app: &TestApp, event: &Value, secret: &str, at: i64) -> StatusCode {
        let body = event.to_string();
        let header = stripe_client::header(secret, body.as_bytes(), at);
        app.anonymous(reqwest::Method::POST, "/api/v1/billing/stripe/webhook")
            .header("stripe-signature", header)
            .header("content-type", "application/json; charset=utf-8")
            .body(body)
            .send()
            .await
            .unwrap()
            .status()
    }

    /// Sends an event to an app, which takes it.
    pub async fn send(app: &TestApp, event: &Value) {
        let status = Self::send_signed(app, event, SECRET, chrono::Utc::now().timestamp()).await;
        assert_eq!(status, StatusCode::OK, "{event}");
    }

    /// Sends all events that are left, in order.
    pub async fn deliver(&self, app: &TestApp) {
        for event in self.take_events() {
            Self::send(app, &event).await;
        }
    }
}

impl World {
    fn id(&mut self, prefix: &str) -> String {
        self.number += 1;
        format!("{prefix}_{:04}", self.number)
    }

    fn note_subscription(&mut self, what: &str, id: &str) {
        let old = self.dialect != Some(Dialect::New);
        let object = api::subscription(&self.subscriptions[id], old, false);
        self.note(&format!("customer.subscription.{what}"), &object);
    }

    fn note_invoice(&mut self, what: &str, id: &str) {
        let sold = self.subscriptions[id].clone();
        let mut invoice = api::invoice(&sold);
        if self.dialect == Some(Dialect::New) {
            invoice["parent"] = json!({ "type": "subscription_details", "quote_details": null,
                "subscription_details": { "metadata": {}, "subscription": id } });
        } else {
            invoice["subscription"] = json!(id);
        }
        self.note(&format!("invoice.{what}"), &invoice);
    }

    fn note(&mut self, kind: &str, object: &Value) {
        let id = self.id("evt");
        let now = chrono::Utc::now();
        let thin = self.dialect == Some(Dialect::Thin) && object["object"] == "subscription";
        let event = if thin {
            json!({ "id": id, "object": "v2.core.event", "type": format!("v1.{kind}"), "livemode": false,
                "created": now.to_rfc3339(), "related_object": { "id": object["id"], "type": object["object"],
                "url": format!("/v1/subscriptions/{}", object["id"].as_str().unwrap()) } })
        } else {
            let version = if self.dialect == Some(Dialect::New) {
                "2030-01-01.orchid"
            } else {
                "2022-11-15"
            };
            json!({ "id": id, "object": "event", "api_version": version, "created": now.timestamp(), "livemode": false,
                "pending_webhooks": 1, "request": { "id": null, "idempotency_key": null }, "type": kind,
                "data": { "object": object } })
        };
        self.events.push(event);
    }
}
