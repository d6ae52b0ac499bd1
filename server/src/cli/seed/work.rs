//! The work in the demo account, step by step. Each step is left out where its result is there, so that another seeding adds nothing.

use std::time::Duration;

use igny8::error::{Problem, ProblemKind};
use igny8::jobs::Job;
use igny8::page::{Action, Arguments};
use igny8::permission::Verb;
use igny8::planner::import::Reading;
use igny8::registry;
use igny8::resource::Resource;
use igny8::services::{ImportRequest, Selection, Services as _};
use igny8::value::{Record, Row, Value};
use igny8::writer::article::{Edit, Question, Text};
use igny8::writer::content::EDITIONS;
use igny8::writer::content::PublishAs;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::articles::{ARTICLES, Article};
use super::keywords::{COFFEE, RUNNING, TEA, csv};
use crate::cli::output::say;
use crate::error::Result;
use crate::repo::writer::publishing;
use crate::runner::Worker;
use crate::services::RequestContext;
use crate::services::imports::{self, Receiving};

/// How long a run may take before the rest is left out.
const TIMEOUT: Duration = Duration::from_mins(2);
/// Clusters that get ideas, ideas that become tasks, tasks that are written, articles that get pictures.
const CLUSTERS: usize = 5;
const TASKS: usize = 8;
const WRITTEN: usize = 3;
const PICTURED: usize = 2;

/// Does what is missing.
///
/// # Errors
/// The database does not answer.
pub(super) async fn fill(ctx: &RequestContext) -> Result<()> {
    let worker = CancellationToken::new();
    let working = tokio::spawn(Worker::new(ctx.app.clone(), crate::jobs::ALL).run(worker.clone()));
    let done = steps(ctx).await;
    worker.cancel();
    let _ = working.await;
    match done {
        // Such as credits that are used up: what is there is worth a look all the same.
        Err(problem) if problem.kind != ProblemKind::Internal => {
            say(&format!("some of the demo data was left out: {}", problem.detail));
            Ok(())
        }
        Err(problem) => Err(problem.into()),
        Ok(()) => Ok(()),
    }
}

async fn steps(ctx: &RequestContext) -> Result<(), Problem> {
    let places = places(ctx).await?;
    for (sector, topics, name) in [
        (places[0], COFFEE, "coffee-keywords.csv"),
        (places[1], TEA, "tea-keywords.csv"),
        (places[2], RUNNING, "running-keywords.csv"),
    ] {
        if rows(ctx, Resource::Keywords, &format!("sector_id={sector}"))
            .await?
            .is_empty()
        {
            bring_in(ctx, sector, name, csv(topics)).await?;
        }
    }
    let clusters = rows(ctx, Resource::Clusters, "sort=-volume").await?;
    if clusters.is_empty() {
        run(
            ctx,
            Resource::Keywords,
            Job::AutoCluster,
            Selection::Query(String::new()),
        )
        .await?;
    }
    let clusters = rows(ctx, Resource::Clusters, "sort=-volume").await?;
    if rows(ctx, Resource::Ideas, "").await?.is_empty() {
        run(
            ctx,
            Resource::Clusters,
            Job::GenerateIdeas,
            ids(&clusters, CLUSTERS),
        )
        .await?;
    }
    let ideas = rows(ctx, Resource::Ideas, "").await?;
    if rows(ctx, Resource::WritingTasks, "").await?.is_empty() && !ideas.is_empty() {
        let make = igny8::planner::ideas::CREATE_TASKS.name;
        ctx.act(Resource::Ideas, make, ids(&ideas, TASKS), Arguments::default())
            .await?;
    }
    if rows(ctx, Resource::Content, "").await?.is_empty() {
        let tasks = rows(ctx, Resource::WritingTasks, "").await?;
        run(
            ctx,
            Resource::WritingTasks,
            Job::GenerateContent,
            ids(&tasks, WRITTEN),
        )
        .await?;
        let drafts = rows(ctx, Resource::Content, "").await?;
        run(
            ctx,
            Resource::Content,
            Job::GenerateImagePrompts,
            ids(&drafts, PICTURED),
        )
        .await?;
        let pictures = rows(ctx, Resource::Images, "").await?;
        run(
            ctx,
            Resource::Images,
            Job::GenerateImages,
            ids(&pictures, usize::MAX),
        )
        .await?;
        for article in ARTICLES {
            finish(ctx, places[0], article).await?;
        }
    }
    Ok(())
}

/// Two sites with their sectors: the one that came with the account takes the first name.
async fn places(ctx: &RequestContext) -> Result<[Uuid; 3], Problem> {
    let sites = rows(ctx, Resource::Sites, "sort=created_at").await?;
    let brewhouse = match sites.first() {
        Some(site) if label(Resource::Sites, site) != "My site" => site.id,
        site => {
            let record = record(&[
                ("name", "Brewhouse"),
                ("domain", "brewhouse.example"),
                ("language", "en"),
                ("country", "US"),
                (
                    "voice",
                    "Friendly and exact. For people who make coffee and tea at home and want to know why.",
                ),
            ]);
            ctx.save(Resource::Sites, site.map(|site| site.id), record)
                .await?
                .row
                .id
        }
    };
    let trailhead = match sites.get(1) {
        Some(site) => site.id,
        None => {
            let record = record(&[
                ("name", "Trailhead"),
                ("domain", "trailhead.example"),
                ("language", "en-GB"),
                ("country", "GB"),
                (
                    "voice",
                    "Short and practical. For people who run off the road, in all weather.",
                ),
            ]);
            ctx.save(Resource::Sites, None, record).await?.row.id
        }
    };
    let coffee = sector(ctx, brewhouse, "Coffee").await?;
    let tea = sector(ctx, brewhouse, "Tea").await?;
    let running = sector(ctx, trailhead, "Running").await?;
    Ok([coffee, tea, running])
}

/// The sector of this name; one that came with its site takes it.
async fn sector(ctx: &RequestContext, site: Uuid, name: &str) -> Result<Uuid, Problem> {
    let known = rows(ctx, Resource::Sectors, &format!("site_id={site}")).await?;
    let of = |wanted: &str| {
        known
            .iter()
            .find(|row| label(Resource::Sectors, row) == wanted)
            .map(|row| row.id)
    };
    if let Some(id) = of(name) {
        return Ok(id);
    }
    let mut values = record(&[("name", name)]);
    let first = of("General");
    if first.is_none() {
        values.insert("site_id".into(), reference(site));
    }
    Ok(ctx.save(Resource::Sectors, first, values).await?.row.id)
}

/// Imports a file as the wizard would.
async fn bring_in(ctx: &RequestContext, sector: Uuid, name: &str, text: String) -> Result<(), Problem> {
    let upload = async {
        let mut receiving = Receiving::begin(ctx, Some(name)).await?;
        receiving.write(text.as_bytes()).await?;
        imports::receive(ctx, receiving.end().await?, Reading::default(), Some(sector)).await
    };
    let upload = upload.await.map_err(crate::error::Error::into_problem)?;
    let order = ImportRequest {
        upload_id: upload.upload_id,
        sector_id: sector,
        mapping: None,
        reading: Reading::default(),
    };
    let outcome = ctx.import(order).await?;
    ended(ctx, outcome.task_id).await
}

/// Starts a function for rows and waits until it has ended.
async fn run(ctx: &RequestContext, resource: Resource, job: Job, rows: Selection) -> Result<(), Problem> {
    if matches!(&rows, Selection::Ids(ids) if ids.is_empty()) {
        return Ok(());
    }
    let outcome = ctx.act(resource, job.name(), rows, Arguments::default()).await?;
    ended(ctx, outcome.task_id).await
}

async fn ended(ctx: &RequestContext, task: Option<Uuid>) -> Result<(), Problem> {
    let Some(task) = task else { return Ok(()) };
    let waits = async {
        while !ctx.task(task).await?.task.status.is_terminal() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Ok(())
    };
    tokio::time::timeout(TIMEOUT, waits).await.unwrap_or_else(|_| {
        Err(Problem::new(
            ProblemKind::Unavailable,
            "An AI task of the demo data took too long. Check that a worker is running, then run igny8 seed again.",
        ))
    })
}

/// An article that a person wrote, approved, and perhaps published.
async fn finish(ctx: &RequestContext, sector: Uuid, article: &Article) -> Result<(), Problem> {
    let mut about = record(&[
        ("title", article.title),
        ("keywords", article.keywords),
        ("publish_as", PublishAs::Publish.as_str()),
    ]);
    about.insert("sector_id".into(), reference(sector));
    about.insert("words_target".into(), Value::Int(400));
    let id = ctx.save(Resource::Content, None, about).await?.row.id;
    let version = ctx.article(id).await?.version;
    let text = Text {
        title: article.title.into(),
        html: article.html.into(),
        meta_title: article.meta_title.into(),
        meta_description: article.meta_description.into(),
        slug: article.slug.into(),
        excerpt: article.excerpt.into(),
        faq: vec![Question {
            question: article.faq.0.into(),
            answer: article.faq.1.into(),
        }],
        tags: vec!["coffee".into()],
        categories: vec!["Guides".into()],
    };
    ctx.save_article(id, Edit { version, text }).await?;
    let edition = ctx.article(id).await?.edition;
    let approve: &Action = &igny8::writer::content::APPROVE;
    ctx.act(
        Resource::Content,
        approve.name,
        Selection::Ids(vec![id]),
        Arguments::default().with_texts(&EDITIONS, vec![format!("{id}:{edition}")]),
    )
    .await?;
    if let Some(url) = article.url {
        published(ctx, id, url)
            .await
            .map_err(crate::error::Error::into_problem)?;
    }
    Ok(())
}

/// No website of the demo can be reached, so that its state is set as if one had taken the article.
async fn published(ctx: &RequestContext, id: Uuid, url: &str) -> Result<()> {
    let grant = ctx.scope()?.require(Verb::Update, Resource::Content)?;
    let mut tx = ctx.app.db.begin(&grant).await?;
    publishing::published_long_ago(&mut tx, id, url).await?;
    tx.commit().await?;
    Ok(())
}

async fn rows(ctx: &RequestContext, resource: Resource, query: &str) -> Result<Vec<Row>, Problem> {
    Ok(ctx.list(resource, query).await?.results)
}

fn label(resource: Resource, row: &Row) -> String {
    registry::table(resource).map_or_else(String::new, |page| row.get(page.label()).to_plain())
}

fn ids(rows: &[Row], most: usize) -> Selection {
    Selection::Ids(rows.iter().take(most).map(|row| row.id).collect())
}

fn record(values: &[(&str, &str)]) -> Record {
    let value = |text: &str| Value::Text(text.to_owned());
    values
        .iter()
        .map(|(key, text)| ((*key).to_owned(), value(text)))
        .collect()
}

fn reference(id: Uuid) -> Value {
    Value::Ref {
        id,
        label: String::new(),
    }
}
