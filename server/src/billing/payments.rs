//! Payments by Stripe: where this installation takes them, and what Stripe is asked for an account.

use std::collections::BTreeMap;
use std::sync::Arc;

use egress::Egress;
use igny8::billing::plan::{NO_PAYMENT, PATH};
use igny8::error::{Problem, ProblemKind};
use igny8::id::AccountId;
use secrecy::ExposeSecret as _;
use stripe_client::{NewCheckout, NewCustomer, Secrets, Status, Stripe, StripeError};
use tokio::sync::Semaphore;

use crate::config::Config;
use crate::error::{Error, Result};

/// Turns that one process takes at once outside of the scheduler; Stripe allows 25 calls a second in test mode.
const MAX_PARALLEL: usize = 8;

/// Seconds within which the same checkout that is asked for again is the same one, as when somebody clicks twice.
const CHECKOUT_WINDOW: i64 = 60;

/// What this installation takes payments by; cheap to clone.
#[derive(Clone, Debug)]
pub struct Payments {
    stripe: Option<Stripe>,
    secrets: Arc<Secrets>,
    turns: Arc<Semaphore>,
}

impl Payments {
    /// As it is configured; without a key, none are taken.
    ///
    /// # Errors
    /// A key or an address that cannot be one.
    pub fn new(config: &Config, egress: &Egress) -> Result<Self> {
        let stripe = match &config.stripe_secret_key {
            Some(key) if !key.expose_secret().trim().is_empty() => Some(Stripe::new(
                egress.clone(),
                key,
                config.stripe_api_url.as_deref(),
            )?),
            _ => None,
        };
        let secrets = config.stripe_webhook_secrets.as_ref();
        let secrets = secrets.map_or("", |secrets| secrets.expose_secret());
        Ok(Self {
            stripe,
            secrets: Arc::new(Secrets::new(secrets.split(','))),
            turns: Arc::new(Semaphore::new(MAX_PARALLEL)),
        })
    }

    /// The API, where there is a key.
    pub const fn stripe(&self) -> Option<&Stripe> {
        self.stripe.as_ref()
    }

    /// What signs the webhooks.
    pub fn secrets(&self) -> &Secrets {
        &self.secrets
    }

    /// Turns that may be taken at once.
    pub fn turns(&self) -> Arc<Semaphore> {
        self.turns.clone()
    }

    /// The API, to pay with.
    ///
    /// # Errors
    /// 409 where this installation takes no payments.
    pub fn required(&self) -> Result<&Stripe, Problem> {
        self.stripe().ok_or_else(|| Problem::conflict(NO_PAYMENT))
    }

    /// A customer for an account, the same one however often it is asked for.
    ///
    /// # Errors
    /// Stripe does not answer, or refuses.
    pub async fn customer(&self, account: AccountId, name: &str, email: &str) -> Result<String> {
        let customer = NewCustomer {
            name: name.to_owned(),
            email: Some(email.to_owned()),
            metadata: BTreeMap::from([("account".to_owned(), account.to_string())]),
        };
        let key = format!("customer/{account}");
        let stripe = self.required()?;
        match stripe.create_customer(&customer, &key).await {
            Ok(customer) => Ok(customer.id),
            // Somebody else asked for it, or the name was another one: then it is asked for anew, and the first kept counts.
            Err(StripeError::Idempotency(_)) => {
                let key = format!("customer/{account}/{}", uuid::Uuid::now_v7());
                Ok(stripe.create_customer(&customer, &key).await.map_err(refused)?.id)
            }
            Err(error) => Err(refused(error)),
        }
    }

    /// Whether a customer has a subscription that goes on, by Stripe's own word: our row may be older than a payment of this moment.
    ///
    /// # Errors
    /// Stripe does not answer, or refuses.
    pub async fn subscribed(&self, customer: &str) -> Result<bool> {
        let all = match self.required()?.subscriptions(customer).await {
            Err(StripeError::Missing(_)) => return Ok(false),
            all => all.map_err(refused)?,
        };
        Ok(all.iter().any(|one| {
            let paid = matches!(one.status, Status::Trialing | Status::Active);
            paid || matches!(one.status, Status::PastDue | Status::Unpaid | Status::Paused)
        }))
    }

    /// The page at Stripe where this plan is paid for: the only one of the account, since whoever has two open pays twice.
    ///
    /// # Errors
    /// Stripe does not answer, or refuses; 409 where another page was opened at the same moment.
    pub async fn checkout(
        &self,
        account: AccountId,
        customer: String,
        plan: &str,
        price: String,
        origin: &str,
    ) -> Result<String> {
        let minute = chrono::Utc::now().timestamp() / CHECKOUT_WINDOW;
        let key = format!("checkout/{account}/{price}/{origin}/{minute}");
        let checkout = NewCheckout {
            customer: customer.clone(),
            price,
            success_url: format!("{origin}{PATH}?paid=true"),
            cancel_url: format!("{origin}{PATH}"),
            reference: account.to_string(),
            metadata: BTreeMap::from([
                ("account".to_owned(), account.to_string()),
                ("plan".to_owned(), plan.to_owned()),
            ]),
        };
        let stripe = self.required()?;
        let mut own = stripe
            .create_checkout(&checkout, &short(&key))
            .await
            .map_err(refused)?;
        let mut open = match stripe.open_checkouts(&customer).await {
            Ok(open) => open,
            // A key that may not look must not keep anybody from paying; a second subscription is found when it comes.
            Err(error) if !error.is_temporary() => {
                tracing::warn!(%account, error = &error as &dyn std::error::Error, "open checkouts could not be listed");
                return own.url.ok_or_else(no_page);
            }
            Err(error) => return Err(refused(error)),
        };
        if !open.iter().any(|one| one.id == own.id) {
            // The same click of this minute was answered with a page that another one has ended.
            let key = format!("checkout/{account}/{}", uuid::Uuid::now_v7());
            own = stripe.create_checkout(&checkout, &key).await.map_err(refused)?;
            open = stripe.open_checkouts(&customer).await.map_err(refused)?;
        }
        // Whoever made the last one sees all of them, so that one stays of those that are opened at once.
        let last = open.iter().max_by_key(|one| (one.created, one.id.as_str()));
        let stays = last.is_none_or(|last| last.id == own.id);
        for other in open.iter().filter(|one| (one.id == own.id) != stays) {
            match stripe.expire_checkout(&other.id).await {
                // It is over by itself.
                Ok(_) | Err(StripeError::Invalid(_) | StripeError::Missing(_)) => {}
                Err(error) => return Err(refused(error)),
            }
        }
        if !stays {
            let detail = "Another payment page was opened for this account at the same moment. Go on there, or try again.";
            return Err(Problem::conflict(detail).into());
        }
        own.url.ok_or_else(no_page)
    }

    /// The page at Stripe where the plan, the card and the invoices are managed.
    ///
    /// # Errors
    /// Stripe does not answer, or refuses.
    pub async fn portal(&self, customer: &str, origin: &str) -> Result<String> {
        let key = format!("portal/{}", uuid::Uuid::now_v7());
        let page = format!("{origin}{PATH}");
        let session = self.required()?.create_portal(customer, &page, &key).await;
        session.map_err(refused)?.url.ok_or_else(no_page)
    }
}

/// An idempotency key has at most 255 characters.
fn short(key: &str) -> String {
    key.chars().take(255).collect()
}

fn no_page() -> Error {
    unavailable("Stripe didn't open a payment page. Try again.").into()
}

fn unavailable(detail: &str) -> Problem {
    Problem::new(ProblemKind::Unavailable, detail).retry_after(10)
}

/// What a refusal of Stripe means for who wants to pay. What is ours to mend is logged, with the id of Stripe's own log.
fn refused(error: StripeError) -> Error {
    match error {
        StripeError::Card(fault) => Problem::conflict(fault.message).into(),
        error if error.is_temporary() => {
            tracing::warn!(error = &error as &dyn std::error::Error, "Stripe does not answer");
            unavailable("Stripe isn't responding. Try again in a moment.").into()
        }
        error => Error::Stripe(error),
    }
}
