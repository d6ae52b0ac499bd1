//! What a model or its server does not take, found out from its refusals and remembered.

use std::collections::BTreeSet;

use provider::ProviderError;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::parts::{self, Part};
use super::room;
use crate::wire::Told;

/// The fewest tokens that a limit is brought down to.
const MIN_TOKENS: u32 = 512;

/// How a request must differ from OpenAI's own form.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one thing that a server or a model does not take"
)]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Quirks {
    /// The limit of tokens goes by its older name.
    pub(super) older_limit: bool,
    /// The name of the limit was refused once; the other one was right.
    pub(super) limit_is_known: bool,
    /// What is left out.
    pub(super) left_out: BTreeSet<Part>,
    /// Whether answers stream.
    pub(super) stream: Stream,
    /// How the form of a JSON answer is said.
    pub(super) form: Form,
    /// The instruction stands before the prompt: the model knows no role for it.
    pub(super) no_system: bool,
    /// A picture's size is two numbers.
    pub(super) sides: bool,
    /// Pictures come as answers of a chat.
    pub(super) by_chat: bool,
    /// Vectors are asked for by what the texts are.
    pub(super) input_type: bool,
    /// The most tokens of an answer.
    pub(super) most: Option<u32>,
    /// Tokens that prompt and answer have together.
    pub(super) context: Option<u32>,
    /// Tokens that Ollama is told to read.
    pub(super) reads: Option<u32>,
}

/// Whether answers stream.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Stream {
    /// Prose does, documents come whole.
    #[default]
    Prose,
    /// Nothing does: OpenAI streams some models only to organisations that it has verified.
    Never,
    /// Everything does: some models of Qwen's answer in no other way.
    Always,
}

/// How the form of a JSON answer is said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Form {
    /// By a schema that the server holds the model to.
    #[default]
    Schema,
    /// JSON is demanded, its schema stands in the instruction.
    Json,
    /// Both stand in the instruction only.
    Words,
}

/// A refusal: what was sent, and what was said of it.
pub(super) struct Refusal<'a> {
    /// The parts that a request of this kind has.
    pub(super) parts: &'a [Part],
    /// The request.
    pub(super) body: &'a Value,
    /// The status of the answer.
    pub(super) status: u16,
    /// Its words.
    pub(super) told: &'a Told,
    /// What they mean.
    pub(super) error: &'a ProviderError,
}

impl Refusal<'_> {
    /// Whether it says what it is about, so that what comes after it is another matter.
    pub(super) fn names_a_part(&self) -> bool {
        let message = self.told.message.as_deref().unwrap_or_default();
        !parts::named(self.parts, &self.told.fields, message).is_empty()
    }

    /// Whether a server failed without a word at a schema, as vLLM's does where it makes nothing of one.
    fn is_mute_on_form(&self) -> bool {
        let message = self.told.message.as_deref().unwrap_or_default().trim();
        self.status == 500
            && self.body["response_format"]["type"] == "json_schema"
            && !self.told.page
            && (message.is_empty() || message.eq_ignore_ascii_case("internal server error"))
    }

    /// Only refusals of the request itself: keys, quotas, contents and models are other matters.
    fn may_be_about_parts(&self) -> bool {
        let told = self.told;
        let message = told.message.as_deref().unwrap_or_default();
        let of_kind = match self.error {
            ProviderError::Request { .. } => true,
            // Some fail where they should refuse, so that only clear words count.
            ProviderError::Unavailable { .. } => {
                self.status == 501
                    || self.status == 500 && says_no(message) && self.names_a_part()
                    || self.is_mute_on_form()
            }
            _ => false,
        };
        of_kind
            && !told.page
            && !told.is_about_place()
            && !told.is_about_model()
            && !room::is_about(message, &told.code, &told.kind)
    }
}

impl Quirks {
    /// Whether a part is left out.
    pub(super) fn without(&self, part: Part) -> bool {
        self.left_out.contains(&part)
    }

    /// Leaves a part out.
    pub(super) fn leave_out(&mut self, part: Part) {
        self.left_out.insert(part);
    }

    /// What to try after a refusal; `None` when it was about something that is not ours to leave out.
    pub(super) fn after(&self, refusal: &Refusal<'_>) -> Option<Self> {
        if !refusal.may_be_about_parts() {
            return None;
        }
        let message = refusal.told.message.as_deref().unwrap_or_default();
        let mut next = self.clone();
        if self.stream != Stream::Always && refusal.body["stream"] != true && wants_a_stream(message) {
            next.stream = Stream::Always;
            return Some(next);
        }
        if refusal.is_mute_on_form() && self.form == Form::Schema {
            next.drop(Part::Form);
            return Some(next);
        }
        // NVIDIA's models tell a question from a passage, and do without neither.
        if message.contains("input_type") && refusal.body["input"].is_array() && !self.input_type {
            next.input_type = true;
            return Some(next);
        }
        let named = parts::named(refusal.parts, &refusal.told.fields, message);
        let drops = |part: &&Part| self.can_drop(**part, refusal.body);
        let part = match named.iter().find(drops) {
            Some(part) => *part,
            // It speaks of something that is gone already, so it is about something else.
            None if !named.is_empty() => return None,
            None if is_vague(refusal.status, message) => *refusal.parts.iter().find(drops)?,
            None => return None,
        };
        // A limit that is too high is another matter than a name that is not known.
        if part == Part::Limit && !named.is_empty() && speaks_of_amount(message) && !proposes(message) {
            let asked = self.limit_in(refusal.body)?;
            next.most = Some((asked / 2).max(MIN_TOKENS)).filter(|most| *most < asked);
            return next.most.is_some().then_some(next);
        }
        next.drop(part);
        Some(next)
    }

    fn limit_in(&self, body: &Value) -> Option<u32> {
        let limit = if self.older_limit {
            &body["max_tokens"]
        } else {
            &body["max_completion_tokens"]
        };
        u32::try_from(limit.as_u64()?).ok()
    }

    fn can_drop(&self, part: Part, body: &Value) -> bool {
        match part {
            Part::System => !self.no_system,
            Part::Stream => body["stream"] == true,
            part => part.is_in(body),
        }
    }

    fn drop(&mut self, part: Part) {
        match part {
            Part::System => self.no_system = true,
            Part::Stream => self.stream = Stream::Never,
            Part::Form => {
                self.form = match self.form {
                    Form::Schema => Form::Json,
                    Form::Json | Form::Words => Form::Words,
                }
            }
            Part::Limit if !self.limit_is_known => {
                self.older_limit = !self.older_limit;
                self.limit_is_known = true;
            }
            part => self.leave_out(part),
        }
    }

    /// What is new beside `before`, in sentences for a run's log.
    pub(super) fn news(&self, before: &Self, model: &str) -> Vec<String> {
        let mut news: Vec<String> = self
            .left_out
            .difference(&before.left_out)
            .map(|part| {
                format!(
                    "{model} doesn't support {}. It is left out from now on",
                    part.told()
                )
            })
            .collect();
        if self.form != before.form {
            news.push(format!(
                "{model} doesn't support this response format. The instruction describes it from now on"
            ));
        }
        if self.no_system && !before.no_system {
            news.push(format!(
                "{model} doesn't support a separate instruction. It is added to the prompt from now on"
            ));
        }
        if self.most != before.most
            && let Some(most) = self.most
        {
            news.push(format!("{model} answers with at most {most} tokens"));
        }
        if self.reads != before.reads
            && let Some(reads) = self.reads
        {
            news.push(format!(
                "{model} read only the end of the prompt. It is set to read {reads} tokens from now on"
            ));
        }
        if self.context != before.context
            && let Some(context) = self.context
        {
            news.push(format!(
                "{model} has a context of {context} tokens. Answers are limited to fit with the prompt"
            ));
        }
        news
    }
}

/// Whether a refusal without a name may still be about a part of the request.
fn is_vague(status: u16, message: &str) -> bool {
    // Fewer texts help then, not fewer parts; whoever asks halves them.
    if speaks_of_batch(message) {
        return false;
    }
    match status {
        400 | 415 | 422 | 501 => true,
        404 | 405 => {
            let message = message.to_lowercase();
            message.contains("parameter") || message.contains("argument")
        }
        _ => false,
    }
}

/// Whether a message says that too many texts were sent at once.
fn speaks_of_batch(message: &str) -> bool {
    let message = message.to_lowercase();
    [
        "batch",
        "too many inputs",
        "number of inputs",
        "input array",
        "array length",
    ]
    .iter()
    .any(|words| message.contains(words))
}

/// Whether only streams are answered.
fn wants_a_stream(message: &str) -> bool {
    let message = message.to_lowercase();
    [
        "non-stream",
        "non stream",
        "nonstream",
        "非流式",
        "stream=false",
        "`stream=false",
        "only support stream",
        "only supports stream",
        "stream must be true",
        "stream must be set to true",
        "stream to be true",
        "must be called with stream",
        "requires stream",
        "streaming is required",
    ]
    .iter()
    .any(|words| message.contains(words))
}

fn speaks_of_amount(message: &str) -> bool {
    let message = message.to_lowercase();
    [
        "too large",
        "too high",
        "too big",
        "too long",
        "exceed",
        "less than",
        "at most",
        "maximum",
        "range",
        "greater",
        "larger",
    ]
    .iter()
    .any(|words| message.contains(words))
}

/// Whether a refusal of the limit's name proposes the other name.
fn proposes(message: &str) -> bool {
    message.contains("max_completion_tokens") && message.contains("max_tokens")
        || says_no(message) && !message.to_lowercase().contains("too ")
}

/// Whether a message says no to something in it.
fn says_no(message: &str) -> bool {
    let message = message.to_lowercase();
    [
        "not support",
        "unsupported",
        "n't support",
        "unknown",
        "unrecognized",
        "unrecognised",
        "unexpected",
        "unmarshal",
        "not permitted",
        "not allowed",
        "not recogni",
        "not implemented",
        "deprecated",
        "invalid",
        "extra input",
        "no such",
        "cannot be used",
    ]
    .iter()
    .any(|words| message.contains(words))
}
