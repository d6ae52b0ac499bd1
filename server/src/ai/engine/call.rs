//! One call with its record: noted before it, completed after it, whatever came of it.

use std::time::Instant;

use igny8::billing::usage::CallPurpose;
use igny8::job_run::Level;
use provider::{
    EmbedReply, EmbedRequest, Failed, ImageReply, ImageRequest, Sink, TextReply, TextRequest, Usage,
};

use super::Engine;
use super::fault::problem;
use crate::error::{Error, Result};
use crate::repo::ai::calls::{self, CallEnd, NewCall};
use crate::repo::ai::quirks;
use crate::telemetry::metrics::metrics;

/// What a call took, whoever made it.
struct Took {
    request_id: Option<String>,
    usage: Usage,
    images: i64,
    cost: Option<f64>,
}

impl Engine {
    /// A call for text. Someone who asks the run to stop ends it.
    pub(super) async fn call_text(
        &self,
        purpose: CallPurpose,
        request: &TextRequest,
        sink: &mut Sink<'_>,
    ) -> Result<Result<TextReply, Failed>> {
        let call = self.provider.text(request, sink);
        self.recorded(purpose, &request.model, call, |reply| Took {
            request_id: reply.request_id.clone(),
            usage: reply.usage,
            images: 0,
            cost: None,
        })
        .await
    }

    /// One picture.
    ///
    /// # Errors
    /// The provider's fault in words.
    pub async fn draw(&self, request: &ImageRequest) -> Result<ImageReply> {
        let call = self.provider.image(request);
        let reply = self
            .recorded(CallPurpose::Image, &request.model, call, |reply| Took {
                request_id: reply.request_id.clone(),
                usage: reply.usage,
                images: 1,
                cost: reply.cost,
            })
            .await?;
        reply.map_err(|failed| problem(&failed.error).into())
    }

    /// A call for vectors.
    pub(super) async fn call_embed(&self, request: &EmbedRequest) -> Result<Result<EmbedReply, Failed>> {
        let call = self.provider.embed(request);
        self.recorded(CallPurpose::Embed, &request.model, call, |reply| Took {
            request_id: reply.request_id.clone(),
            usage: reply.usage,
            images: 0,
            cost: None,
        })
        .await
    }

    async fn recorded<T>(
        &self,
        purpose: CallPurpose,
        model: &str,
        call: impl Future<Output = Result<T, Failed>>,
        took: impl FnOnce(&T) -> Took,
    ) -> Result<Result<T, Failed>> {
        let mut tx = self.run.begin().await?;
        let new = NewCall {
            run: self.run.task().id.0,
            content: self.content,
            purpose,
            provider: self.provider.name(),
            model,
        };
        let id = calls::sent(&mut tx, new).await?;
        tx.commit().await?;
        let began = Instant::now();
        let outcome = tokio::select! {
            biased;
            outcome = call => Some(outcome),
            () = self.run.cancelled() => None,
        };
        let elapsed = began.elapsed();
        let latency = i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX);
        let (took, error) = match &outcome {
            Some(Ok(reply)) => (took(reply), None),
            Some(Err(failed)) => (
                Took {
                    request_id: failed.request_id.clone(),
                    usage: failed.usage,
                    images: 0,
                    cost: None,
                },
                Some(failed.error.to_string()),
            ),
            None => (
                Took {
                    request_id: None,
                    usage: Usage::default(),
                    images: 0,
                    cost: None,
                },
                Some("stopped as requested".to_owned()),
            ),
        };
        let end = CallEnd {
            request_id: took.request_id,
            input: took.usage.input.into(),
            cached: took.usage.cached.into(),
            output: took.usage.output.into(),
            images: took.images,
            // What the platform pays is no cost of the account's, which pays in credits.
            cost: if self.platform { Some(0.0) } else { took.cost },
            latency,
            error,
        };
        // Also of a run that is to stop: what was paid for is booked.
        let mut tx = self
            .run
            .app()
            .db
            .begin(&self.run.scope().member_writing())
            .await?;
        let word = match &outcome {
            Some(Ok(_)) => "ok",
            Some(Err(_)) => "failed",
            None => "stopped",
        };
        let cost = calls::ended(&mut tx, id, end).await?;
        metrics().called(self.provider.name(), word, elapsed, cost);
        let learnt = self.provider.learnt();
        if let Some(integration) = &self.setup.integration {
            for (model, known) in &learnt.models {
                quirks::keep(&mut tx, integration.id, model, known).await?;
            }
        }
        tx.commit().await?;
        for note in learnt.notes {
            self.run.log(Level::Info, &note);
        }
        match outcome {
            Some(outcome) => Ok(outcome),
            None => Err(self.run.check_cancelled().err().unwrap_or(Error::Cancelled)),
        }
    }
}
