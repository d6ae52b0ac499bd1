//! Where articles go: what the jobs share that hand them over, ask for them and take them back.

use chrono::{DateTime, Utc};
use igny8::error::{Problem, ProblemKind};
use igny8::id::AccountId;
use igny8::writer::content::ArticleStatus;
use uuid::Uuid;

use crate::error::Result;
use crate::repo::system::integrations::{Integration, get};
use crate::repo::writer::publishing::{self, Publication};
use crate::state::App;
use crate::tenancy::Tx;
use destinations::{self, Destination, DestinationError, Known, PostStatus, Settings};

/// The destination of an integration.
///
/// # Errors
/// A key that cannot be read, or settings that may not be used.
pub(super) fn destination_of(
    app: &App,
    account: AccountId,
    integration: &Integration,
) -> Result<Box<dyn Destination>> {
    let secret = match &integration.secret {
        Some(sealed) => Some(app.db.sealer().open(account, sealed)?),
        None => None,
    };
    let settings = Settings {
        base_url: integration.base_url.clone().unwrap_or_default(),
        user_name: integration.user_name.clone().unwrap_or_default(),
        secret,
        egress: app.egress.clone(),
        patience: destinations::TIMEOUT,
        editor: integration.editor.unwrap_or_default(),
    };
    Ok(destinations::destination(integration.kind, settings).map_err(|error| problem(&error))?)
}

/// A destination's fault as the run sees it: what may pass is tried again by the runner, the rest ends the run.
pub(super) fn problem(error: &DestinationError) -> Problem {
    if !error.is_passing() {
        return Problem::conflict(error.to_string());
    }
    let problem = Problem::new(ProblemKind::Unavailable, error.to_string());
    match error.retry_after() {
        Some(wait) => problem.retry_after(wait.as_secs().max(1)),
        None => problem,
    }
}

/// What a destination is told of an earlier publication.
pub(super) fn known(publication: &Publication) -> Known {
    Known {
        remote_id: publication.remote_id.clone(),
        url: publication.url.clone(),
        media: publication.media.clone(),
        terms: publication.terms.clone(),
        baseline: publication.baseline.clone(),
        edits: publication.edits.clone(),
        overwrite: Vec::new(),
    }
}

/// Where an article is, each place with its destination.
///
/// # Errors
/// The database does not answer.
pub(super) async fn places(tx: &mut Tx, content: Uuid) -> Result<Vec<(Publication, Integration)>> {
    let mut places = Vec::new();
    for place in publishing::publications(tx, content).await? {
        let target = get(tx, place.integration).await?;
        places.push((place, target));
    }
    Ok(places)
}

/// A scheduled time in words.
pub(super) fn time(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M UTC").to_string()
}

/// What an article is here when a destination has it in a state.
pub(super) const fn status_here(there: &PostStatus) -> ArticleStatus {
    match there {
        PostStatus::Publish => ArticleStatus::Published,
        PostStatus::Future => ArticleStatus::Scheduled,
        _ => ArticleStatus::HandedOver,
    }
}
