//! Test connection: asks a provider or destination whether it would do its work, and names the fault if not.

use async_trait::async_trait;
use igny8::ai::Function;
use igny8::error::Problem;
use igny8::id::AccountId;
use igny8::job::Phase;
use serde_json::json;

use crate::ai::engine::provider_of;
use crate::ai::item;
use crate::ai::publish::destination_of;
use crate::error::{Error, Result};
use crate::jobs::{Done, Finished, JobFunction, Run};
use crate::repo::system::integrations::{self, Integration};
use crate::state::App;

/// The function.
pub struct TestConnection;

#[async_trait]
impl JobFunction for TestConnection {
    fn function(&self) -> Function {
        Function::TestConnection
    }

    async fn run(&self, run: &Run) -> Result<Finished> {
        let id = item(run)?.id;
        let mut tx = run.begin().await?;
        let integration = integrations::get(&mut tx, id).await?;
        drop(tx);
        run.progress(Phase::Call, 0.0, &format!("Asking {}", integration.name));
        let found = tokio::select! {
            found = check(run.app(), run.task().account, &integration) => found,
            () = run.cancelled() => return Err(run.check_cancelled().err().unwrap_or(Error::Cancelled)),
        };
        let mut tx = run.begin().await?;
        integrations::tested(&mut tx, id, &found).await?;
        match found {
            Ok(message) => {
                let done = Done {
                    result: json!({ "ok": true, "integration_id": id }),
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

/// What is found, or the fault, each in a sentence.
async fn check(app: &App, account: AccountId, integration: &Integration) -> Result<String, String> {
    if matches!(integration.kind.as_str(), "wordpress" | "webhook") {
        let destination =
            destination_of(app, account, integration).map_err(|error| error.into_problem().detail)?;
        let health = destination.check().await.map_err(|error| error.to_string())?;
        let mut sentence = health.summary();
        for warning in &health.warnings {
            sentence.push_str(". ");
            sentence.push_str(warning);
        }
        return Ok(sentence);
    }
    let chosen = provider_of(app, account, Some(integration)).map_err(|error| error.into_problem().detail)?;
    chosen.provider.check().await.map_err(|failed| failed.to_string())
}
