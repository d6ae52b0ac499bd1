//! What can go wrong with a call of Stripe's API, by what to do about it.

use std::time::Duration;

use egress::EgressError;
use reqwest::StatusCode;
use reqwest::header::{HeaderMap, RETRY_AFTER};
use serde::Deserialize;

/// Longer than an hour is not waited for, whatever an answer says.
const MAX_DELAY: Duration = Duration::from_hours(1);

/// The most characters of a message that are kept.
const MAX_WORDS: usize = 300;

/// What Stripe says of a fault.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fault {
    /// The status of the answer.
    pub status: u16,
    /// The sentence, for developers but of a card error.
    pub message: String,
    /// The code, such as `resource_missing`.
    pub code: Option<String>,
    /// Why a bank declined a card, such as `insufficient_funds`.
    pub decline_code: Option<String>,
    /// The parameter that it is about.
    pub param: Option<String>,
    /// The id of the request in Stripe's logs.
    pub request_id: Option<String>,
    /// Whether Stripe says that trying again makes sense, or that it does not.
    pub should_retry: Option<bool>,
}

/// A call that failed.
#[derive(Debug, thiserror::Error)]
pub enum StripeError {
    /// The key or the address of the API cannot be used.
    #[error("Stripe isn't configured correctly: {detail}")]
    Settings {
        /// What.
        detail: String,
    },
    /// The key is wrong, or may not do this.
    #[error("Stripe refused the API key: {}", .0.message)]
    Authentication(Box<Fault>),
    /// A card was declined.
    #[error("the payment was declined: {}", .0.message)]
    Card(Box<Fault>),
    /// There is no such object, in this account and mode.
    #[error("Stripe has no such object: {}", .0.message)]
    Missing(Box<Fault>),
    /// The request says something that Stripe does not take.
    #[error("Stripe refused the request: {}", .0.message)]
    Invalid(Box<Fault>),
    /// An idempotency key that was used for another request.
    #[error("Stripe has seen this idempotency key with another request: {}", .0.message)]
    Idempotency(Box<Fault>),
    /// Too many requests.
    #[error("Stripe is limiting requests: {}", .fault.message)]
    RateLimited {
        /// What it says.
        fault: Box<Fault>,
        /// When to try again.
        retry_after: Option<Duration>,
    },
    /// A fault of Stripe's, or another request that is at the same object.
    #[error("Stripe is unavailable: {}", .fault.message)]
    Unavailable {
        /// What it says.
        fault: Box<Fault>,
        /// When to try again.
        retry_after: Option<Duration>,
    },
    /// An answer that is not what Stripe documents, such as the page of a proxy.
    #[error("Stripe's answer can't be read: {detail}")]
    Malformed {
        /// What is wrong with it.
        detail: String,
    },
    /// The connection.
    #[error("couldn't connect to Stripe: {0}")]
    Connection(#[from] EgressError),
}

impl StripeError {
    /// Whether the same request may succeed later.
    pub fn is_temporary(&self) -> bool {
        match self {
            Self::RateLimited { fault, .. } | Self::Unavailable { fault, .. } => {
                fault.should_retry.unwrap_or(true)
            }
            Self::Connection(error) => matches!(
                error,
                EgressError::TimedOut
                    | EgressError::Broken(_)
                    | EgressError::Unreachable(_)
                    | EgressError::NotFound { .. }
            ),
            Self::Malformed { .. } => true,
            Self::Settings { .. }
            | Self::Authentication(_)
            | Self::Card(_)
            | Self::Missing(_)
            | Self::Invalid(_)
            | Self::Idempotency(_) => false,
        }
    }

    /// When to try again, if Stripe says so.
    pub const fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::RateLimited { retry_after, .. } | Self::Unavailable { retry_after, .. } => *retry_after,
            _ => None,
        }
    }
}

/// An answer other than 2xx as it is documented.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Body {
    error: Option<Told>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Told {
    #[serde(rename = "type")]
    kind: Option<String>,
    message: Option<String>,
    code: Option<String>,
    decline_code: Option<String>,
    param: Option<String>,
}

/// What an answer other than 2xx means. What a proxy in between says is no JSON, and then the status alone tells.
pub(crate) fn of_answer(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> StripeError {
    let told = serde_json::from_slice::<Body>(body)
        .unwrap_or_default()
        .error
        .unwrap_or_default();
    let header = |name: &str| Some(headers.get(name)?.to_str().ok()?.trim().to_owned());
    let message = told.message.unwrap_or_else(|| format!("status {status}"));
    let fault = Box::new(Fault {
        status: status.as_u16(),
        message: message.chars().take(MAX_WORDS).collect(),
        code: told.code,
        decline_code: told.decline_code,
        param: told.param,
        request_id: header("request-id").map(|id| id.chars().take(200).collect()),
        should_retry: header("stripe-should-retry").and_then(|text| text.parse().ok()),
    });
    // Stripe says it in whole seconds.
    let retry_after = header(RETRY_AFTER.as_str())
        .and_then(|text| text.parse().ok())
        .map(|seconds| Duration::from_secs(seconds).min(MAX_DELAY));
    let kind = told.kind.unwrap_or_default();
    // Requests that wait for the same object are ended with 429 and this code, too soon to count as too many.
    let is_busy = fault.code.as_deref() == Some("lock_timeout");
    match status.as_u16() {
        429 if !is_busy => StripeError::RateLimited { fault, retry_after },
        408 | 409 | 424 | 429 | 500.. if kind != "idempotency_error" => {
            StripeError::Unavailable { fault, retry_after }
        }
        _ if kind == "idempotency_error" => StripeError::Idempotency(fault),
        _ if kind == "card_error" => StripeError::Card(fault),
        401 | 403 => StripeError::Authentication(fault),
        404 => StripeError::Missing(fault),
        _ if fault.code.as_deref() == Some("resource_missing") => StripeError::Missing(fault),
        _ if kind.is_empty() => StripeError::Malformed {
            detail: fault.message,
        },
        _ => StripeError::Invalid(fault),
    }
}
