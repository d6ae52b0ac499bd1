//! What somebody was asked to agree to, sealed: it comes back with the answer, and counts for the same person and the same order,
//! for some minutes, once.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use igny8::error::Problem;
use secrecy::ExposeSecret as _;
use serde::{Deserialize, Serialize};

use crate::secrets::secret;
use crate::services::RequestContext;

/// How long a question waits for its answer.
const MINUTES: i64 = 15;

/// What was asked.
#[derive(Debug, Serialize, Deserialize)]
pub struct Agreement {
    order: Vec<u8>,
    /// The price.
    pub credits: i64,
    /// What a yes to this question is known by.
    pub key: String,
    until: DateTime<Utc>,
}

impl Agreement {
    /// To this order at this price.
    pub fn to(order: impl AsRef<str>, credits: i64) -> Self {
        Self {
            order: secret::hash(order.as_ref()),
            credits,
            key: format!("agreed-{}", secret::new()),
            until: Utc::now() + TimeDelta::minutes(MINUTES),
        }
    }
}

fn owner(ctx: &RequestContext) -> Result<String, Problem> {
    let scope = ctx.scope()?;
    let user = scope.user().ok_or_else(Problem::unauthenticated)?;
    Ok(format!("agreement of {user} in {}", scope.account()))
}

/// As it goes out with the question.
///
/// # Errors
/// Nobody is signed in.
pub fn seal(ctx: &RequestContext, agreement: &Agreement) -> Result<String, Problem> {
    let text = serde_json::to_vec(agreement).map_err(|_| Problem::internal())?;
    let sealed = ctx.app.db.sealer().seal_for(&owner(ctx)?, &text);
    let sealed = sealed.map_err(crate::error::Error::into_problem)?;
    Ok(URL_SAFE_NO_PAD.encode(sealed))
}

/// As it came back, for this order.
///
/// # Errors
/// 409 if it is not ours, somebody else's, for another order, or too old.
pub fn open(ctx: &RequestContext, sent: &str, order: &str) -> Result<Agreement, Problem> {
    let stale =
        || Problem::conflict("This question is no longer open. Call again without an answer to ask again.");
    let sealed = URL_SAFE_NO_PAD.decode(sent).map_err(|_| stale())?;
    let text = ctx.app.db.sealer().open_for(&owner(ctx)?, &sealed);
    let text = text.map_err(|_| stale())?;
    let agreement: Agreement = serde_json::from_str(text.expose_secret()).map_err(|_| stale())?;
    if agreement.order != secret::hash(order) || agreement.until < Utc::now() {
        return Err(stale());
    }
    Ok(agreement)
}
