//! Takes in Stripe's webhooks: verified, kept as they came, and the account that each is about made due, in one transaction.
//!
//! Whatever is kept is answered with 200, since Stripe would send it again otherwise: that something is unknown or not ours
//! does not change by that.

use chrono::Utc;
use igny8::error::{Problem, ProblemKind};
use igny8::id::AccountId;
use stripe_client::{Event, Mode};

use crate::billing::payments::Payments;
use crate::billing::sync;
use crate::error::Result;
use crate::repo::billing::stripe_events::{self as events, Kept};
use crate::tenancy::{Db, Reason};

/// What begins the names of events that may change what an account has.
const EFFECTIVE: &[&str] = &["customer.subscription.", "invoice.", "checkout.session."];

/// Takes an event in and says whose account is due because of it.
///
/// # Errors
/// 404 where no signing secret is configured, 400 for what Stripe did not sign or is no event.
pub async fn receive(
    db: &Db,
    payments: &Payments,
    signature: &str,
    body: &[u8],
) -> Result<Option<AccountId>> {
    if payments.secrets().is_empty() {
        let detail = "Payment isn't configured on this server.";
        return Err(Problem::new(ProblemKind::NotFound, detail).into());
    }
    payments
        .secrets()
        .verify(signature, body, Utc::now().timestamp())
        .map_err(|error| refused(&error))?;
    let event = Event::parse(body).map_err(|error| refused(&error))?;
    let payload = std::str::from_utf8(body).map_err(|error| refused(&error))?;
    let mode = payments.stripe().and_then(stripe_client::Stripe::mode);
    let error = mode
        .filter(|mode| (*mode == Mode::Live) != event.livemode)
        .map(|_| "The event's mode (live or test) doesn't match the API key. Use a key and secret of the same mode.");
    let is_effective =
        EFFECTIVE.iter().any(|start| event.kind.starts_with(start)) || event.kind == "customer.deleted";
    let mut tx = db.system(Reason::Bill).await?;
    let kept = events::keep(tx.conn(), &event, payload, is_effective, error).await?;
    tx.commit().await?;
    tracing::info!(event = event.id, kind = event.kind, ?kept, "an event of Stripe");
    Ok(match kept {
        Kept::Due(account) => Some(account),
        Kept::Known | Kept::Done => None,
    })
}

fn refused(error: &(dyn std::error::Error + 'static)) -> Problem {
    tracing::warn!(error, "a webhook was refused");
    Problem::bad_request("The Stripe signature is invalid. Check STRIPE_WEBHOOK_SECRETS.")
}

/// Takes the account's turn now, beside the answer to the webhook. Where too many are at it already, or something fails, the
/// scheduler takes it.
pub fn follow(db: &Db, payments: &Payments, account: AccountId) {
    let Some(stripe) = payments.stripe().cloned() else {
        return;
    };
    let Ok(turn) = payments.turns().try_acquire_owned() else {
        return;
    };
    let db = db.clone();
    tokio::spawn(async move {
        if let Err(error) = sync::one(&db, &stripe, account).await {
            tracing::warn!(%account, error = &error as &dyn std::error::Error, "Stripe could not be asked");
        }
        drop(turn);
    });
}
