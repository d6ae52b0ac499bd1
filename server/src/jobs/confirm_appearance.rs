//! Confirm appearance: once a scheduled article's time has come, its destinations are asked whether readers see it; of one
//! that was handed over they are asked now and then what people have made of it.

use std::collections::BTreeMap;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use destinations::{Appearance, Look, PostStatus};
use igny8::id::{AccountId, TaskId};
use igny8::job_run::{Level, Phase, Queue};
use igny8::jobs::Job;
use igny8::page::Arguments;
use igny8::permission::Role;
use igny8::resource::Resource;
use igny8::writer::content::{ArticleStatus, PAGE};
use serde_json::json;
use uuid::Uuid;

use crate::error::Result;
use crate::jobs::asked::item;
use crate::jobs::destination::{destination_of, known, places, problem, status_here, time};
use crate::queue::store::{self, BatchItem, NewBatch};
use crate::repo::list;
use crate::repo::system::integrations::Integration;
use crate::repo::writer::publishing::{Back, Publication};
use crate::repo::writer::{articles, content, edits, publishing};
use crate::runner::{Done, Finished, JobHandler, Run};
use crate::state::App;
use crate::tenancy::{Reason, Scope, SiteAccess, Via};

/// Looks after an article that was scheduled.
pub struct ConfirmAppearance;

/// What its destinations said, all together.
#[derive(Default)]
struct Heard {
    there: usize,
    late: usize,
    /// Where it is, but not for readers.
    kept: usize,
    later: Option<DateTime<Utc>>,
    why: Vec<String>,
}

#[async_trait]
impl JobHandler for ConfirmAppearance {
    fn job(&self) -> Job {
        Job::ConfirmAppearance
    }

    fn reaches_out(&self) -> bool {
        true
    }

    async fn look(&self, app: &App) -> Result<()> {
        appear(app).await
    }

    async fn run(&self, run: &Run) -> Result<Finished> {
        let (content, account) = (item(run)?.id, run.task().account);
        let mut tx = run.begin().await?;
        let article = articles::article(&mut tx, content).await?;
        let places = places(&mut tx, content).await?;
        drop(tx);
        let title = article.text.title;
        if article.status == ArticleStatus::HandedOver {
            return look(run, content, &title, &places).await;
        }
        let mut heard = Heard::default();
        for (place, target) in &places {
            run.check_cancelled()?;
            run.progress(Phase::Call, 0.0, &format!("Checking {}", target.name));
            let appearance = destination_of(run.app(), account, target)?
                .appear(content, &known(place))
                .await
                .map_err(|error| problem(&error))?;
            match appearance {
                Appearance::There { url, late } => {
                    heard.there += 1;
                    heard.late += usize::from(late);
                    if late {
                        run.log(
                            Level::Warn,
                            &format!(
                                "{} missed the scheduled time. The article is published now",
                                target.name
                            ),
                        );
                    }
                    if !url.is_empty() && url != place.url {
                        let mut tx = run.begin().await?;
                        publishing::moved(&mut tx, content, target.id, &url).await?;
                        tx.commit().await?;
                    }
                    run.log(Level::Info, &format!("{}: {url}", target.name));
                }
                Appearance::Later(at) => {
                    heard.later = Some(heard.later.map_or(at, |other| other.min(at)));
                    run.log(
                        Level::Warn,
                        &format!("{} will publish it at {}", target.name, time(at)),
                    );
                }
                Appearance::Withheld(why) => {
                    run.log(Level::Warn, &format!("{}: {why}", target.name));
                    heard.kept += 1;
                    heard.why.push(why);
                }
                Appearance::Gone(why) => {
                    run.log(Level::Warn, &format!("{}: {why}", target.name));
                    heard.why.push(why);
                }
            }
        }
        let mut tx = run.begin().await?;
        // Readers see it as soon as one destination shows it.
        let still = publishing::still_published(&mut tx, content).await?;
        let (status, message) = match (heard.there, heard.later) {
            // Somebody has taken it back or scheduled it anew since: that counts.
            (0, _) if !still => ("changed", format!("“{title}” was changed here in the meantime")),
            (1.., _) if heard.late > 0 => (
                ArticleStatus::Published.as_str(),
                format!("“{title}” is published. Its destination had missed the scheduled time"),
            ),
            (1.., _) => (ArticleStatus::Published.as_str(), format!("“{title}” is live")),
            (0, Some(at)) => {
                publishing::taken_back(&mut tx, content, Back::Until(at)).await?;
                (
                    ArticleStatus::Scheduled.as_str(),
                    format!("“{title}” will be published on {}", time(at)),
                )
            }
            (0, None) => {
                let back = if heard.kept > 0 { Back::Draft } else { Back::Gone };
                publishing::taken_back(&mut tx, content, back).await?;
                (
                    if heard.kept > 0 {
                        ArticleStatus::HandedOver.as_str()
                    } else {
                        "gone"
                    },
                    format!("“{title}” isn't live. {}", heard.why.join(" ")),
                )
            }
        };
        let done = Done {
            result: json!({ "content_id": content, "status": status }),
            message,
            used: 0,
        };
        run.finish(tx, done).await
    }
}

/// Asks what people have made of an article that was handed over to them, and keeps it: that they have published it, when
/// they will, and what they have changed.
async fn look(
    run: &Run,
    content: Uuid,
    title: &str,
    places: &[(Publication, Integration)],
) -> Result<Finished> {
    let mut best: Option<Look> = None;
    let mut edited = Vec::new();
    for (place, target) in places {
        run.check_cancelled()?;
        run.progress(Phase::Call, 0.0, &format!("Checking {}", target.name));
        let found = destination_of(run.app(), run.task().account, target)?
            .look(content, &known(place))
            .await
            .map_err(|error| problem(&error))?;
        let Some(found) = found else { continue };
        if let Some(edits) = &found.edits {
            run.log(Level::Warn, &format!("{}: {}", target.name, edits.sentence()));
            edited.push(target.name.clone());
        }
        let mut tx = run.begin().await?;
        edits::looked(
            &mut tx,
            content,
            target.id,
            &found.status,
            &found.url,
            found.edits.as_ref(),
        )
        .await?;
        tx.commit().await?;
        let live = |status| status_here(status) != ArticleStatus::HandedOver;
        if live(&found.status) && best.as_ref().is_none_or(|best| best.status == PostStatus::Future) {
            best = Some(found);
        }
    }
    let mut tx = run.begin().await?;
    let still = articles::article(&mut tx, content).await?.status == ArticleStatus::HandedOver;
    let (status, message) = match best.filter(|_| still) {
        Some(found) => {
            let status = status_here(&found.status);
            publishing::published(&mut tx, content, &found.url, status, found.at).await?;
            let text = if status == ArticleStatus::Published {
                format!("“{title}” was published on its destination: {}", found.url)
            } else {
                format!("“{title}” was scheduled on its destination")
            };
            (status, text)
        }
        None if !edited.is_empty() => (
            ArticleStatus::HandedOver,
            format!("“{title}” was changed on {}", edited.join(", ")),
        ),
        None => (ArticleStatus::HandedOver, format!("“{title}” is unchanged")),
    };
    let done = Done {
        result: json!({ "content_id": content, "status": status, "edited": edited }),
        message,
        used: 0,
    };
    run.finish(tx, done).await
}

/// Marks what is due; what is more than one look takes waits for the next.
async fn appear(app: &App) -> Result<()> {
    let mut tx = app.db.system(Reason::Schedule).await?;
    let due = publishing::due(tx.conn()).await?;
    tx.commit().await?;
    let mut accounts: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for (account, content) in due {
        accounts.entry(account).or_default().push(content);
    }
    for (account, contents) in accounts {
        match mark(app, account, &contents).await {
            Ok(task) => {
                tracing::info!(%account, articles = contents.len(), "scheduled articles are published");
                app.jobs
                    .changed(account, task.into_iter().map(|task| task.0).collect());
            }
            // One account must not hold up the others.
            Err(error) => tracing::warn!(
                %account, error = &error as &dyn std::error::Error, "scheduled articles could not be marked"
            ),
        }
    }
    Ok(())
}

/// Marks them, and starts the run that asks.
async fn mark(app: &App, account: AccountId, contents: &[Uuid]) -> Result<Option<TaskId>> {
    let scope = Scope::verified(account, None, Role::Owner, Via::Task, SiteAccess::All);
    let mut tx = app.db.begin(&scope.member_writing()).await?;
    let placed = publishing::appeared(&mut tx, contents).await?;
    let sites = list::sites(&mut tx, &content::TABLE, &PAGE, &placed).await?;
    let item = |id| BatchItem {
        id,
        credits: 0,
        priced: None,
    };
    let batch = NewBatch {
        job: Job::ConfirmAppearance,
        resource: Resource::Content,
        items: placed.into_iter().map(item).collect(),
        sites,
        arguments: Arguments::default(),
        queue: Queue::Scheduled,
        key: None,
        platform: None,
    };
    let task = if batch.items.is_empty() {
        None
    } else {
        Some(store::enqueue_batch(&mut tx, batch).await?)
    };
    tx.commit().await?;
    Ok(task)
}
