//! What refusals change, and what they do not.

use provider::ProviderError;
use serde_json::{Value, json};

use super::parts::{CHAT, PICTURE, Part};
use super::quirks::{Form, Quirks, Refusal, Stream};
use crate::wire::Told;

fn told(message: &str, field: &str) -> Told {
    Told {
        message: Some(message.to_owned()),
        fields: Some(field.to_owned())
            .filter(|field| !field.is_empty())
            .into_iter()
            .collect(),
        ..Told::default()
    }
}

fn body() -> Value {
    json!({ "model": "m", "messages": [], "reasoning_effort": "low", "stream": true, "stream_options": {},
            "temperature": 0.7, "max_completion_tokens": 9000, "max_tokens": 9000, "response_format": {} })
}

fn after(quirks: &Quirks, status: u16, told: &Told) -> Option<Quirks> {
    let error = if status >= 500 {
        ProviderError::Unavailable {
            detail: String::new(),
            retry_after: None,
        }
    } else {
        ProviderError::Request {
            detail: String::new(),
        }
    };
    let body = body();
    quirks.after(&Refusal {
        parts: CHAT,
        body: &body,
        status,
        told,
        error: &error,
    })
}

#[test]
fn each_refusal_changes_one_thing() {
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
        told("System role not supported", ""),
    ];
    let mut quirks = Quirks::default();
    for told in &all {
        quirks = after(&quirks, 400, told).expect("a change");
    }
    assert!(quirks.older_limit && quirks.limit_is_known && quirks.no_system);
    assert_eq!((quirks.stream, quirks.form), (Stream::Never, Form::Words));
    for part in [Part::Effort, Part::Temperature, Part::Count] {
        assert!(quirks.without(part), "{part:?}");
    }
    assert_eq!(quirks.news(&Quirks::default(), "m").len(), 5);
    let kept: Quirks = serde_json::from_value(json!(quirks)).expect("what was kept");
    assert_eq!(kept, quirks);
}

#[test]
fn a_vague_refusal_leaves_out_the_newest_first() {
    let vague = told("Request contains an invalid argument.", "");
    let once = after(&Quirks::default(), 400, &vague).expect("a change");
    assert!(once.without(Part::Effort) && !once.without(Part::Count));
    for words in ["no", "请求参数错误", "Die Anfrage ist ungültig", ""] {
        assert_eq!(
            after(&Quirks::default(), 422, &told(words, "")),
            Some(once.clone()),
            "{words}"
        );
    }
    assert_eq!(after(&Quirks::default(), 404, &told("Not found", "")), None);
    let routed = told("No endpoints found that can handle the requested parameters.", "");
    assert_eq!(after(&Quirks::default(), 404, &routed), Some(once.clone()));
    assert_eq!(
        after(&Quirks::default(), 500, &vague),
        None,
        "a failure is no refusal"
    );
    let unmarshal = told(
        "json: cannot unmarshal string into field Request.reasoning_effort",
        "",
    );
    assert_eq!(after(&Quirks::default(), 500, &unmarshal), Some(once));
}

#[test]
fn other_faults_change_nothing() {
    let quirks = Quirks::default();
    let mut model = told("No such model", "model");
    assert_eq!(after(&quirks, 400, &model), None);
    model = told("The model `x` does not exist", "");
    assert_eq!(after(&quirks, 400, &model), None);
    assert_eq!(after(&quirks, 500, &told("temperature", "temperature")), None);
    assert_eq!(
        after(&quirks, 400, &told("maximum context length is 10", "messages")),
        None
    );
    let key = ProviderError::Key {
        detail: String::new(),
    };
    let (body, told) = (body(), told("no", ""));
    let refusal = Refusal {
        parts: CHAT,
        body: &body,
        status: 400,
        told: &told,
        error: &key,
    };
    assert_eq!(quirks.after(&refusal), None);
}

#[test]
fn the_limit_has_two_names_and_an_amount() {
    let older = Quirks {
        older_limit: true,
        ..Quirks::default()
    };
    let newer = after(
        &older,
        400,
        &told("use 'max_completion_tokens' instead", "max_tokens"),
    );
    assert!(newer.is_some_and(|quirks| !quirks.older_limit && quirks.limit_is_known));
    let lower = after(&older, 400, &told("max_tokens is too large", "max_tokens")).expect("a change");
    assert_eq!((lower.most, lower.older_limit), (Some(4500), true));
}

#[test]
fn pictures_have_parts_of_their_own() {
    let body =
        json!({ "model": "m", "prompt": "a door", "n": 1, "size": "1x1", "response_format": "b64_json" });
    let error = ProviderError::Request {
        detail: String::new(),
    };
    let after = |quirks: &Quirks, told: &Told| {
        quirks.after(&Refusal {
            parts: PICTURE,
            body: &body,
            status: 400,
            told,
            error: &error,
        })
    };
    let none = after(&Quirks::default(), &told("Argument not supported: size", "")).expect("a change");
    assert!(none.without(Part::Size));
    let vague = after(&Quirks::default(), &told("no", "")).expect("a change");
    assert!(vague.without(Part::PictureForm) && !vague.without(Part::Size));
}

#[test]
fn what_only_streams_is_streamed() {
    let body = json!({ "model": "m", "messages": [], "response_format": {} });
    let error = ProviderError::Request {
        detail: String::new(),
    };
    for words in [
        "parameter.enable_thinking must be set to false for non-streaming calls",
        "parameter.enable_thinking必须设置为false才能进行非流式调用",
        "enable thinking can not be support when `stream=False`.",
        "This model only support stream mode, please enable the stream parameter",
    ] {
        let told = told(words, "");
        let refusal = Refusal {
            parts: CHAT,
            body: &body,
            status: 400,
            told: &told,
            error: &error,
        };
        let next = Quirks::default().after(&refusal).expect("a change");
        assert_eq!(next.stream, Stream::Always, "{words}");
    }
}
