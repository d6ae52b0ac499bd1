//! Text of models: JSON that is checked and mended once, and prose that is continued where it was cut.

use std::time::Duration;

use igny8::error::Problem;
use igny8::job_run::Level;
use provider::writing::{Purpose, schema};
use provider::{Ended, ProviderError, TextRequest};
use serde::de::DeserializeOwned;

use super::Engine;
use super::fault::problem;
use crate::error::Result;

/// How long one call may take: long JSON comes in one piece, from a model that may think before.
const TIMEOUT: Duration = Duration::from_mins(10);
/// The most tokens of one answer in JSON, and of one that was cut.
const JSON_TOKENS: u32 = 6_000;
const JSON_TOKENS_AGAIN: u32 = 16_000;
/// What is said of a model that comes to no word even so.
const ONLY_THOUGHTS: &str = "The model used all its tokens before writing any text. Choose a model with less reasoning in Integrations.";
/// What is said of one whose document never ends.
const TOO_LONG: &str = "The model's answer was cut off twice at the token limit. Load the model with a longer context or choose another model.";
/// How often prose is continued.
const CONTINUATIONS: u32 = 5;

impl Engine {
    fn request(&self, purpose: &Purpose, max_tokens: u32, temperature: f32) -> TextRequest {
        let (system, prompt) = self.prompt(purpose);
        TextRequest {
            model: self.text_model.clone(),
            purpose: purpose.clone(),
            system,
            prompt,
            so_far: None,
            mend: None,
            schema: schema(purpose),
            max_tokens,
            temperature,
            timeout: TIMEOUT,
        }
    }

    /// An answer in JSON. One that does not fit is asked to be mended once, one that was cut is asked for once more.
    ///
    /// # Errors
    /// The provider's fault in words; an answer that still does not fit, with the reason.
    pub async fn ask<T: DeserializeOwned>(
        &self,
        purpose: &Purpose,
        check: impl Fn(&T) -> Result<(), String>,
    ) -> Result<T> {
        let mut request = self.request(purpose, JSON_TOKENS, 0.4);
        let schema = request.schema.as_ref().map(|schema| schema.schema.clone());
        let mut was_cut = false;
        loop {
            let (text, wrong) = match self
                .call_text(purpose.kind().into(), &request, &mut |_| ())
                .await?
            {
                // Some close the document and talk on until they are cut.
                Ok(reply) => match lenient_json::parse(&reply.text, schema.as_ref(), &check) {
                    Ok(answer) => return Ok(answer),
                    Err(_) if reply.ended == Ended::Length && !was_cut => {
                        was_cut = true;
                        request.max_tokens = JSON_TOKENS_AGAIN;
                        self.run.log(
                            Level::Info,
                            "The answer was cut off at the token limit. Retrying with a higher limit",
                        );
                        continue;
                    }
                    Err(_) if reply.text.trim().is_empty() => {
                        return Err(Problem::conflict(ONLY_THOUGHTS).into());
                    }
                    Err(_) if reply.ended == Ended::Length => return Err(Problem::conflict(TOO_LONG).into()),
                    Err(wrong) => (reply.text, wrong.to_string()),
                },
                Err(failed) => match failed.error {
                    ProviderError::Malformed {
                        detail,
                        text: Some(text),
                    } => (text, detail),
                    // A refusal of the second try does not hide why there was one.
                    error @ (ProviderError::Room { .. } | ProviderError::Request { .. }) if was_cut => {
                        let message = format!(
                            "The model's answer was cut off at {JSON_TOKENS} tokens. For a longer one, {error}."
                        );
                        return Err(Problem::conflict(message).into());
                    }
                    error => return Err(problem(&error).into()),
                },
            };
            if request.mend.is_some() {
                let message = format!(
                    "The model's answer can't be used, even after a correction: {wrong}. Try again or choose another model."
                );
                return Err(Problem::conflict(message).into());
            }
            self.run.log(
                Level::Warn,
                &format!("The answer is invalid ({wrong}). Asking the model to correct it"),
            );
            request.mend = Some((text, wrong));
        }
    }

    /// Prose, whole: an answer that was cut is gone on with. `sink` gets all that there is so far.
    ///
    /// # Errors
    /// The provider's fault in words; a text that has no end.
    pub async fn write(
        &self,
        purpose: &Purpose,
        max_tokens: u32,
        mut sink: impl FnMut(&str) + Send,
    ) -> Result<String> {
        let mut request = self.request(purpose, max_tokens, 0.7);
        let mut text = String::new();
        for _ in 0..=CONTINUATIONS {
            let mut piece = String::new();
            let before = text.clone();
            let reply = self
                .call_text(purpose.kind().into(), &request, &mut |words| {
                    piece.push_str(words);
                    sink(&format!("{before}{piece}"));
                })
                .await?
                .map_err(|failed| problem(&failed.error))?;
            text.push_str(&reply.text);
            if reply.ended == Ended::Complete {
                if text.trim().is_empty() {
                    let message = "The model returned an empty answer. Try again or choose another model.";
                    return Err(Problem::conflict(message).into());
                }
                return Ok(text);
            }
            if text.trim().is_empty() {
                if request.max_tokens > max_tokens {
                    return Err(Problem::conflict(ONLY_THOUGHTS).into());
                }
                self.run.log(
                    Level::Info,
                    "The model used all its tokens before writing any text. Retrying with a higher limit",
                );
                request.max_tokens = max_tokens.saturating_add(JSON_TOKENS_AGAIN);
                continue;
            }
            self.run.log(
                Level::Info,
                "The answer was cut off at the token limit. Continuing",
            );
            request.so_far = Some(text.clone());
        }
        let message = "The model didn't finish its answer. Request fewer words or choose another model.";
        Err(Problem::conflict(message).into())
    }
}
