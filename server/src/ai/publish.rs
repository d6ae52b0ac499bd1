//! Publish and unpublish: an article goes to every destination of its site, or is taken back there.

use std::fmt::Write as _;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use igny8::ai::Function;
use igny8::error::{Problem, ProblemKind};
use igny8::id::AccountId;
use igny8::job::Phase;
use serde_json::json;
use uuid::Uuid;

use crate::ai::{counted, item, outgoing};
use crate::auth::seal;
use crate::error::Result;
use crate::integrations::{self, Destination, DestinationError, Known, Mode, Settings};
use crate::jobs::{Done, Finished, JobFunction, Run};
use crate::repo::system::integrations::{Integration, destinations, get};
use crate::repo::writer::documents;
use crate::repo::writer::going::no_destination;
use crate::repo::writer::publishing::{self, Placed, Publication};
use crate::state::App;
use crate::tenancy::Tx;

/// Publishes an article, or updates it where it is.
pub struct Publish;

/// Takes an article back.
pub struct Unpublish;

/// The destination of an integration.
///
/// # Errors
/// A key that cannot be read, or settings that may not be used.
pub fn destination_of(
    app: &App,
    account: AccountId,
    integration: &Integration,
) -> Result<Box<dyn Destination>> {
    let secret = match &integration.secret {
        Some(sealed) => Some(seal::current()?.open(account, sealed)?),
        None => None,
    };
    let settings = Settings {
        base_url: integration.base_url.clone().unwrap_or_default(),
        user_name: integration.user_name.clone().unwrap_or_default(),
        secret,
        egress: app.egress.clone(),
        patience: integrations::PATIENCE,
        editor: integrations::Editor::named(integration.editor.as_deref().unwrap_or_default()),
    };
    Ok(integrations::destination(&integration.kind, settings).map_err(|error| problem(&error))?)
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

#[async_trait]
impl JobFunction for Publish {
    fn function(&self) -> Function {
        Function::Publish
    }

    async fn run(&self, run: &Run) -> Result<Finished> {
        let (content, account) = (item(run)?.id, run.task().account);
        run.progress(Phase::Prepare, 0.0, "Reading the article");
        let mut tx = run.begin().await?;
        let document = documents::document(&mut tx, content).await?;
        let pictures = publishing::pictures(&mut tx, content).await?;
        let (publish_as, at) = publishing::mode(&mut tx, content).await?;
        let targets = destinations(&mut tx, document.site.id).await?;
        let before = publishing::publications(&mut tx, content).await?;
        drop(tx);
        if targets.is_empty() {
            return Err(no_destination(&document.site.label).into());
        }
        let later = at.filter(|at| publish_as == "schedule" && *at > Utc::now());
        let mode = match (publish_as.as_str(), later) {
            ("draft", _) => Mode::Draft,
            (_, Some(at)) => Mode::Schedule(at),
            _ => Mode::Publish,
        };
        let title = document.text.title.clone();
        let files = outgoing::Stored::new(run.app().storage.clone(), account, &pictures);
        let article = outgoing::article(document, run.task().id, &pictures, &run.app().config.origin());
        let (mut url, mut differences) = (String::new(), Vec::new());
        for (at, target) in targets.iter().enumerate() {
            run.check_cancelled()?;
            #[expect(clippy::cast_precision_loss, reason = "a site has few destinations")]
            let share = at as f32 / targets.len() as f32;
            run.progress(Phase::Call, share, &format!("Publishing to {}", target.name));
            let known = before
                .iter()
                .find(|place| place.integration == target.id)
                .map(known);
            let destination = destination_of(run.app(), account, target)?;
            let published = destination
                .publish(&article, &files, mode, known.as_ref())
                .await
                .map_err(|error| problem(&error))?;
            for difference in &published.differences {
                run.log("warn", &format!("{}: {difference}", target.name));
            }
            run.log("info", &format!("{}: {}", target.name, published.url));
            let placed = Placed {
                remote_id: &published.remote_id,
                url: &published.url,
                edit_url: published.edit_url.as_deref(),
                media: &published.media,
                terms: &published.terms,
                differences: &published.differences,
                version: article.version,
            };
            let mut tx = run.begin().await?;
            publishing::place(&mut tx, content, target.id, placed).await?;
            tx.commit().await?;
            if url.is_empty() {
                url = published.url;
            }
            differences.extend(published.differences);
        }
        let status = match mode {
            Mode::Draft => "approved",
            Mode::Publish => "published",
            Mode::Schedule(_) => "scheduled",
        };
        let mut tx = run.begin().await?;
        publishing::published(&mut tx, content, &url, status, later).await?;
        let mut message = match mode {
            Mode::Draft => format!("“{title}” is a draft at {}", targets[0].name),
            Mode::Publish => format!("“{title}” is published: {url}"),
            Mode::Schedule(at) => format!("“{title}” will be published on {}", time(at)),
        };
        if !differences.is_empty() {
            let _ = write!(message, " ({} differences, see the log)", differences.len());
        }
        let done = Done {
            result: json!({ "content_id": content, "url": url, "status": status, "differences": differences }),
            message,
            used: 0,
        };
        run.finish(tx, done).await
    }
}

#[async_trait]
impl JobFunction for Unpublish {
    fn function(&self) -> Function {
        Function::Unpublish
    }

    async fn run(&self, run: &Run) -> Result<Finished> {
        let (content, account) = (item(run)?.id, run.task().account);
        let mut tx = run.begin().await?;
        let places = places(&mut tx, content).await?;
        drop(tx);
        for (place, target) in &places {
            run.check_cancelled()?;
            run.progress(Phase::Call, 0.0, &format!("Taking it back from {}", target.name));
            destination_of(run.app(), account, target)?
                .unpublish(content, &known(place))
                .await
                .map_err(|error| problem(&error))?;
            run.log("info", &format!("{}: a draft again", target.name));
        }
        let mut tx = run.begin().await?;
        publishing::taken_back(&mut tx, content, None).await?;
        let done = Done {
            result: json!({ "content_id": content, "destinations": places.len() }),
            message: format!(
                "Taken back from {}",
                counted(places.len(), "destination", "destinations")
            ),
            used: 0,
        };
        run.finish(tx, done).await
    }
}
