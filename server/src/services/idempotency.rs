//! Keys by which a request has its effect once, however often it is sent: takes them, and keeps the answers, sealed, since some
//! show secrets.

use igny8::error::Problem;
use secrecy::ExposeSecret as _;
use uuid::Uuid;

use crate::error::Result;
pub use crate::repo::idempotency::Keyed;
use crate::repo::idempotency::{self, Known, Stored};
use crate::secrets::owner;
use crate::state::App;
use crate::tenancy::Scope;

/// An answer to give again.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Its status.
    pub status: u16,
    /// The type of its body.
    pub content_type: Option<String>,
    /// Its body; none where it is too large to be kept.
    pub body: Option<String>,
}

/// What is to be done with a request.
#[derive(Clone, Debug)]
pub enum Turn {
    /// It is the first with its key: do it, then say what came of it.
    Do(Uuid),
    /// It was done: answer so.
    Again(Answer),
}

/// Whom an answer was sealed for: who sent the request with this key.
fn sealed_for(scope: &Scope, keyed: &Keyed) -> String {
    owner::answer(scope.account(), &keyed.caller, &keyed.key)
}

/// Takes the key of a request.
///
/// # Errors
/// 409 while the first request with it is in work, 422 if it was used for another request.
pub async fn begin(app: &App, scope: &Scope, keyed: &Keyed) -> Result<Turn> {
    let mut tx = app.db.begin(&scope.member_writing()).await?;
    let known = idempotency::take(&mut tx, keyed).await?;
    tx.commit().await?;
    match known {
        Known::First(claim) => Ok(Turn::Do(claim)),
        Known::InWork => Err(Problem::conflict(
            "A request with this Idempotency-Key is in progress. Wait for its answer, then send this one again.",
        )
        .retry_after(1)
        .into()),
        Known::Other => Err(Problem::new(
            igny8::error::ProblemKind::Invalid,
            "This Idempotency-Key was used for another request. Use a new key.",
        )
        .into()),
        Known::Answered(stored) => {
            let opened = stored.body.map(|sealed| app.db.sealer().open_for(&sealed_for(scope, keyed), &sealed));
            Ok(Turn::Again(Answer {
                status: stored.status,
                content_type: stored.content_type,
                body: opened.transpose()?.map(|body| body.expose_secret().to_owned()),
            }))
        }
    }
}

/// Says what came of the request that took a key; none where nothing was done, so that it may be sent again.
///
/// # Errors
/// The database does not answer: the key is free again when its lease ends.
pub async fn end(app: &App, scope: &Scope, keyed: &Keyed, claim: Uuid, answer: Option<Answer>) -> Result<()> {
    let sealed = |body: String| {
        app.db
            .sealer()
            .seal_for(&sealed_for(scope, keyed), body.as_bytes())
    };
    let stored = match answer {
        Some(answer) => Some(Stored {
            status: answer.status,
            content_type: answer.content_type,
            body: answer.body.map(sealed).transpose()?,
        }),
        None => None,
    };
    let mut tx = app.db.begin(&scope.member_writing()).await?;
    match stored {
        Some(stored) => idempotency::keep(&mut tx, keyed, claim, &stored).await?,
        None => idempotency::give_back(&mut tx, keyed, claim).await?,
    }
    Ok(tx.commit().await?)
}
