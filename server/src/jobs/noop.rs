//! A function without an effect: measures and tests the runner itself.

use std::time::Duration;

use async_trait::async_trait;
use igny8::error::Problem;
use igny8::job_run::Phase;
use igny8::jobs::Job;
use serde::Deserialize;
use serde_json::json;

use crate::error::Result;
use crate::runner::{Done, Finished, JobHandler, Run};

/// Waits, and says how far it is.
pub struct Noop;

#[derive(Deserialize)]
#[serde(default)]
struct Params {
    /// How long it takes.
    millis: u64,
    /// How often it says how far it is.
    steps: u16,
    /// Whether it ends with an error.
    fail: bool,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            millis: 0,
            steps: 1,
            fail: false,
        }
    }
}

#[async_trait]
impl JobHandler for Noop {
    fn job(&self) -> Job {
        Job::Noop
    }

    async fn run(&self, run: &Run) -> Result<Finished> {
        let params: Params = serde_json::from_value(run.task().params.clone())?;
        let steps = params.steps.max(1);
        for step in 1..=steps {
            run.check_cancelled()?;
            if params.millis > 0 {
                tokio::select! {
                    () = tokio::time::sleep(Duration::from_millis(params.millis) / u32::from(steps)) => {}
                    () = run.cancelled() => {}
                }
                run.progress(
                    Phase::Call,
                    f32::from(step) / f32::from(steps),
                    &format!("Step {step} of {steps}"),
                );
            }
        }
        if params.fail {
            return Err(Problem::bad_request("It was told to fail.").into());
        }
        let done = Done {
            result: json!({ "steps": steps }),
            message: format!("{steps} steps done"),
            used: run.task().credits,
        };
        run.end(done).await
    }
}
