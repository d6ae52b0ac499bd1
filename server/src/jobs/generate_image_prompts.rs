//! Generate image prompts: one featured picture of an article and some within it, each with its alt text.

use async_trait::async_trait;
use igny8::job_run::Phase;
use igny8::jobs::Job;
use igny8::planner::phrase::{clean_phrase, phrase_key};
use igny8::resource::Resource;
use serde_json::json;

use crate::ai::engine::Engine;
use crate::ai::prompting::pictures;
use crate::error::Result;
use crate::jobs::asked::item;
use crate::jobs::counted;
use crate::repo::ai::provider_setting::ProviderSetting;
use crate::repo::writer::image_generation::{self, NewPrompt};
use crate::runner::{Done, Finished, JobHandler, Provided, Run, Scheduled, Target};
use provider::writing::{ImagePrompt, ImagePromptsAnswer, Purpose};

/// The function.
pub struct GenerateImagePrompts;

#[async_trait]
impl JobHandler for GenerateImagePrompts {
    fn job(&self) -> Job {
        Job::GenerateImagePrompts
    }

    fn targets(&self) -> &'static [Target] {
        &[Target {
            resource: Resource::Content,
            rows: image_generation::DESCRIBABLE,
            why: "These articles have no text yet. Write them first.",
        }]
    }

    fn scheduled(&self) -> Option<Scheduled> {
        Some(Scheduled {
            resource: Resource::Content,
            query: "status=draft,in_review,approved&prompts_max=0&sort=created_at",
            rows: None,
        })
    }

    fn provider(&self) -> Option<Provided> {
        Some(Provided::writes(ProviderSetting::ImagePrompts))
    }

    async fn run(&self, run: &Run) -> Result<Finished> {
        let content = item(run)?.id;
        run.progress(Phase::Prepare, 0.0, "Reading article");
        let mut engine = Engine::open(run, ProviderSetting::ImagePrompts).await?;
        engine.book_on(content);
        let mut tx = run.begin().await?;
        let ask = pictures::prompts(&mut tx, content, &engine.setup).await?;
        drop(tx);
        let (title, headings, count) = (ask.title.clone(), ask.headings.clone(), ask.count);
        run.progress(Phase::Call, 0.2, "Describing images");
        let purpose = Purpose::ImagePrompts(ask);
        let answer: ImagePromptsAnswer = engine
            .ask(&purpose, |answer: &ImagePromptsAnswer| {
                if answer.featured.prompt.trim().is_empty() {
                    Err("the featured image has no prompt".into())
                } else if answer.images.len() < count {
                    Err(format!(
                        "there are {} images instead of {count}",
                        answer.images.len()
                    ))
                } else {
                    Ok(())
                }
            })
            .await?;
        run.progress(Phase::Save, 0.0, "Saving prompts");
        let prompts = checked(&answer, &headings, count);
        let mut tx = run.begin().await?;
        let waiting =
            image_generation::save_prompts(&mut tx, content, engine.setup.image_style, &prompts).await?;
        let done = Done {
            result: json!({ "content_id": content, "prompts": prompts.len(), "waiting": waiting }),
            message: format!(
                "{} for “{title}”",
                counted(prompts.len(), "image prompt", "image prompts")
            ),
            used: run.task().credits,
        };
        run.finish(tx, done).await
    }
}

/// The featured prompt, then those within the article, each after a heading that there is.
fn checked(answer: &ImagePromptsAnswer, headings: &[String], count: usize) -> Vec<NewPrompt> {
    let prompt = |image: &ImagePrompt, heading: Option<String>| NewPrompt {
        heading,
        prompt: clean_phrase(&image.prompt).chars().take(2_000).collect(),
        alt: clean_phrase(&image.alt).chars().take(300).collect(),
    };
    let mut out = vec![prompt(&answer.featured, None)];
    let mut free: Vec<&String> = headings.iter().collect();
    for image in answer
        .images
        .iter()
        .take(count)
        .filter(|image| !image.prompt.trim().is_empty())
    {
        let named = phrase_key(&image.heading);
        let place = free
            .iter()
            .position(|heading| phrase_key(heading) == named)
            .unwrap_or(0);
        let heading = (place < free.len()).then(|| free.remove(place).clone());
        out.push(prompt(image, heading));
    }
    out
}
