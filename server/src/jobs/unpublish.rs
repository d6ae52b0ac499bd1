//! Unpublish: an article becomes a draft again at every destination that has it. Nothing else lowers its state.

use async_trait::async_trait;
use igny8::job_run::{Level, Phase};
use igny8::jobs::Job;
use igny8::resource::Resource;
use serde_json::json;

use crate::error::Result;
use crate::jobs::asked::item;
use crate::jobs::counted;
use crate::jobs::destination::{destination_of, known, places, problem};
use crate::repo::writer::publishing::{self, Back};
use crate::runner::{Done, Finished, JobHandler, Run, Target};

/// Takes an article back.
pub struct Unpublish;

#[async_trait]
impl JobHandler for Unpublish {
    fn job(&self) -> Job {
        Job::Unpublish
    }

    fn reaches_out(&self) -> bool {
        true
    }

    fn targets(&self) -> &'static [Target] {
        &[Target {
            resource: Resource::Content,
            rows: publishing::OUT,
            why: "These articles aren't published.",
        }]
    }

    async fn run(&self, run: &Run) -> Result<Finished> {
        let (content, account) = (item(run)?.id, run.task().account);
        let mut tx = run.begin().await?;
        let places = places(&mut tx, content).await?;
        drop(tx);
        for (place, target) in &places {
            run.check_cancelled()?;
            run.progress(Phase::Call, 0.0, &format!("Unpublishing from {}", target.name));
            destination_of(run.app(), account, target)?
                .unpublish(content, &known(place))
                .await
                .map_err(|error| problem(&error))?;
            let mut tx = run.begin().await?;
            publishing::lowered(&mut tx, content, target.id).await?;
            tx.commit().await?;
            run.log(Level::Info, &format!("{}: reverted to draft", target.name));
        }
        let mut tx = run.begin().await?;
        publishing::taken_back(&mut tx, content, Back::Draft).await?;
        let done = Done {
            result: json!({ "content_id": content, "destinations": places.len() }),
            message: format!(
                "Unpublished from {}",
                counted(places.len(), "destination", "destinations")
            ),
            used: 0,
        };
        run.finish(tx, done).await
    }
}
