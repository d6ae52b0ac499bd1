//! What a model or its server does not take, found out from its refusals.

use crate::ai::provider::wire::Told;

/// How a request for text must differ from OpenAI's own form.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one thing that a server or a model does not take"
)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Quirks {
    /// The limit of tokens goes by its older name.
    pub(super) older_limit: bool,
    /// The name of the limit was refused once; the other one was right.
    pub(super) limit_is_known: bool,
    /// No word on how long to think: models that do not think know none.
    pub(super) no_effort: bool,
    /// No temperature: models that think before they answer have but one.
    pub(super) no_temperature: bool,
    /// A stream without the count of tokens at its end.
    pub(super) no_count: bool,
    /// The answer comes whole: OpenAI streams some models only to organisations that it has verified.
    pub(super) no_stream: bool,
    /// How the form of a JSON answer is said.
    pub(super) form: Form,
}

/// How the form of a JSON answer is said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Form {
    /// By a schema that the server holds the model to.
    #[default]
    Schema,
    /// JSON is demanded, its schema stands in the instruction.
    Json,
    /// Both stand in the instruction only.
    Words,
}

impl Quirks {
    /// What to try after a refusal; `None` when it was about something else.
    pub(super) fn after(self, status: u16, told: &Told) -> Option<Self> {
        if status != 400 && status != 422 {
            return None;
        }
        let message = told.message.as_deref().unwrap_or_default();
        // The name in the message may be the one that is proposed; the field, where there is one, is clear.
        let about = |name: &str| match told.param.as_str() {
            "" => message.contains(name),
            param => param.starts_with(name),
        };
        let limit = if self.older_limit {
            // A limit that is too high is another matter than a name that is not known.
            about("max_tokens") && message.contains("max_completion_tokens")
        } else {
            about("max_completion_tokens")
        };
        let streaming = told.param == "stream" || message.contains("to stream this model");
        let mut next = self;
        if !self.limit_is_known && limit {
            next.older_limit = !self.older_limit;
            next.limit_is_known = true;
        } else if !self.no_effort && about("reasoning_effort") {
            next.no_effort = true;
        } else if !self.no_stream && streaming {
            next.no_stream = true;
        } else if !self.no_temperature && about("temperature") {
            next.no_temperature = true;
        } else if !self.no_count && about("stream_options") {
            next.no_count = true;
        } else if about("response_format") || about("json_schema") || about("response_schema") {
            next.form = match self.form {
                Form::Schema => Form::Json,
                Form::Json => Form::Words,
                Form::Words => return None,
            };
        } else {
            return None;
        }
        Some(next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(message: &str, param: &str) -> Told {
        Told {
            message: Some(message.to_owned()),
            param: param.to_owned(),
            ..Told::default()
        }
    }

    #[test]
    fn each_refusal_changes_one_thing_and_never_without_end() {
        let all = [
            told("Unsupported parameter", "max_completion_tokens"),
            told("Unrecognized request argument supplied: reasoning_effort", ""),
            told(
                "Your organization must be verified to stream this model.",
                "stream",
            ),
            told(
                "Unsupported value: only the default (1) is supported",
                "temperature",
            ),
            told("unknown field: stream_options", ""),
            told("'response_format.type' must be 'json_object'", ""),
            told("response_format is not supported", "response_format.type"),
        ];
        let mut quirks = Quirks::default();
        for told in &all {
            quirks = quirks.after(400, told).expect("a change");
        }
        let expected = Quirks {
            older_limit: true,
            limit_is_known: true,
            no_effort: true,
            no_stream: true,
            no_temperature: true,
            no_count: true,
            form: Form::Words,
        };
        assert_eq!(quirks, expected);
        for told in &all {
            assert_eq!(quirks.after(400, told), None);
        }
    }

    #[test]
    fn other_faults_change_nothing() {
        let quirks = Quirks::default();
        assert_eq!(quirks.after(400, &told("No such model", "model")), None);
        assert_eq!(quirks.after(500, &told("temperature", "temperature")), None);
        assert_eq!(
            quirks.after(400, &told("use max_completion_tokens instead", "max_tokens")),
            None
        );
        let older = Quirks {
            older_limit: true,
            ..Quirks::default()
        };
        assert_eq!(
            older.after(400, &told("max_tokens is too large: 99999", "max_tokens")),
            None
        );
        let newer = older.after(400, &told("use 'max_completion_tokens' instead", "max_tokens"));
        assert!(newer.is_some_and(|quirks| !quirks.older_limit && quirks.limit_is_known));
    }
}
