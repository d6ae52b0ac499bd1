//! Recalculate scores: gives articles the score that they have by the rules of now, such as after an update of IGNY8.

use std::fmt::Write as _;

use async_trait::async_trait;
use igny8::error::ProblemKind;
use igny8::job_run::Phase;
use igny8::jobs::Job;
use igny8::writer::content::PAGE;
use serde_json::json;
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::jobs::asked::rows;
use crate::jobs::counted;
use crate::repo::list;
use crate::repo::writer::revision::Revision;
use crate::repo::writer::{articles, content};
use crate::runner::{Done, Finished, JobHandler, Run};

/// Scores articles anew.
pub struct RecalculateScores;

#[async_trait]
impl JobHandler for RecalculateScores {
    fn job(&self) -> Job {
        Job::RecalculateScores
    }

    async fn run(&self, run: &Run) -> Result<Finished> {
        run.progress(Phase::Prepare, 0.0, "Reading articles");
        let mut tx = run.begin().await?;
        let rows = rows(run, &mut tx, &PAGE).await?;
        let ids = list::ids(&mut tx, &content::TABLE, &PAGE, &rows).await?;
        drop(tx);
        let (mut scored, mut changed) = (0_usize, 0_usize);
        for (at, id) in ids.iter().enumerate() {
            run.check_cancelled()?;
            #[expect(clippy::cast_precision_loss, reason = "a share needs no more precision")]
            let share = at as f32 / ids.len() as f32;
            run.progress(
                Phase::Call,
                share,
                &format!("Article {} of {}", at + 1, ids.len()),
            );
            if let Some(is_other) = score(run, *id).await? {
                scored += 1;
                changed += usize::from(is_other);
            }
        }
        let mut message = format!(
            "{} scored, {changed} changed",
            counted(scored, "article", "articles")
        );
        if scored < ids.len() {
            let _ = write!(message, ", {} skipped without text", ids.len() - scored);
        }
        let done = Done {
            result: json!({ "articles": scored, "changed": changed }),
            message,
            used: 0,
        };
        run.end(done).await
    }
}

/// Scores one article, and says whether it had another score; none where there is nothing to score.
async fn score(run: &Run, id: Uuid) -> Result<Option<bool>> {
    let mut tx = run.begin().await?;
    // Nobody saves another text between reading it and keeping its score.
    match articles::lock(&mut tx, id).await {
        // It was deleted meanwhile.
        Err(Error::Problem(problem)) if problem.kind == ProblemKind::NotFound => return Ok(None),
        locked => locked?,
    };
    let article = articles::article(&mut tx, id).await?;
    if article.text.html.is_empty() {
        return Ok(None);
    }
    let revision = Revision::of(article.text.clone(), article).await?;
    let is_other = articles::rescore(&mut tx, id, revision.score).await?;
    tx.commit().await?;
    Ok(Some(is_other))
}
