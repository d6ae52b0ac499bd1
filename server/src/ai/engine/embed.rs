//! Vectors of texts: in batches, each of which is a call of its own.

use std::ops::Range;
use std::sync::atomic::Ordering;
use std::time::Duration;

use igny8::error::Problem;
use provider::{EmbedRequest, ProviderError};

use super::Engine;
use super::fault::problem;
use crate::error::{Error, Result};

/// How long one call may take.
const TIMEOUT: Duration = Duration::from_mins(3);
/// The most texts of a call. Providers take 2,048, but so many long vectors are 120 MB of JSON, and a worker has
/// several runs at once.
const MAX_TEXTS: usize = 512;
/// The most bytes of a call. No token is shorter than a byte, and `OpenAI` takes 300,000 tokens.
const MAX_BYTES: usize = 250_000;
/// How long a call that failed in passing is waited for, and the longest wait that a provider may ask for.
const RETRY_DELAY: Duration = Duration::from_secs(2);
const MAX_RETRY_DELAY: Duration = Duration::from_secs(30);

impl Engine {
    /// One vector a text, all of one length. `take` gets each batch as it comes, with the place of its first text, so
    /// that nobody has to hold all of them. A batch that fails in passing is asked for once more.
    ///
    /// # Errors
    /// No embedding model is set; the provider's fault in words; vectors of several lengths.
    pub async fn embed(
        &self,
        texts: &[String],
        mut take: impl FnMut(usize, Vec<Vec<f32>>) + Send,
    ) -> Result<()> {
        let Some(model) = &self.embedding_model else {
            let message = "No embedding model set. Add one in Integrations.";
            return Err(Problem::conflict(message).into());
        };
        let mut length = None;
        for batch in batches(texts) {
            let vectors = self.batch(model, &texts[batch.clone()]).await?;
            for vector in &vectors {
                if *length.get_or_insert(vector.len()) != vector.len() {
                    let message =
                        "The model returned vectors of different lengths. Choose another embedding model.";
                    return Err(Problem::conflict(message).into());
                }
            }
            take(batch.start, vectors);
        }
        Ok(())
    }

    /// The vectors of a batch. A server that refuses it may take fewer texts at once than OpenAI does: it is asked for
    /// halves, and for all later batches in parts of the size that it took.
    async fn batch(&self, model: &str, texts: &[String]) -> Result<Vec<Vec<f32>>> {
        let mut vectors = Vec::with_capacity(texts.len());
        while vectors.len() < texts.len() {
            let left = &texts[vectors.len()..];
            let most = self.embeds_at_once.load(Ordering::Relaxed).clamp(1, left.len());
            let request = EmbedRequest {
                model: model.to_owned(),
                texts: left[..most].to_vec(),
                timeout: TIMEOUT,
            };
            match self.vectors(&request).await? {
                Ok(some) => vectors.extend(some),
                Err(ProviderError::Request { .. }) if most > 1 => {
                    self.embeds_at_once.store(most.div_ceil(2), Ordering::Relaxed);
                }
                Err(error) => return Err(problem(&error).into()),
            }
        }
        Ok(vectors)
    }

    async fn vectors(&self, request: &EmbedRequest) -> Result<Result<Vec<Vec<f32>>, ProviderError>> {
        let failed = match self.call_embed(request).await? {
            Ok(reply) => return Ok(Ok(reply.vectors)),
            Err(failed) => failed,
        };
        let pause = failed.error.retry_after().unwrap_or(RETRY_DELAY);
        if !failed.error.is_passing() || pause > MAX_RETRY_DELAY {
            return Ok(Err(failed.error));
        }
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = self.run.cancelled() => {
                return Err(self.run.check_cancelled().err().unwrap_or(Error::Cancelled));
            }
        }
        let again = self.call_embed(request).await?;
        Ok(again.map(|reply| reply.vectors).map_err(|failed| failed.error))
    }
}

/// The texts in batches that a provider takes; a text that is too long is alone in its own.
fn batches(texts: &[String]) -> Vec<Range<usize>> {
    let mut batches = Vec::new();
    let (mut first, mut bytes) = (0, 0);
    for (place, text) in texts.iter().enumerate() {
        if place > first && (place - first == MAX_TEXTS || bytes + text.len() > MAX_BYTES) {
            batches.push(first..place);
            (first, bytes) = (place, 0);
        }
        bytes += text.len();
    }
    if first < texts.len() {
        batches.push(first..texts.len());
    }
    batches
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_keep_to_both_limits_and_lose_nothing() {
        let short = vec!["a".to_owned(); 2 * MAX_TEXTS + 1];
        let sizes: Vec<usize> = batches(&short).iter().map(ExactSizeIterator::len).collect();
        assert_eq!(sizes, [MAX_TEXTS, MAX_TEXTS, 1]);
        let half = "b".repeat(MAX_BYTES / 2);
        let long = vec![half.clone(), half.clone(), half, "c".repeat(MAX_BYTES + 1)];
        assert_eq!(batches(&long), [0..2, 2..3, 3..4]);
        assert_eq!(batches(&[]), Vec::<Range<usize>>::new());
    }
}
