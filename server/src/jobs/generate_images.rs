//! Generate images: each picture is made, kept and noted on its own, so that one that fails holds up no other.

use std::collections::BTreeSet;
use std::time::Duration;

use async_trait::async_trait;
use igny8::error::Problem;
use igny8::job_run::{Level, Phase};
use igny8::jobs::Job;
use igny8::resource::Resource;
use igny8::staff::flags::Flag;
use serde_json::json;
use uuid::Uuid;

use crate::ai::engine::Engine;
use crate::error::{Error, Result};
use crate::jobs::asked::item;
use crate::jobs::counted;
use crate::repo::ai::provider_setting::ProviderSetting;
use crate::repo::objects::{self, Kind};
use crate::repo::writer::articles;
use crate::repo::writer::image_generation::{self, Made, Wanted};
use crate::repo::writer::revision::Revision;
use crate::runner::{Done, Finished, JobHandler, Provided, Run, Scheduled, Target};
use provider::ImageRequest;

/// The function.
pub struct GenerateImages;

/// Pixels that are asked for; providers take their nearest size.
const WIDTH: u32 = 1536;
const HEIGHT: u32 = 1024;
/// How long one picture may take.
const TIMEOUT: Duration = Duration::from_mins(3);

#[async_trait]
impl JobHandler for GenerateImages {
    fn job(&self) -> Job {
        Job::GenerateImages
    }

    fn flag(&self) -> Option<Flag> {
        Some(Flag::ImageGeneration)
    }

    fn targets(&self) -> &'static [Target] {
        &[
            Target {
                resource: Resource::Content,
                rows: image_generation::WAITING,
                why: "These articles have no waiting image prompts, or their images are already being generated. Write image prompts first.",
            },
            Target {
                resource: Resource::Images,
                rows: image_generation::PICTURES,
                why: "These images are already being generated.",
            },
        ]
    }

    fn scheduled(&self) -> Option<Scheduled> {
        Some(Scheduled {
            resource: Resource::Content,
            query: "waiting_min=1&sort=created_at",
            rows: None,
        })
    }

    fn provider(&self) -> Option<Provided> {
        Some(Provided::draws(ProviderSetting::Images))
    }

    async fn run(&self, run: &Run) -> Result<Finished> {
        let item = item(run)?;
        run.progress(Phase::Prepare, 0.0, "Reading prompts");
        let mut engine = Engine::open(run, ProviderSetting::Images).await?;
        let mut tx = run.begin().await?;
        let priced = run.priced(&mut tx).await?;
        let wanted =
            image_generation::wanted(&mut tx, item.resource, item.id, run.task().id.0, priced).await?;
        drop(tx);
        let mut first_fault = None;
        let mut failed = 0;
        for (at, picture) in wanted.iter().enumerate() {
            run.check_cancelled()?;
            engine.book_on(picture.content_id);
            #[expect(clippy::cast_precision_loss, reason = "an article has few pictures")]
            let share = at as f32 / wanted.len() as f32;
            run.progress(
                Phase::Call,
                share,
                &format!("Generating image {} of {}", at + 1, wanted.len()),
            );
            match make(run, &engine, picture).await {
                Ok(()) => {}
                Err(Error::Problem(problem)) if problem.status < 429 => {
                    run.log(Level::Error, &problem.detail);
                    let mut tx = run.begin().await?;
                    image_generation::failed(&mut tx, picture.id, &problem.detail).await?;
                    tx.commit().await?;
                    failed += 1;
                    first_fault.get_or_insert(problem);
                }
                // What may pass is tried again by the runner, which goes on where this start stopped.
                Err(error) => return Err(error),
            }
        }
        let mut tx = run.begin().await?;
        let made = image_generation::made_by(&mut tx, run.task().id.0).await?;
        if let Some(fault) = first_fault.filter(|_| made == 0) {
            return Err(fault.into());
        }
        for content in wanted
            .iter()
            .map(|picture| picture.content_id)
            .collect::<BTreeSet<_>>()
        {
            let article = articles::article(&mut tx, content).await?;
            let revision = Revision::of(article.text.clone(), article).await?;
            articles::rescore(&mut tx, content, revision.score).await?;
        }
        let content = wanted.first().map(|picture| picture.content_id);
        let done = Done {
            result: json!({ "images": made, "failed": failed, "content_id": content }),
            message: match failed {
                0 => format!("{} generated", counted(made, "image", "images")),
                _ => format!("{} generated, {failed} failed", counted(made, "image", "images")),
            },
            used: run.used(&mut tx).await?,
        };
        run.finish(tx, done).await
    }
}

/// Before anything is paid for: whether there is room for one more.
async fn has_room(run: &Run) -> Result<()> {
    let most = run.app().config.limits.media_bytes();
    let kept = image_generation::kept_bytes(&mut run.begin().await?).await?;
    if kept < most {
        return Ok(());
    }
    let most = most / 1024 / 1024;
    Err(Problem::conflict(format!(
        "Your account has reached its image storage limit of {most} MB. Delete some images or ask your administrator for more storage."
    ))
    .into())
}

async fn make(run: &Run, engine: &Engine, picture: &Wanted) -> Result<()> {
    has_room(run).await?;
    let request = ImageRequest {
        model: engine.image_model().to_owned(),
        prompt: picture.prompt.clone(),
        title: picture.title.clone(),
        style: picture.style.0,
        width: WIDTH,
        height: HEIGHT,
        timeout: TIMEOUT,
    };
    let reply = engine.draw(&request).await?;
    let files = media::prepare(reply.bytes).await.map_err(|fault| {
        Problem::conflict(format!(
            "The provider's image can't be used. {fault} Generate it again."
        ))
    })?;
    let (account, file_key) = (run.task().account, Uuid::now_v7());
    // Whatever ends this before a row names the files, they go.
    let mut tx = run.begin().await?;
    objects::note(&mut tx, Kind::Picture, file_key).await?;
    tx.commit().await?;
    let original = files.files.first().map_or(0, |(_, _, bytes)| bytes.len());
    for (size, format, bytes) in files.files {
        run.app()
            .storage
            .put(account, file_key, size, format, bytes)
            .await?;
    }
    let made = Made {
        run: run.task().id.0,
        provider: engine.provider(),
        model: engine.image_model(),
        offline: engine.is_offline(),
        file_key,
        mime: files.format.mime(),
        width: i32::try_from(files.width).unwrap_or(i32::MAX),
        height: i32::try_from(files.height).unwrap_or(i32::MAX),
        bytes: i64::try_from(original).unwrap_or(i64::MAX),
        colour: &files.colour,
    };
    let mut tx = run.begin().await?;
    image_generation::made(&mut tx, picture.id, made).await?;
    let factor = run.task().platform.map_or(1, i64::from);
    run.kept(&mut tx, Job::GenerateImages.price().times(factor).of(1))
        .await?;
    Ok(tx.commit().await?)
}
