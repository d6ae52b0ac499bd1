//! Faults that a server writes where the words of its model belong: as a sentence, or as the document of an error.

use provider::ProviderError;
use serde_json::Value;

use super::{Fault, room};
use crate::wire::{Told, Wire, is_fault};

/// How sentences of a server begin that stand in the place of an answer, in lower case: of `GPT4All`, `FastChat` and gateways.
const SENTENCES: &[&str] = &[
    "error: the prompt size exceeds",
    "**network error due to high traffic",
    "network error due to high traffic",
    "[error]",
    "[proxy error]",
    "[upstream error",
    "error code: 4",
    "error code: 5",
    "error: 4",
    "error: 5",
    "http error 4",
    "http error 5",
    "litellm.",
    "openai error:",
    "api error:",
    "upstream error",
    "stream error:",
    "internal server error",
];

/// The same at the end of a text, where more of them would be words of the model.
const AT_END: &[&str] = &[
    "**network error due to high traffic",
    "[error",
    "[proxy error",
    "[upstream error",
    "error:",
    "error code:",
    "upstream error",
    "stream error",
];

/// The most characters of such a sentence.
const LONGEST: usize = 600;

/// The fault that a text is, or ends with.
pub(super) fn of(wire: &Wire, text: &str, is_json: bool) -> Option<Fault> {
    let trimmed = text.trim();
    if let Some(value) = document(trimmed) {
        // What was written before it is no whole answer.
        return Some(if trimmed.starts_with('{') {
            Fault::within(wire, &value)
        } else {
            Fault::within(wire, &value).error.into()
        });
    }
    if is_json {
        return None;
    }
    let begins = |text: &str, names: &[&str]| {
        let start: String = text.chars().take(60).collect();
        let start = start.to_lowercase();
        names.iter().any(|name| start.starts_with(name))
    };
    if trimmed.chars().count() <= LONGEST && begins(trimmed, SENTENCES) {
        return Some(told(wire, trimmed));
    }
    // Behind elements of HTML, a last line without any is none of the model's.
    let (before, last) = trimmed.rsplit_once('\n')?;
    let is_foreign = last.chars().count() <= LONGEST && !last.contains("</") && begins(last.trim(), AT_END);
    (before.contains("</") && is_foreign).then(|| told(wire, last.trim()).error.into())
}

/// The document of an error that a text is or ends with.
fn document(text: &str) -> Option<Value> {
    if !text.ends_with('}') {
        return None;
    }
    let at = [
        "{\"error\"",
        "{ \"error\"",
        "{\"object\":\"error\"",
        "{\"object\": \"error\"",
    ]
    .iter()
    .filter_map(|begin| text.find(begin))
    .min()?;
    let value: Value = serde_json::from_str(&text[at..]).ok()?;
    let few = value.as_object().is_some_and(|fields| fields.len() <= 6);
    (few && is_fault(&value)).then_some(value)
}

fn told(wire: &Wire, sentence: &str) -> Fault {
    let told = Told::read(sentence.as_bytes());
    let words = wire.words(sentence);
    let is_about_room = room::is_about(sentence, "", "") || room::read(sentence).is_some();
    if is_about_room {
        let error = ProviderError::Request { detail: words };
        return Fault::told(error, 400, told);
    }
    let (status, told, error) = wire.told_within(&Value::String(sentence.to_owned()));
    let error = match error {
        ProviderError::Unavailable { retry_after, .. } => ProviderError::Unavailable {
            detail: format!("the server returned an error instead of text: {words}"),
            retry_after,
        },
        other => other,
    };
    Fault::told(error, status, told)
}

#[cfg(test)]
mod tests {
    use egress::Egress;

    use super::*;

    fn found(text: &str) -> Option<ProviderError> {
        let wire = Wire::new(Egress::new(true).unwrap(), "http://127.0.0.1:9/v1", None).unwrap();
        of(&wire, text, false).map(|fault| fault.error)
    }

    /// `nomic-ai/gpt4all` 664, `saberjack/SHTUCodeProxy` 4.
    #[test]
    fn a_fault_in_the_place_of_words_is_one() {
        for text in [
            "ERROR: The prompt size exceeds the context window size and cannot be processed.GPT-J ERROR: The prompt is2614tokens and the context window is2048!",
            "**NETWORK ERROR DUE TO HIGH TRAFFIC. PLEASE REGENERATE OR REFRESH THIS PAGE.**\n\n(CUDA out of memory.)",
            "{\"error\": {\"message\": \"Upstream timed out\", \"code\": 504}}",
            "<p>One.</p>\n<p>Two and{\"error\":{\"message\":\"Upstream timed out\",\"type\":\"server_error\"}}",
            "<p>One.</p>\n\n[ERROR] upstream connection reset",
            "<p>One.</p>\nError: 502 Bad Gateway",
            "[Proxy Error] This model's maximum context length is 128000 tokens.",
            "litellm.RateLimitError: OpenAIException - slow down",
        ] {
            assert!(found(text).is_some(), "{text}");
        }
        assert!(matches!(
            found("Error code: 429 - slow down"),
            Some(ProviderError::RateLimited { .. })
        ));
    }

    #[test]
    fn what_a_model_writes_about_errors_is_none() {
        for text in [
            "<p>Answer with <code>{\"error\": \"no\"}</code>.</p>",
            "<p>One.</p>\n<p>Error: 404 means that a page is missing.</p>",
            "Error messages that help",
            "Errors: what they cost",
            "One.\n\nError: this is how a message begins.",
            "{\"names\": [\"error\"]}",
            "",
        ] {
            assert!(found(text).is_none(), "{text}");
        }
    }
}
