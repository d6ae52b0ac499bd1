//! The client: a key, an address, and one function a call.

use std::collections::BTreeMap;
use std::time::Duration;

use egress::Egress;
use reqwest::Method;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use url::Url;

use crate::error::{StripeError, of_answer};
use crate::form;
use crate::objects::{Customer, Invoice, List, Session, Subscription};

/// The version of the API that all calls ask for, whatever the account's own is.
pub const API_VERSION: &str = "2026-03-25.dahlia";

/// Where Stripe answers.
const STRIPE: &str = "https://api.stripe.com";

/// How long a call may take.
const TIMEOUT: Duration = Duration::from_secs(30);

/// The most bytes of an answer; a subscription has some thousand.
const MAX_BYTES: usize = 4 << 20;

/// How many subscriptions of a customer are read; Stripe lists the newest first.
const MAX_LISTED: u8 = 100;

/// Whether money moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// It does.
    Live,
    /// Test mode and sandboxes.
    Test,
}

/// Stripe's API; cheap to clone.
#[derive(Clone, Debug)]
pub struct Stripe {
    egress: Egress,
    base: Url,
    key: HeaderValue,
    mode: Option<Mode>,
}

/// A customer to make.
#[derive(Clone, Debug, Default, Serialize)]
pub struct NewCustomer {
    /// The name on invoices.
    pub name: String,
    /// Where invoices go.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// What we keep with it.
    pub metadata: BTreeMap<String, String>,
}

/// A checkout of one subscription to open.
#[derive(Clone, Debug)]
pub struct NewCheckout {
    /// Whose.
    pub customer: String,
    /// The price, monthly or otherwise.
    pub price: String,
    /// Where Stripe sends people who have paid.
    pub success_url: String,
    /// Where it sends those who go back.
    pub cancel_url: String,
    /// Our own id of who pays: it comes back with the session.
    pub reference: String,
    /// What we keep with the session and its subscription.
    pub metadata: BTreeMap<String, String>,
}

impl Stripe {
    /// The API with this key, at Stripe or, for tests, at another address.
    ///
    /// # Errors
    /// A key with characters that none has, or an address that may not be called.
    pub fn new(egress: Egress, key: &SecretString, base: Option<&str>) -> Result<Self, StripeError> {
        let base = egress.url(base.unwrap_or(STRIPE))?;
        let text = key.expose_secret().trim();
        let settings = |detail: &str| StripeError::Settings {
            detail: detail.to_owned(),
        };
        if text.starts_with("pk_") {
            return Err(settings("this is a publishable key, a secret key is needed"));
        }
        if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(settings("the secret key is empty or has invalid characters"));
        }
        let mut key = HeaderValue::from_str(&format!("Bearer {text}"))
            .map_err(|_| settings("the secret key has invalid characters"))?;
        key.set_sensitive(true);
        let mode = match text.split('_').nth(1) {
            Some("live") => Some(Mode::Live),
            Some("test") => Some(Mode::Test),
            _ => None,
        };
        Ok(Self {
            egress,
            base,
            key,
            mode,
        })
    }

    /// Whether the key is one with which money moves, if it says so.
    pub const fn mode(&self) -> Option<Mode> {
        self.mode
    }

    /// Makes a customer; the same for the same idempotency key.
    ///
    /// # Errors
    /// See [`StripeError`]; so for all calls.
    pub async fn create_customer(
        &self,
        customer: &NewCustomer,
        idempotency_key: &str,
    ) -> Result<Customer, StripeError> {
        self.post(&["customers"], customer, idempotency_key).await
    }

    /// Opens a checkout of a subscription.
    ///
    /// # Errors
    /// See [`StripeError`].
    pub async fn create_checkout(
        &self,
        checkout: &NewCheckout,
        idempotency_key: &str,
    ) -> Result<Session, StripeError> {
        let form = json!({
            "mode": "subscription",
            "customer": checkout.customer,
            "client_reference_id": checkout.reference,
            "line_items": [{ "price": checkout.price, "quantity": 1 }],
            "success_url": checkout.success_url,
            "cancel_url": checkout.cancel_url,
            "metadata": checkout.metadata,
            "subscription_data": { "metadata": checkout.metadata },
        });
        self.post(&["checkout", "sessions"], &form, idempotency_key).await
    }

    /// The checkouts of a customer that can still be paid.
    ///
    /// # Errors
    /// See [`StripeError`].
    pub async fn open_checkouts(&self, customer: &str) -> Result<Vec<Session>, StripeError> {
        let limit = MAX_LISTED.to_string();
        let query = [("customer", customer), ("status", "open"), ("limit", &limit)];
        let list: List<Session> = self.get(&["checkout", "sessions"], &query).await?;
        Ok(list.data)
    }

    /// Ends a checkout, so that nobody pays there any more.
    ///
    /// # Errors
    /// See [`StripeError`]; `Invalid` for one that is paid or over.
    pub async fn expire_checkout(&self, id: &str) -> Result<Session, StripeError> {
        let key = format!("expire/{id}");
        self.post(&["checkout", "sessions", id, "expire"], &json!({}), &key)
            .await
    }

    /// Ends a subscription now. What is left of the paid period is credited to the customer's next invoices.
    ///
    /// # Errors
    /// See [`StripeError`]; `Missing` for one that has ended.
    pub async fn cancel_subscription(&self, id: &str) -> Result<Subscription, StripeError> {
        let query = [("prorate", "true"), ("expand[]", "latest_invoice")];
        let url = self.url_of(&["subscriptions", id], &query)?;
        self.send(self.egress.request(Method::DELETE, url)?).await
    }

    /// Opens the portal where a customer changes the plan, the card and the address, and finds the invoices.
    ///
    /// # Errors
    /// See [`StripeError`].
    pub async fn create_portal(
        &self,
        customer: &str,
        return_url: &str,
        idempotency_key: &str,
    ) -> Result<Session, StripeError> {
        let form = json!({ "customer": customer, "return_url": return_url });
        self.post(&["billing_portal", "sessions"], &form, idempotency_key)
            .await
    }

    /// A subscription as it is now.
    ///
    /// # Errors
    /// See [`StripeError`].
    pub async fn subscription(&self, id: &str) -> Result<Subscription, StripeError> {
        self.get(&["subscriptions", id], &[("expand[]", "latest_invoice")])
            .await
    }

    /// All subscriptions of a customer as they are now, ended ones too, the newest first.
    ///
    /// # Errors
    /// See [`StripeError`].
    pub async fn subscriptions(&self, customer: &str) -> Result<Vec<Subscription>, StripeError> {
        let limit = MAX_LISTED.to_string();
        let query = [
            ("customer", customer),
            ("status", "all"),
            ("limit", &limit),
            ("expand[]", "data.latest_invoice"),
        ];
        let list: List<Subscription> = self.get(&["subscriptions"], &query).await?;
        Ok(list.data)
    }

    /// The invoices of a customer as they are now, the newest first, as many as one page has.
    ///
    /// # Errors
    /// See [`StripeError`].
    pub async fn invoices(&self, customer: &str) -> Result<Vec<Invoice>, StripeError> {
        let limit = MAX_LISTED.to_string();
        let query = [("customer", customer), ("limit", &limit)];
        let list: List<Invoice> = self.get(&["invoices"], &query).await?;
        Ok(list.data)
    }

    /// An invoice as it is now.
    ///
    /// # Errors
    /// See [`StripeError`].
    pub async fn invoice(&self, id: &str) -> Result<Invoice, StripeError> {
        self.get(&["invoices", id], &[]).await
    }

    /// An event as it was sent, in the version of the API that it was made with.
    ///
    /// # Errors
    /// See [`StripeError`].
    pub async fn event(&self, id: &str) -> Result<Value, StripeError> {
        self.get(&["events", id], &[]).await
    }

    fn url(&self, path: &[&str]) -> Url {
        let mut url = self.base.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            // Segments are escaped: an id from an event reaches no other call.
            segments.pop_if_empty().push("v1").extend(path);
        }
        url
    }

    async fn get<T: DeserializeOwned>(
        &self,
        path: &[&str],
        query: &[(&str, &str)],
    ) -> Result<T, StripeError> {
        let url = self.url_of(path, query)?;
        self.send(self.egress.request(Method::GET, url)?).await
    }

    fn url_of(&self, path: &[&str], query: &[(&str, &str)]) -> Result<Url, StripeError> {
        // The path `..` and the empty one are dropped by URLs, and would ask for a list.
        if path.iter().any(|part| matches!(*part, "" | "." | "..")) {
            return Err(StripeError::Settings {
                detail: "an id is empty".to_owned(),
            });
        }
        let mut url = self.url(path);
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        Ok(url)
    }

    async fn post<T: DeserializeOwned>(
        &self,
        path: &[&str],
        form: &impl Serialize,
        idempotency_key: &str,
    ) -> Result<T, StripeError> {
        let body = form::encode(form).map_err(|error| StripeError::Settings {
            detail: error.to_string(),
        })?;
        let request = self
            .egress
            .request(Method::POST, self.url_of(path, &[])?)?
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("Idempotency-Key", idempotency_key)
            .body(body);
        self.send(request).await
    }

    async fn send<T: DeserializeOwned>(&self, request: reqwest::RequestBuilder) -> Result<T, StripeError> {
        let request = request
            .timeout(TIMEOUT)
            .header(AUTHORIZATION, self.key.clone())
            .header("Stripe-Version", API_VERSION);
        let response = request.send().await.map_err(egress::EgressError::from)?;
        let (status, headers) = (response.status(), response.headers().clone());
        let read = egress::read(response, MAX_BYTES).await;
        if !status.is_success() {
            // The status says more than a body that broke off.
            return Err(of_answer(status, &headers, &read.unwrap_or_default()));
        }
        serde_json::from_slice(&read?).map_err(|error| StripeError::Malformed {
            detail: error.to_string(),
        })
    }
}
