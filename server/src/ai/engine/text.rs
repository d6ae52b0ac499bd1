//! Text of models: JSON that is checked and mended once, and prose that is continued where it was cut.

use std::time::Duration;

use igny8::error::Problem;
use serde::de::DeserializeOwned;

use super::Engine;
use super::fault::problem;
use crate::ai::provider::{Ended, ProviderError, TextRequest};
use crate::ai::writing::{Purpose, schema};
use crate::error::Result;

/// How long one call may take: long JSON comes in one piece, from a model that may think before.
const TIMEOUT: Duration = Duration::from_mins(10);
/// The most tokens of one answer in JSON, and of one that was cut.
const JSON_TOKENS: u32 = 6_000;
const JSON_TOKENS_AGAIN: u32 = 16_000;
/// What is said of a model that comes to no word even so.
const ONLY_THOUGHTS: &str =
    "The model used up its tokens before the first word. Choose one that thinks less, in Integrations.";
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
        let mut again = true;
        loop {
            let (text, wrong) = match self.call_text(purpose.name(), &request, &mut |_| ()).await? {
                Ok(reply) if reply.ended == Ended::Length && again => {
                    again = false;
                    request.max_tokens = JSON_TOKENS_AGAIN;
                    continue;
                }
                Ok(reply) if reply.text.trim().is_empty() => {
                    return Err(Problem::conflict(ONLY_THOUGHTS).into());
                }
                Ok(reply) => match parse(&reply.text, &check) {
                    Ok(answer) => return Ok(answer),
                    Err(wrong) => (reply.text, wrong),
                },
                Err(failed) => match failed.error {
                    ProviderError::Malformed {
                        detail,
                        text: Some(text),
                    } => (text, detail),
                    error => return Err(problem(&error).into()),
                },
            };
            if request.mend.is_some() {
                let message = format!(
                    "The model's answer cannot be used, also not the mended one: {wrong}. Try again, or choose another model."
                );
                return Err(Problem::conflict(message).into());
            }
            self.run.log(
                "warn",
                &format!("The answer does not fit ({wrong}); it is asked to be mended"),
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
                .call_text(purpose.name(), &request, &mut |words| {
                    piece.push_str(words);
                    sink(&format!("{before}{piece}"));
                })
                .await?
                .map_err(|failed| problem(&failed.error))?;
            text.push_str(&reply.text);
            if reply.ended == Ended::Complete {
                if text.trim().is_empty() {
                    let message = "The model answered with nothing. Try again, or choose another model.";
                    return Err(Problem::conflict(message).into());
                }
                return Ok(text);
            }
            if text.trim().is_empty() {
                if request.max_tokens > max_tokens {
                    return Err(Problem::conflict(ONLY_THOUGHTS).into());
                }
                self.run.log(
                    "info",
                    "The model used up its tokens before the first word; it gets more",
                );
                request.max_tokens = max_tokens.saturating_add(JSON_TOKENS_AGAIN);
                continue;
            }
            self.run
                .log("info", "The answer was cut at its most tokens; it is continued");
            request.so_far = Some(text.clone());
        }
        let message = "The model does not come to an end. Ask for fewer words, or choose another model.";
        Err(Problem::conflict(message).into())
    }
}

/// Reads an answer, also one that a model put into a code fence.
fn parse<T: DeserializeOwned>(text: &str, check: &impl Fn(&T) -> Result<(), String>) -> Result<T, String> {
    let text = text.trim();
    let text = text
        .strip_prefix("```json")
        .or_else(|| text.strip_prefix("```"))
        .and_then(|text| text.strip_suffix("```"))
        .unwrap_or(text);
    let answer = serde_json::from_str(text.trim()).map_err(|error| error.to_string())?;
    check(&answer)?;
    Ok(answer)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ai::writing::NamesAnswer;

    #[test]
    fn fences_are_no_fault_and_other_fields_are() {
        let fine = |_: &NamesAnswer| Ok(());
        assert!(parse("```json\n{\"names\":[\"a\"]}\n```", &fine).is_ok());
        assert!(parse(" {\"names\":[]} ", &fine).is_ok());
        assert!(parse("{\"names\":[], \"note\":1}", &fine).is_err());
        assert!(parse("{\"names\":[]}", &|_: &NamesAnswer| Err("too few".into())).is_err());
    }
}
