//! Generate content: the article of a task, from its outline section by section. What is written is kept at once, so
//! that another start goes on there and pays for nothing twice.

use std::collections::BTreeSet;

use async_trait::async_trait;
use igny8::job_run::{Level, Phase};
use igny8::jobs::Job;
use igny8::resource::Resource;
use igny8::writer::article::{Question, Text};
use provider::writing::{FinishAnswer, OutlineAnswer, Purpose};
use serde_json::json;
use uuid::Uuid;

use crate::ai::engine::Engine;
use crate::ai::live::Live;
use crate::ai::prompting::article;
use crate::error::Result;
use crate::jobs::asked::item;
use crate::repo::ai::provider_setting::ProviderSetting;
use crate::repo::writer::articles::{self, Origin};
use crate::repo::writer::revision::Revision;
use crate::repo::writer::writing::{self, Section, WritingTask};
use crate::runner::{Chosen, Done, Finished, JobHandler, Preview, Provided, Run, Scheduled, Target};
use crate::tenancy::Tx;

/// The function.
pub struct GenerateContent;

#[async_trait]
impl JobHandler for GenerateContent {
    fn job(&self) -> Job {
        Job::GenerateContent
    }

    fn targets(&self) -> &'static [Target] {
        &[Target {
            resource: Resource::WritingTasks,
            rows: writing::ELIGIBLE,
            why: "These tasks are already written or being written. View their articles under Content.",
        }]
    }

    async fn preview(&self, tx: &mut Tx, chosen: &Chosen<'_>) -> Result<Preview> {
        let tasks = chosen.ids(tx).await?;
        let rivals = writing::rivals(tx, &tasks).await?;
        let mut preview = Preview::default();
        if rivals > 0 {
            preview.notes.push(format!(
                "{rivals} of them target keywords that an existing article on the site already covers. They would compete with it."
            ));
        }
        Ok(preview)
    }

    fn scheduled(&self) -> Option<Scheduled> {
        Some(Scheduled {
            resource: Resource::WritingTasks,
            query: "status=new&sort=priority",
            rows: None,
        })
    }

    fn provider(&self) -> Option<Provided> {
        Some(Provided::writes(ProviderSetting::Content))
    }

    async fn run(&self, run: &Run) -> Result<Finished> {
        let task = item(run)?.id;
        run.progress(Phase::Prepare, 0.0, "Reading task");
        let mut engine = Engine::open(run, ProviderSetting::Content).await?;
        let mut tx = run.begin().await?;
        let order = writing::writing_task(&mut tx, task).await?;
        let content = writing::begin(&mut tx, &order, engine.is_offline()).await?;
        let known = writing::sections(&mut tx, run.task().id.0).await?;
        tx.commit().await?;
        engine.book_on(content);
        let mut sections = if known.is_empty() {
            outline(run, &engine, &order).await?
        } else {
            let there = known.iter().filter(|section| section.html.is_some()).count();
            run.log(
                Level::Info,
                &format!("Resuming: {there} of {} sections are written", known.len()),
            );
            known
        };
        sections_of(run, &engine, &order, content, &mut sections).await?;
        let html = article::assemble(&sections);
        run.progress(Phase::Parse, 0.0, "Writing metadata and FAQ");
        let finish = finish(&engine, &article::finish(&order, &sections, &html)).await?;
        run.progress(Phase::Save, 0.0, "Saving article");
        let mut tx = run.begin().await?;
        let version = articles::lock(&mut tx, content).await?;
        let article = articles::article(&mut tx, content).await?;
        let revision = Revision::of(text(&order, html, finish), article).await?;
        articles::save(&mut tx, content, version, &revision, Origin::Model).await?;
        writing::finish(&mut tx, content).await?;
        let (words, score) = (revision.words, revision.score);
        let done = Done {
            result: json!({ "content_id": content, "words": words, "score": score, "sections": sections.len() }),
            message: format!("“{}”: {words} words in {} sections", order.title, sections.len()),
            used: run.task().credits,
        };
        run.finish(tx, done).await
    }
}

async fn outline(run: &Run, engine: &Engine, task: &WritingTask) -> Result<Vec<Section>> {
    run.progress(Phase::Prepare, 0.5, "Outlining");
    let answer: OutlineAnswer = engine
        .ask(&article::outline(task), |answer: &OutlineAnswer| {
            match answer.sections.len() {
                2..=24 => Ok(()),
                other => Err(format!("there are {other} sections, and there should be 3 to 20")),
            }
        })
        .await?;
    let sections: Vec<Section> = answer
        .sections
        .into_iter()
        .map(|section| Section {
            heading: plain(&section.heading, 200),
            points: section.points.iter().map(|point| plain(point, 500)).collect(),
            words: i32::try_from(section.words.clamp(40, 3_000)).unwrap_or(300),
            html: None,
        })
        .collect();
    let mut tx = run.begin().await?;
    writing::save_outline(&mut tx, run.task().id.0, &sections).await?;
    tx.commit().await?;
    run.log(Level::Info, &format!("Outline of {} sections", sections.len()));
    Ok(sections)
}

/// Writes the sections that are not written yet, each kept as soon as it is there.
async fn sections_of(
    run: &Run,
    engine: &Engine,
    task: &WritingTask,
    content: Uuid,
    sections: &mut [Section],
) -> Result<()> {
    let offered: BTreeSet<&str> = task.links.iter().map(|(_, url)| url.as_str()).collect();
    let count = sections.len();
    for place in 0..count {
        if sections[place].html.is_some() {
            continue;
        }
        run.check_cancelled()?;
        let section = &sections[place];
        let name = if section.heading.is_empty() {
            "the introduction"
        } else {
            &section.heading
        };
        #[expect(clippy::cast_precision_loss, reason = "an article has few sections")]
        let share = place as f32 / count as f32;
        run.progress(
            Phase::Call,
            share,
            &format!("Writing {} of {count}: {name}", place + 1),
        );
        let purpose = article::section(task, sections, place);
        let most = u32::try_from(section.words).unwrap_or(300) * 4 + 400;
        let live = Live::start(
            run,
            content,
            i16::try_from(place).unwrap_or(i16::MAX),
            &section.heading,
        );
        let text = engine.write(&purpose, most, |so_far| live.show(so_far)).await?;
        let html = article_html::section(&text, &offered);
        live.end(&html);
        let mut tx = run.begin().await?;
        writing::save_section(
            &mut tx,
            run.task().id.0,
            i16::try_from(place).unwrap_or(i16::MAX),
            &html,
        )
        .await?;
        tx.commit().await?;
        sections[place].html = Some(html);
    }
    Ok(())
}

async fn finish(engine: &Engine, purpose: &Purpose) -> Result<FinishAnswer> {
    engine
        .ask(purpose, |answer: &FinishAnswer| {
            if answer.meta_title.trim().is_empty() || answer.meta_description.trim().is_empty() {
                Err("meta_title and meta_description are needed".into())
            } else {
                Ok(())
            }
        })
        .await
}

/// What is saved: what a model gave beyond its bounds is cut.
fn text(task: &WritingTask, html: String, finish: FinishAnswer) -> Text {
    let slug = igny8::writer::slug::slugify(if finish.slug.trim().is_empty() {
        &task.title
    } else {
        &finish.slug
    });
    let list = |items: Vec<String>, most: usize| -> Vec<String> {
        items
            .iter()
            .map(|item| plain(item, 60))
            .filter(|item| !item.is_empty())
            .take(most)
            .collect()
    };
    Text {
        title: task.title.clone(),
        html,
        meta_title: plain(&finish.meta_title, 70),
        meta_description: plain(&finish.meta_description, 200),
        slug,
        excerpt: plain(&finish.excerpt, 400),
        faq: finish
            .faq
            .into_iter()
            .map(|faq| Question {
                question: plain(&faq.question, 300),
                answer: plain(&faq.answer, 1_500),
            })
            .filter(|faq| !faq.question.is_empty() && !faq.answer.is_empty())
            .take(8)
            .collect(),
        tags: list(finish.tags, 8),
        categories: list(finish.categories, 2),
    }
}

/// One line of plain text of at most `most` characters.
fn plain(text: &str, most: usize) -> String {
    igny8::planner::phrase::clean_phrase(text)
        .chars()
        .take(most)
        .collect()
}
