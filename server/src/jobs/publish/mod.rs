//! Publish: an article goes to every destination of its site, if it may, and never over what people changed there.

mod before;

use std::fmt::Write as _;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use destinations::{DestinationError, Mode, OutgoingArticle, PostStatus, Published};
use igny8::automation::schedules::PUBLISHED_AT_ONCE;
use igny8::error::Problem;
use igny8::job_run::{Level, Phase, Queue};
use igny8::jobs::Job;
use igny8::page::Arguments;
use igny8::resource::Resource;
use igny8::writer::content::{ArticleStatus, OVERWRITE, PAGE, PublishAs, STRIP_NOTES};
use igny8::writer::notes;
use serde_json::json;
use uuid::Uuid;

use crate::error::Result;
use crate::jobs::asked::{arguments, item};
use crate::jobs::destination::{destination_of, known, problem, status_here, time};
use crate::jobs::{counted, outgoing};
use crate::repo::eligible::Item;
use crate::repo::system::integrations::{Integration, destinations};
use crate::repo::writer::publishing::{self, Placed, Publication};
use crate::repo::writer::{approving, articles, edits, publish_preview};
use crate::runner::{Chosen, Done, Finished, JobHandler, Preview, Run, Scheduled, Target};
use crate::tenancy::Tx;

/// Publishes an article, or updates it where it is.
pub struct Publish;

/// What is to be published, as it was read at one moment.
struct Delivery {
    article: OutgoingArticle,
    files: outgoing::Stored,
    mode: Mode,
    later: Option<DateTime<Utc>>,
    edition: i64,
    /// Notes to the editor that stand in its text.
    notes: usize,
    targets: Vec<(Integration, Option<Publication>)>,
    overwrite: Vec<String>,
}

/// What became of it at all its destinations.
#[derive(Default)]
struct Sent {
    /// The first address.
    url: String,
    /// The state nearest to readers.
    status: PostStatus,
    differences: Vec<String>,
    /// Where it was left alone, since people have changed it there.
    left: Vec<String>,
}

#[async_trait]
impl JobHandler for Publish {
    fn job(&self) -> Job {
        Job::Publish
    }

    fn reaches_out(&self) -> bool {
        true
    }

    fn targets(&self) -> &'static [Target] {
        &[Target {
            resource: Resource::Content,
            rows: publish_preview::ELIGIBLE,
            why: "These articles are already up to date on their destination or being published. Change them first or wait.",
        }]
    }

    async fn narrow(&self, tx: &mut Tx, items: Vec<Item>) -> Result<Vec<Item>> {
        before::with_destination(tx, items).await
    }

    async fn preview(&self, tx: &mut Tx, chosen: &Chosen<'_>) -> Result<Preview> {
        before::preview(tx, chosen.items.unwrap_or_default()).await
    }

    async fn blocked(&self, tx: &mut Tx, items: &[Item], answers: &Arguments) -> Result<Vec<Uuid>> {
        let blocked = before::blocked(tx, items, answers).await?;
        Ok(blocked.into_iter().map(|(id, _)| id).collect())
    }

    async fn allowed(&self, tx: &mut Tx, items: &[Item], answers: &Arguments) -> Result<()> {
        before::allowed(tx, items, answers).await
    }

    fn scheduled(&self) -> Option<Scheduled> {
        Some(Scheduled {
            resource: Resource::Content,
            query: "status=approved&edited_there=false&sort=updated_at",
            rows: Some(PUBLISHED_AT_ONCE),
        })
    }

    async fn run(&self, run: &Run) -> Result<Finished> {
        run.progress(Phase::Prepare, 0.0, "Reading article");
        let delivery = read(run).await?;
        let (content, title) = (delivery.article.content_id, delivery.article.title.clone());
        if let Some(why) = withheld(&delivery, delivery.mode != Mode::Draft) {
            return refuse(run, content, &title, &why).await;
        }
        if delivery.notes > 0 {
            run.log(Level::Warn, &notes_stand(delivery.notes));
        }
        let mut sent = Sent::default();
        for (at, (target, before)) in delivery.targets.iter().enumerate() {
            run.check_cancelled()?;
            #[expect(clippy::cast_precision_loss, reason = "a site has few destinations")]
            let share = at as f32 / delivery.targets.len() as f32;
            run.progress(Phase::Call, share, &format!("Publishing to {}", target.name));
            match send(run, &delivery, target, before.as_ref()).await {
                Ok(published) => sent.add(run, target, published),
                Err(DestinationError::Edited(found)) => {
                    let mut tx = run.begin().await?;
                    edits::edited(&mut tx, content, target.id, &found).await?;
                    tx.commit().await?;
                    let text = format!("{}: {} Nothing was overwritten.", target.name, found.sentence());
                    run.log(Level::Warn, &text);
                    sent.left.push(text);
                }
                Err(DestinationError::NotApproved) => {
                    let why = withheld(&delivery, true).unwrap_or_default();
                    return refuse(
                        run,
                        content,
                        &title,
                        &format!("{} publishes immediately. {why}", target.name),
                    )
                    .await;
                }
                Err(error) => return Err(problem(&error).into()),
            }
        }
        if sent.left.len() == delivery.targets.len() {
            return refuse(run, content, &title, &sent.left.join(" ")).await;
        }
        finish(run, &delivery, &title, &sent).await
    }
}

async fn read(run: &Run) -> Result<Delivery> {
    let (content, answers) = (item(run)?.id, arguments(run)?);
    let mut tx = run.begin().await?;
    // Text, pictures and approval must be of the same moment.
    articles::lock(&mut tx, content).await?;
    let mut article = articles::article(&mut tx, content).await?;
    let pictures = publishing::pictures(&mut tx, content).await?;
    let clearance = approving::clearance(&mut tx, content).await?;
    let (publish_as, at) = publishing::mode(&mut tx, content).await?;
    let targets = destinations(&mut tx, article.site.id).await?;
    let before = publishing::publications(&mut tx, content).await?;
    drop(tx);
    if targets.is_empty() {
        return Err(before::no_destination(&article.site, Some(content)).into());
    }
    let later = at.filter(|at| publish_as == PublishAs::Schedule && *at > Utc::now());
    let mode = match (publish_as, later) {
        (PublishAs::Draft, _) => Mode::Draft,
        (_, Some(at)) => Mode::Schedule(at),
        _ => Mode::Publish,
    };
    if answers.flag(&STRIP_NOTES) {
        article.text.html = notes::strip(&article.text.html);
    }
    let notes = notes::find(&article.text.html).len();
    let files = outgoing::Stored::new(run.app().storage.clone(), run.task().account, &pictures);
    let mut outgoing = outgoing::article(article, run.task().id, &pictures);
    outgoing.for_readers = clearance.cleared && notes == 0;
    let placed = |target: &Integration| {
        before
            .iter()
            .find(|place| place.integration == target.id)
            .cloned()
    };
    Ok(Delivery {
        article: outgoing,
        files,
        mode,
        later,
        edition: clearance.edition,
        notes,
        targets: targets
            .into_iter()
            .map(|target| {
                let place = placed(&target);
                (target, place)
            })
            .collect(),
        overwrite: answers.texts(&OVERWRITE).to_vec(),
    })
}

/// Why readers must not see it yet, if they would.
fn withheld(delivery: &Delivery, live: bool) -> Option<String> {
    if !live || delivery.article.for_readers {
        return None;
    }
    Some(if delivery.notes > 0 {
        format!(
            "{} Remove them, or publish again and choose to remove them.",
            notes_stand(delivery.notes)
        )
    } else {
        "This version isn't approved. Approve it, then publish it.".to_owned()
    })
}

fn notes_stand(notes: usize) -> String {
    format!(
        "The text contains {}.",
        counted(notes, "editor note", "editor notes")
    )
}

/// Ends a run that has published nothing: somebody who has started it is told what to do; a schedule, which nobody
/// watches, has left the article out and says so.
async fn refuse(run: &Run, content: Uuid, title: &str, why: &str) -> Result<Finished> {
    if run.task().queue != Queue::Scheduled {
        let path = format!("{}/{content}", PAGE.path);
        return Err(Problem::conflict(why).help_link("Open article", &path).into());
    }
    run.log(Level::Warn, why);
    let done = Done {
        result: json!({ "content_id": content, "skipped": why }),
        message: format!("“{title}” was skipped. {why}"),
        used: 0,
    };
    run.end(done).await
}

/// Sends it to one destination and keeps where it is there.
async fn send(
    run: &Run,
    delivery: &Delivery,
    target: &Integration,
    before: Option<&Publication>,
) -> std::result::Result<Published, DestinationError> {
    let inner = |error: crate::error::Error| DestinationError::Inner(Box::new(error));
    let mut known = before.map(known);
    if !delivery.overwrite.is_empty() {
        known
            .get_or_insert_default()
            .overwrite
            .clone_from(&delivery.overwrite);
    }
    let destination = destination_of(run.app(), run.task().account, target).map_err(inner)?;
    let published = destination
        .publish(&delivery.article, &delivery.files, delivery.mode, known.as_ref())
        .await?;
    let placed = Placed {
        remote_id: &published.remote_id,
        url: &published.url,
        edit_url: published.edit_url.as_deref(),
        media: &published.media,
        terms: &published.terms,
        differences: &published.differences,
        version: delivery.article.version,
        edition: delivery.edition,
        status: &published.status,
        baseline: &published.snapshot,
    };
    let mut tx = run.begin().await.map_err(inner)?;
    publishing::place(&mut tx, delivery.article.content_id, target.id, placed)
        .await
        .map_err(inner)?;
    tx.commit().await.map_err(|error| inner(error.into()))?;
    Ok(published)
}

impl Sent {
    fn add(&mut self, run: &Run, target: &Integration, published: Published) {
        for difference in &published.differences {
            run.log(Level::Warn, &format!("{}: {difference}", target.name));
        }
        run.log(Level::Info, &format!("{}: {}", target.name, published.url));
        if self.url.is_empty() {
            self.url = published.url;
        }
        let height = |status: &PostStatus| {
            [PostStatus::Draft, PostStatus::Future, PostStatus::Publish]
                .iter()
                .position(|one| one == status)
        };
        if self.status.is_empty() || height(&published.status) > height(&self.status) {
            self.status = published.status;
        }
        self.differences.extend(published.differences);
    }
}

async fn finish(run: &Run, delivery: &Delivery, title: &str, sent: &Sent) -> Result<Finished> {
    let content = delivery.article.content_id;
    let status = status_here(&sent.status);
    let later = delivery.later.filter(|_| status == ArticleStatus::Scheduled);
    let mut tx = run.begin().await?;
    publishing::published(&mut tx, content, &sent.url, status, later).await?;
    let mut message = match (status, later) {
        (ArticleStatus::Scheduled, Some(at)) => format!("“{title}” will be published on {}", time(at)),
        (ArticleStatus::Scheduled, None) => format!("“{title}” is scheduled: {}", sent.url),
        (ArticleStatus::Published, _) => format!("“{title}” is published: {}", sent.url),
        _ => format!("“{title}” was sent as a draft to {}", delivery.targets[0].0.name),
    };
    if !sent.differences.is_empty() {
        let differences = counted(sent.differences.len(), "difference", "differences");
        let _ = write!(message, " ({differences}, see the log)");
    }
    for left in &sent.left {
        let _ = write!(message, ". {left}");
    }
    let done = Done {
        result: json!({
            "content_id": content, "url": sent.url, "status": status, "differences": sent.differences, "left": sent.left,
        }),
        message,
        used: 0,
    };
    run.finish(tx, done).await
}
