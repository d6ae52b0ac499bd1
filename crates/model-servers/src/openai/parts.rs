//! The parts of a request that are ours to leave out or to say otherwise, and how refusals speak of them.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A part of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Part {
    /// How long to think.
    Effort,
    /// The count of tokens at the end of a stream.
    Count,
    /// The form of a JSON answer.
    Form,
    /// The temperature.
    Temperature,
    /// Whether the answer streams.
    Stream,
    /// The role of the instruction.
    System,
    /// The most tokens of the answer.
    Limit,
    /// How a picture is made: quality, its looks, the file's format, how many.
    Style,
    Quality,
    FileFormat,
    Number,
    /// Whether a picture comes as text or as an address.
    PictureForm,
    /// Its size.
    Size,
    /// What a chat may answer with.
    Modalities,
    /// How vectors are written.
    Encoding,
}

impl Part {
    /// Its keys in the body of a request.
    const fn keys(self) -> &'static [&'static str] {
        match self {
            Self::Effort => &["reasoning_effort", "think", "thinking", "reasoning"],
            Self::Count => &["stream_options"],
            Self::Form | Self::PictureForm => &["response_format"],
            Self::Temperature => &["temperature"],
            Self::Stream => &["stream"],
            Self::System => &["messages"],
            Self::Limit => &["max_tokens", "max_completion_tokens"],
            Self::Style => &["style"],
            Self::Quality => &["quality"],
            Self::FileFormat => &["output_format"],
            Self::Number => &["n"],
            Self::Size => &["size", "width", "height"],
            Self::Modalities => &["modalities"],
            Self::Encoding => &["encoding_format"],
        }
    }

    /// What refusals call it, word by word: `reasoningEffort`, `reasoning effort` and `reasoning.effort` are the same.
    const fn names(self) -> &'static [&'static [&'static str]] {
        match self {
            Self::Effort => &[
                &["reasoning", "effort"],
                &["thinking"],
                &["think"],
                &["reasoning"],
                &["effort"],
            ],
            Self::Count => &[&["stream", "options"], &["include", "usage"]],
            Self::Form => &[
                &["response", "format"],
                &["json", "schema"],
                &["json", "object"],
                &["response", "schema"],
                &["json", "mode"],
                &["structured", "output"],
                &["structured", "outputs"],
                &["guided", "json"],
                &["generate", "json"],
                &["validate", "json"],
                &["json", "validate"],
                &["valid", "json"],
                &["grammar"],
                &["response", "mime", "type"],
                &["additional", "properties"],
            ],
            Self::PictureForm => &[&["response", "format"], &["b64", "json"]],
            Self::Temperature => &[&["temperature"]],
            Self::Stream => &[&["stream"], &["streaming"]],
            Self::System => &[
                &["system", "role"],
                &["role", "system"],
                &["system", "message"],
                &["system", "messages"],
                &["system", "prompt"],
                &["system", "instruction"],
                &["developer", "instruction"],
                &["developer", "role"],
                &["roles", "must", "alternate"],
                &["messages", "0", "role"],
            ],
            Self::Limit => &[
                &["max", "tokens"],
                &["max", "completion", "tokens"],
                &["max", "output", "tokens"],
                &["max", "new", "tokens"],
            ],
            Self::Style => &[&["style"]],
            Self::Quality => &[&["quality"]],
            Self::FileFormat => &[&["output", "format"]],
            Self::Number => &[&["n"], &["num", "images"], &["number", "of", "images"]],
            Self::Size => &[
                &["size"],
                &["width"],
                &["height"],
                &["aspect", "ratio"],
                &["dimensions"],
                &["resolution"],
            ],
            Self::Modalities => &[&["modalities"], &["modality"]],
            Self::Encoding => &[&["encoding", "format"]],
        }
    }

    /// Whether a body has it.
    pub(super) fn is_in(self, body: &Value) -> bool {
        self.keys().iter().any(|key| !body[*key].is_null())
    }

    /// What is said of it in a run's log once it is left out.
    pub(super) const fn told(self) -> &'static str {
        match self {
            Self::Effort => "a reasoning effort",
            Self::Count => "token counts in a stream",
            Self::Form => "a JSON schema",
            Self::Temperature => "a temperature",
            Self::Stream => "streaming",
            Self::System => "a separate instruction",
            Self::Limit => "a limit on the answer's length",
            Self::Style => "an image style outside the prompt",
            Self::Quality => "an image quality",
            Self::FileFormat => "an image file format",
            Self::Number => "a number of images",
            Self::PictureForm => "an image response format",
            Self::Size => "an image size",
            Self::Modalities => "a list of response types",
            Self::Encoding => "a vector encoding",
        }
    }
}

/// The parts of a chat, in the order in which a refusal that names none leaves them out: the newest and least needed
/// first.
pub(super) const CHAT: &[Part] = &[
    Part::Effort,
    Part::Count,
    Part::Form,
    Part::Modalities,
    Part::Temperature,
    Part::System,
    Part::Limit,
    Part::Stream,
];

/// The parts of a request for a picture, in that order.
pub(super) const PICTURE: &[Part] = &[
    Part::Style,
    Part::Quality,
    Part::FileFormat,
    Part::PictureForm,
    Part::Size,
    Part::Number,
];

/// The parts of a request for vectors.
pub(super) const VECTORS: &[Part] = &[Part::Encoding];

/// Which of `parts` a refusal speaks of: by the fields that it names, else by its words.
pub(super) fn named(parts: &[Part], fields: &[String], message: &str) -> Vec<Part> {
    let by_field: Vec<Part> = parts
        .iter()
        .copied()
        .filter(|part| fields.iter().any(|field| is_field(*part, field)))
        .collect();
    if !by_field.is_empty() {
        return by_field;
    }
    let words = words(message);
    let says = |name: &[&str]| words.windows(name.len()).any(|some| some.iter().eq(name.iter()));
    parts
        .iter()
        .copied()
        .filter(|part| part.names().iter().any(|name| says(name)))
        .collect()
}

/// Whether a field of a refusal, such as `response_format.type` or `messages[0].role`, is this part.
fn is_field(part: Part, field: &str) -> bool {
    let field = field.trim_start_matches("body.").trim();
    if part == Part::System {
        return field.starts_with("messages") && field.ends_with("role");
    }
    let head = field.split(['.', '[']).next().unwrap_or_default();
    part.keys().iter().any(|key| words(head) == words(key))
}

/// The words of a text in lower case; `camelCase` is two, and what is no Latin letter or digit parts them.
pub(super) fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut last = ' ';
    for c in text.chars() {
        let begins = !last.is_ascii_alphanumeric() || (c.is_ascii_uppercase() && last.is_ascii_lowercase());
        if c.is_ascii_alphanumeric() {
            if begins {
                words.push(String::new());
            }
            if let Some(word) = words.last_mut() {
                word.push(c.to_ascii_lowercase());
            }
        }
        last = c;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Refusals as servers word them: what was sent, the field, the message, and what they are about.
    #[test]
    fn refusals_name_a_part_in_many_ways() {
        for (message, part) in [
            (
                "Unrecognized request argument supplied: reasoning_effort",
                Part::Effort,
            ),
            ("\"mistral-small:24b\" does not support thinking", Part::Effort),
            (
                "think value \"low\" is not supported for this model",
                Part::Effort,
            ),
            (
                "Model grok-4 does not support parameter reasoningEffort.",
                Part::Effort,
            ),
            (
                "Model grok-4-1-fast-reasoning does not support parameter reasoning Effort.",
                Part::Effort,
            ),
            ("Thinking level is not supported for this model.", Part::Effort),
            (
                "Invalid combination of reasoning_effort and thinking type: medium + disabled",
                Part::Effort,
            ),
            (
                "groq does not support parameters: ['reasoning_effort'], for model=x. To drop these, set `litellm.drop_params=True`",
                Part::Effort,
            ),
            ("参数reasoning_effort不支持", Part::Effort),
            (
                "`reasoning_effort` must be one of `none` or `default`",
                Part::Effort,
            ),
            (
                "1 validation error for Request\nreasoning_effort\n Input should be 'low'",
                Part::Effort,
            ),
            ("json: unknown field \"stream_options\"", Part::Count),
            (
                "Failed to deserialize the JSON body: response_format: unknown variant `json_schema`",
                Part::Form,
            ),
            (
                "'response_format.type' must be 'json_schema' or 'text'",
                Part::Form,
            ),
            ("This response_format type is unavailable now", Part::Form),
            ("JSON mode is not supported with stream", Part::Form),
            (
                "invalid temperature: only 1 is allowed for this model",
                Part::Temperature,
            ),
            ("temperature is deprecated for this model.", Part::Temperature),
            ("System role not supported", Part::System),
            (
                "Developer instruction is not enabled for models/gemma-3",
                Part::System,
            ),
            ("role 'system' is not supported on this model", Part::System),
            (
                "Conversation roles must alternate user/assistant/user/assistant/...",
                Part::System,
            ),
            ("parameter max_tokens is not recognised", Part::Limit),
        ] {
            assert_eq!(named(CHAT, &[], message).first(), Some(&part), "{message}");
        }
        for (message, part) in [
            ("Argument not supported: size", Part::Size),
            ("Argument not supported: quality", Part::Quality),
            (
                "json: cannot unmarshal string into Go struct field OpenAIRequest.response_format",
                Part::PictureForm,
            ),
            ("Unknown parameter: 'style'.", Part::Style),
            ("unknown field width", Part::Size),
            ("Argument not supported: n", Part::Number),
            ("Extra inputs are not permitted: 'n'", Part::Number),
        ] {
            assert_eq!(named(PICTURE, &[], message).first(), Some(&part), "{message}");
        }
    }

    #[test]
    fn fields_say_more_than_words() {
        let of = |field: &str, message: &str| named(CHAT, &[field.to_owned()], message);
        assert_eq!(of("response_format.type", "stream"), [Part::Form]);
        assert_eq!(
            of("messages[0].role", "'system' is not supported"),
            [Part::System]
        );
        assert_eq!(of("stream_options", "not permitted"), [Part::Count]);
        assert_eq!(of("stream", "must be verified"), [Part::Stream]);
        assert_eq!(
            of("validation_error", "reasoning_effort is unknown"),
            [Part::Effort]
        );
        assert_eq!(named(PICTURE, &["n".to_owned()], "too many"), [Part::Number]);
        assert_eq!(of("model", "no such model"), Vec::<Part>::new());
        assert_eq!(named(PICTURE, &[], "an oversized emphasis"), Vec::<Part>::new());
        assert_eq!(named(PICTURE, &[], "it can't and won't"), Vec::<Part>::new());
    }
}
