//! Test connection: asks a provider or destination whether it would do its work, and names the fault if not. A provider is
//! asked for one word, one document, one picture and one vector, as far as it has a model for each, since a key and a list
//! of models say little of what a server does with a request.

use std::time::Duration;

use async_trait::async_trait;
use igny8::error::Problem;
use igny8::id::AccountId;
use igny8::job_run::Phase;
use igny8::jobs::Job;
use igny8::resource::Resource;
use igny8::system::integrations::IntegrationKind;
use igny8::system::model_servers;
use provider::{ImageRequest, ImageStyle};
use serde_json::{Value, json};

use crate::ai::engine::Engine;
use crate::error::{Error, Result};
use crate::jobs::asked::item;
use crate::jobs::destination::destination_of;
use crate::repo::ai::quirks;
use crate::repo::system::integrations::{self, Integration};
use crate::runner::{Done, Finished, JobHandler, Run, Target};
use crate::state::App;

/// How long the picture may take.
const PICTURE: Duration = Duration::from_mins(3);

/// The most names of models that are listed.
const LISTED: usize = 8;

/// The function.
pub struct TestConnection;

#[async_trait]
impl JobHandler for TestConnection {
    fn job(&self) -> Job {
        Job::TestConnection
    }

    fn targets(&self) -> &'static [Target] {
        &[Target {
            resource: Resource::Integrations,
            rows: integrations::TESTABLE,
            why: "This connection is already being tested.",
        }]
    }

    async fn run(&self, run: &Run) -> Result<Finished> {
        let id = item(run)?.id;
        let mut tx = run.begin().await?;
        let integration = integrations::get(&mut tx, id).await?;
        // A test begins anew: what was found out of a server that has changed since is no longer held against it.
        quirks::forget(&mut tx, id).await?;
        tx.commit().await?;
        run.progress(Phase::Call, 0.0, &format!("Testing {}", integration.name));
        let found = if is_destination(&integration) {
            tokio::select! {
                found = destination(run.app(), run.task().account, &integration) => found.map(|text| (text, Vec::new())),
                () = run.cancelled() => return Err(run.check_cancelled().err().unwrap_or(Error::Cancelled)),
            }
        } else {
            provider(run, integration).await?
        };
        let said = found.as_ref().map(|(text, _)| text.clone()).map_err(Clone::clone);
        let mut tx = run.begin().await?;
        integrations::tested(&mut tx, id, &said).await?;
        match found {
            Ok((message, parts)) => {
                let parts: Vec<Value> = parts.iter().map(Part::json).collect();
                let done = Done {
                    result: json!({ "ok": true, "integration_id": id, "parts": parts }),
                    message,
                    used: 0,
                };
                run.finish(tx, done).await
            }
            Err(fault) => {
                tx.commit().await?;
                Err(Problem::conflict(fault).into())
            }
        }
    }
}

fn is_destination(integration: &Integration) -> bool {
    integration.kind.takes_articles()
}

/// What is found of a destination, or the fault, each in a sentence.
async fn destination(app: &App, account: AccountId, integration: &Integration) -> Result<String, String> {
    let destination =
        destination_of(app, account, integration).map_err(|error| error.into_problem().detail)?;
    let health = destination.check().await.map_err(|error| error.to_string())?;
    let mut sentence = health.summary().trim_end_matches('.').to_owned();
    for warning in &health.warnings {
        sentence.push_str(". ");
        sentence.push_str(warning.trim_end_matches('.'));
    }
    Ok(sentence)
}

/// One thing that a provider was asked for.
struct Part {
    what: &'static str,
    /// Who was asked; none: there is no model for it.
    model: Option<String>,
    fault: Option<String>,
}

impl Part {
    fn json(&self) -> Value {
        let works = self.model.as_ref().map(|_| self.fault.is_none());
        json!({ "what": self.what, "model": self.model, "works": works, "fault": self.fault })
    }

    fn sentence(&self) -> String {
        match (&self.model, &self.fault) {
            (Some(model), None) => format!("{}: working ({model}).", self.what),
            (Some(model), Some(fault)) => format!(
                "{}: failed ({model}). {}.",
                self.what,
                fault.trim_end_matches('.')
            ),
            (None, _) => format!("{}: no model set.", self.what),
        }
    }
}

type Found = std::result::Result<(String, Vec<Part>), String>;

/// What works and what does not. Faults that pass are tried again by nobody here: whoever tests wants to know now.
async fn provider(run: &Run, integration: Integration) -> Result<Found> {
    let (writes, draws) = models_of(&integration);
    let is_openai = integration.kind == IntegrationKind::OpenAi;
    let engine = match Engine::of(run, integration).await {
        Ok(engine) => engine,
        Err(Error::Problem(problem)) => return Ok(Err(problem.detail)),
        Err(error) => return Err(error),
    };
    if !is_openai {
        // Runware says what is left of its account, and a picture costs what it costs.
        if let Err(fault) = engine.check().await {
            return Ok(Err(fault));
        }
    }
    let mut parts = Vec::new();
    if writes {
        let model = engine.text_model().to_owned();
        run.progress(Phase::Call, 0.1, &format!("Testing {model} with a text request"));
        let fault = fault_of(engine.try_word().await)?;
        let is_down = fault.is_some();
        parts.push(Part {
            what: "Text",
            model: Some(model.clone()),
            fault,
        });
        if !is_down {
            run.progress(
                Phase::Call,
                0.3,
                &format!("Testing {model} with a structured request"),
            );
            let fault = fault_of(engine.try_document().await)?;
            parts.push(Part {
                what: "JSON",
                model: Some(model),
                fault,
            });
        }
    }
    let model = draws.then(|| engine.image_model().to_owned());
    let fault = match &model {
        Some(model) => {
            run.progress(
                Phase::Call,
                0.5,
                &format!("Testing {model} with an image request"),
            );
            fault_of(draw(&engine, model).await)?
        }
        None => None,
    };
    parts.push(Part {
        what: "Images",
        model,
        fault,
    });
    if is_openai {
        let model = engine.embedding_model().map(str::to_owned);
        let fault = match &model {
            Some(_) => fault_of(engine.embed(&["one".to_owned()], |_, _| ()).await)?,
            None => None,
        };
        parts.push(Part {
            what: "Embeddings",
            model,
            fault,
        });
    }
    let mut said: Vec<String> = parts.iter().map(Part::sentence).collect();
    let failed = parts.iter().any(|part| part.fault.is_some());
    if failed && is_openai {
        said.extend(offered(&engine, &parts).await);
    }
    let said = said.join(" ");
    Ok(if failed { Err(said) } else { Ok((said, parts)) })
}

/// For what an integration has a model, set or usual: a server of one's own has none that nobody has set.
fn models_of(integration: &Integration) -> (bool, bool) {
    if integration.kind != IntegrationKind::OpenAi {
        return (false, true);
    }
    let is_openais = match &integration.base_url {
        Some(url) => url.contains("//api.openai.com"),
        None => integration
            .service
            .as_deref()
            .is_none_or(|service| service == model_servers::MODEL_SERVERS[0].choice.value),
    };
    (true, integration.image_model.is_some() || is_openais)
}

/// The names that the server offers, where one that was asked for may not be among them.
async fn offered(engine: &Engine, parts: &[Part]) -> Option<String> {
    let models = engine.offered().await;
    let asked = parts
        .iter()
        .filter(|part| part.fault.is_some())
        .filter_map(|part| part.model.as_ref());
    let mut missing = asked.filter(|model| !models.contains(model));
    if models.is_empty() || missing.next().is_none() {
        return None;
    }
    let names = models[..models.len().min(LISTED)].join(", ");
    let more = if models.len() > LISTED {
        format!(" and {} more", models.len() - LISTED)
    } else {
        String::new()
    };
    Some(format!("Available models: {names}{more}. Choose one of them."))
}

async fn draw(engine: &Engine, model: &str) -> Result<()> {
    let request = ImageRequest {
        model: model.to_owned(),
        prompt: "A red apple on a wooden table".to_owned(),
        title: "A red apple".to_owned(),
        style: ImageStyle::Realistic,
        width: 1024,
        height: 1024,
        timeout: PICTURE,
    };
    let reply = engine.draw(&request).await?;
    media::prepare(reply.bytes)
        .await
        .map_err(|fault| Problem::conflict(fault.to_string()))?;
    Ok(())
}

/// The fault in words; what is no fault of the provider ends the run.
fn fault_of(result: Result<()>) -> Result<Option<String>> {
    match result {
        Ok(()) => Ok(None),
        Err(Error::Problem(problem)) => Ok(Some(problem.detail)),
        Err(error) => Err(error),
    }
}
