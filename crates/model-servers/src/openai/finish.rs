//! Why an answer ended, by whichever name a server has for it.

use provider::{Ended, ProviderError};
use serde_json::Value;

use super::parts;
use crate::wire::malformed;

/// What a server says of an end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Finish {
    /// The text is whole.
    Complete,
    /// It was cut at a limit: it can be gone on with.
    Length,
    /// A filter or the model will not have it.
    Refused,
    /// The server or the network failed: it may be tried again.
    Failed,
    /// A tool was called instead.
    Tool,
    /// A name that nobody has heard of.
    Unknown(String),
}

/// Names of ends, word by word in lower case, joined by `_`.
const COMPLETE: &[&str] = &[
    "stop",
    "stopped",
    "end",
    "ended",
    "eos",
    "eos_token",
    "eos_found",
    "eot",
    "end_turn",
    "turn_end",
    "end_of_turn",
    "end_of_text",
    "endoftext",
    "stop_sequence",
    "stop_sequence_reached",
    "stop_str",
    "stop_string",
    "stop_token",
    "stop_word",
    "stop_words",
    "stop_token_ids",
    "matched_stop",
    "finish",
    "finished",
    "complete",
    "completed",
    "done",
    "normal",
    "success",
    "succeeded",
    "ok",
    "im_end",
    "natural_stop",
    "1",
];
const LENGTH: &[&str] = &[
    "length",
    "max_tokens",
    "max_output_tokens",
    "max_new_tokens",
    "max_completion_tokens",
    "max_total_tokens",
    "max_length",
    "max_length_reached",
    "max_tokens_reached",
    "max_context_length",
    "model_length",
    "context_length",
    "context_length_exceeded",
    "model_context_window_exceeded",
    "context_window_exceeded",
    "token_limit",
    "token_limit_reached",
    "length_limit",
    "limit",
    "output_limit",
    "error_limit",
    "truncated",
    "incomplete",
    "not_finished",
    "pause_turn",
    "num_predict",
    "2",
];
const REFUSED: &[&str] = &[
    "content_filter",
    "contentfilter",
    "content_filtered",
    "content_filter_error",
    "content_policy",
    "content_policy_violation",
    "content_moderation",
    "filtered",
    "filter",
    "safety",
    "image_safety",
    "recitation",
    "image_recitation",
    "sensitive",
    "sensitive_content",
    "refusal",
    "refused",
    "prohibited_content",
    "image_prohibited_content",
    "blocklist",
    "blocked",
    "spii",
    "moderation",
    "moderated",
    "violation",
    "policy_violation",
    "guardrail",
    "guardrails",
    "guardrail_intervened",
    "guardrail_violation",
    "error_toxic",
    "toxic",
    "risk",
    "content_risk",
    "model_armor",
    "unsafe",
    "prompt_blocked",
    "content_blocked",
    "safety_filter",
    "language",
    "3",
];
const FAILED: &[&str] = &[
    "error",
    "errored",
    "failed",
    "failure",
    "network_error",
    "connection_error",
    "server_error",
    "internal_error",
    "internal_server_error",
    "api_error",
    "engine_error",
    "insufficient_system_resource",
    "insufficient_system_resources",
    "insufficient_resources",
    "resource_exhausted",
    "overloaded",
    "engine_overloaded",
    "capacity",
    "preempted",
    "abort",
    "aborted",
    "cancel",
    "cancelled",
    "canceled",
    "user_cancel",
    "interrupted",
    "interrupt",
    "timeout",
    "timed_out",
    "time_limit",
    "deadline_exceeded",
    "unavailable",
    "disconnect",
    "disconnected",
    "client_disconnect",
    "load",
    "unload",
    "loading",
    "malformed_response",
    "malformed_model_output",
    "missing_thought_signature",
    "no_image",
    "crash",
    "crashed",
    "oom",
];
const TOOL: &[&str] = &[
    "tool_calls",
    "tool_call",
    "tool_use",
    "function_call",
    "function_calls",
    "unexpected_tool_call",
    "malformed_function_call",
    "too_many_tool_calls",
    "malformed_tool_use",
    "malformed_tool_call",
];

impl Finish {
    /// Reads a reason of any kind; `None` where there is none, or an empty one.
    pub(super) fn read(reason: &Value) -> Option<Self> {
        let text = match reason {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            // SGLang's own: what stopped it, and the token or text that did.
            Value::Object(fields) => ["type", "reason", "finish_reason", "name", "value"]
                .iter()
                .find_map(|key| fields.get(*key)?.as_str())?
                .to_owned(),
            Value::Array(several) => return several.iter().find_map(Self::read),
            Value::Bool(true) => "stop".to_owned(),
            Value::Null | Value::Bool(false) => return None,
        };
        let text = text.trim();
        if text.is_empty() || matches!(text.to_ascii_lowercase().as_str(), "null" | "none" | "undefined") {
            return None;
        }
        // `FinishReason.STOP` and `FINISH_REASON_STOP` have the name of their type before them.
        let mut name = parts::words(text).join("_");
        for prefix in [
            "finish_reason_",
            "finishreason_",
            "stop_reason_",
            "stopreason_",
            "reason_",
        ] {
            if let Some(rest) = name.strip_prefix(prefix) {
                name = rest.to_owned();
            }
        }
        let is = |names: &[&str]| names.contains(&name.as_str());
        let is_token = text.starts_with('<') && text.ends_with('>');
        Some(if is(COMPLETE) || is_token {
            Self::Complete
        } else if is(LENGTH) {
            Self::Length
        } else if is(REFUSED) {
            Self::Refused
        } else if is(FAILED) {
            Self::Failed
        } else if is(TOOL) {
            Self::Tool
        } else {
            Self::Unknown(text.chars().filter(|c| !c.is_control()).take(60).collect())
        })
    }
}

/// What becomes of a text that ended so, with a word for the log where the end is not what it should be. An end that is
/// missing or unknown never makes a whole text of one that is evidently cut, and neither does one that only says so: some
/// servers call every end a stop. `is_full` says that the answer has all the tokens that were asked for.
pub(super) fn outcome(
    finish: Option<Finish>,
    text: &str,
    is_json: bool,
    is_full: bool,
) -> Result<(Ended, Option<String>), ProviderError> {
    let broke_off = |detail: String| ProviderError::Unavailable {
        detail,
        retry_after: None,
    };
    match finish {
        Some(Finish::Complete)
            if !text.trim().is_empty() && (is_torn(text, is_json) || is_full && is_half(text, is_json)) =>
        {
            Ok((
                Ended::Length,
                Some("The server called the answer complete, but it breaks off".to_owned()),
            ))
        }
        Some(Finish::Complete) => Ok((Ended::Complete, None)),
        Some(Finish::Length) => Ok((Ended::Length, None)),
        Some(Finish::Refused) => Err(ProviderError::Refused {
            detail: "its content filter blocked the answer".to_owned(),
        }),
        Some(Finish::Failed) => Err(broke_off("the model stopped with an error".to_owned())),
        Some(Finish::Tool) => Err(malformed("the model returned a tool call instead of text")),
        Some(Finish::Unknown(name)) if is_cut(text, is_json) => Err(broke_off(format!(
            "the answer was cut off; the server calls that “{name}”"
        ))),
        Some(Finish::Unknown(name)) => Ok((
            Ended::Complete,
            Some(format!(
                "The server ended the answer with “{name}”, which is unknown. The text looks complete and is used"
            )),
        )),
        None if is_cut(text, is_json) => Err(broke_off("the answer was cut off".to_owned())),
        None => Ok((
            Ended::Complete,
            Some(
                "The server didn't say why the answer ended. The text looks complete and is used".to_owned(),
            ),
        )),
    }
}

/// Whether an answer that has all its tokens is no whole one.
fn is_half(text: &str, is_json: bool) -> bool {
    if is_json {
        return !text
            .trim_end()
            .trim_end_matches('`')
            .trim_end()
            .ends_with(['}', ']']);
    }
    is_cut(text, false)
}

/// Whether a text breaks off within a tag, or in the middle of a sentence within an element that nothing closes: no model ends
/// one so by itself.
pub(super) fn is_torn(text: &str, is_json: bool) -> bool {
    let text = text.trim_end();
    if is_json || text.is_empty() {
        return false;
    }
    let lower = text.to_ascii_lowercase();
    let in_sentence = text.ends_with(|c: char| c.is_alphanumeric() || matches!(c, ',' | '，' | '、' | '('));
    in_tag(&lower) && lower.contains('>') || in_sentence && in_element(&lower)
}

/// Elements that a whole text closes.
const BLOCKS: &[&str] = &[
    "p",
    "ul",
    "ol",
    "li",
    "table",
    "tr",
    "td",
    "th",
    "blockquote",
    "pre",
    "h1",
    "h2",
    "h3",
    "h4",
    "figure",
];

/// Whether a text is evidently cut: within an element or a fence, or in the middle of a sentence.
pub(super) fn is_cut(text: &str, is_json: bool) -> bool {
    let text = text.trim_end();
    if text.is_empty() {
        return true;
    }
    if is_json {
        // Whether a document is whole, its reader finds out.
        return false;
    }
    let lower = text.to_ascii_lowercase();
    if in_tag(&lower) {
        return true;
    }
    if text.matches("```").count() % 2 == 1 {
        return true;
    }
    if lower.contains("</") {
        if in_element(&lower) {
            return true;
        }
        if lower.ends_with('>') {
            return false;
        }
    }
    let line = text.lines().next_back().unwrap_or_default().trim_start();
    let is_item = line.starts_with(['-', '*', '+', '#', '|', '>', '•'])
        || line
            .split_once(['.', ')', '、'])
            .is_some_and(|(number, _)| number.parse::<u32>().is_ok());
    // Items, headings and rows of a table end without a full stop.
    !is_item
        && !text.ends_with(|c: char| {
            !c.is_alphanumeric() && !matches!(c, ',' | '，' | '、' | '-' | '(' | '&' | '/')
        })
}

/// Whether a text ends within a tag; a sign between numbers is none.
fn in_tag(lower: &str) -> bool {
    lower.rfind('<').is_some_and(|at| {
        let rest = &lower[at + 1..];
        let begins = rest.is_empty() || rest.starts_with(|c: char| c == '/' || c.is_ascii_alphabetic());
        begins && !rest.contains('>') && rest.len() < 200
    })
}

/// Whether a text ends within an element. The end of a paragraph may be left out, so its last tag counts, not their number.
fn in_element(lower: &str) -> bool {
    let opened = BLOCKS
        .iter()
        .filter_map(|tag| last(lower, &format!("<{tag}")).map(|at| (at, *tag)))
        .max();
    opened.is_some_and(|(at, tag)| {
        let rest = &lower[at..];
        let closes = rest.contains(&format!("</{tag}"));
        !closes && !BLOCKS.iter().any(|outer| rest.contains(&format!("</{outer}>")))
    })
}

/// Where a tag begins last; `<p` is not `<pre`.
fn last(text: &str, tag: &str) -> Option<usize> {
    text.rmatch_indices(tag)
        .map(|(at, _)| at)
        .find(|at| !text[at + tag.len()..].starts_with(|c: char| c.is_ascii_alphanumeric()))
}
