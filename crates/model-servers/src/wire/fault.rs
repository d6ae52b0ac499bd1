//! What a provider says of a fault, in whichever of the usual shapes, and what it means.

use std::fmt::Write as _;
use std::time::Duration;

use serde_json::Value;

use provider::ProviderError;

use super::fault_words::{
    CONTENT, CONTENT_WORDS, CRASH_WORDS, KEY_WORDS, MONEY, MONEY_WORDS, PATH_WORDS, PLACE_WORDS, RATE,
};
use super::retry_after;

/// What an answer with a fault says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Told {
    /// For people.
    pub(crate) message: Option<String>,
    /// `error.code`, such as `insufficient_quota`.
    pub(crate) code: String,
    /// `error.type`.
    pub(crate) kind: String,
    /// Which parts of the request it is about.
    pub(crate) fields: Vec<String>,
    /// It is a web page.
    pub(crate) page: bool,
    /// When it may be tried again, where the body says so.
    pub(crate) retry: Option<Duration>,
    /// The answer that the server holds for no valid document, of Groq.
    pub(crate) failed: Option<String>,
}

impl Told {
    /// Reads a body of any kind.
    pub(crate) fn read(body: &[u8]) -> Self {
        let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
        match serde_json::from_slice::<Value>(body) {
            Ok(value) => Self::of(&value),
            Err(_) if is_page(body) => in_xml(&String::from_utf8_lossy(body)).unwrap_or_else(|| Self {
                page: true,
                ..Self::default()
            }),
            Err(_) => {
                let text = String::from_utf8_lossy(&body[..body.len().min(2000)]);
                Self {
                    message: Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
                    retry: retry_after::in_words(&text),
                    ..Self::default()
                }
            }
        }
    }

    /// Reads `{"error": {…}}`, `{"error": "…"}`, `{"errors": [{…}]}`, `{"message": …}`, `{"detail": …}`, lists of these,
    /// and what a router quotes of the server behind it.
    pub(crate) fn of(value: &Value) -> Self {
        let inner = [
            &value["error"],
            &value["errors"][0],
            &value["choices"][0]["error"],
            &value["base_resp"],
            &value["Response"]["Error"],
            &value["ResponseMetadata"]["Error"],
            &value["fault"],
            &value[0]["error"],
            &value[0],
        ]
        .into_iter()
        .find(|inner| is_said(inner))
        .unwrap_or(value);
        let metadata = &inner["metadata"];
        let text = |name: &str| match &inner[name] {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            _ => String::new(),
        };
        let mut fields = Vec::new();
        let message = [
            "message",
            "detail",
            "msg",
            "error",
            "error_message",
            "errorMessage",
            "error_msg",
            "error_description",
            "status_msg",
            "errmsg",
            "errMsg",
            "err_msg",
            "faultstring",
            "Message",
            "errors",
            "title",
            "reason",
        ]
        .into_iter()
        .map(|name| said(&inner[name], &mut fields))
        .find(|message| !message.is_empty())
        .or_else(|| inner.as_str().map(str::to_owned));
        for name in ["param", "parameter"] {
            fields.extend(Some(text(name)).filter(|field| !field.is_empty()));
        }
        let mut message = message;
        if let Some(message) = &mut message {
            // What it says in figures beside its words.
            for name in ["n_prompt_tokens", "n_ctx"] {
                if let Some(number) = inner[name].as_u64() {
                    let _ = write!(message, " ({name}: {number})");
                }
            }
            let quoted = said(&metadata["raw"], &mut fields);
            if !quoted.is_empty() && !message.contains(&quoted) {
                message.push_str(": ");
                message.push_str(&quoted);
            }
        }
        let either = |one: &str, other: &str| {
            Some(text(one))
                .filter(|text| !text.is_empty())
                .unwrap_or(text(other))
        };
        let mut code = either("code", "status_code");
        if code.is_empty() {
            code = either("error_code", "Code");
        }
        if code.is_empty() {
            code = match &value["code"] {
                Value::String(code) => code.clone(),
                Value::Number(code) => code.to_string(),
                _ => String::new(),
            };
        }
        let kind = [
            either("type", "status"),
            kind_beside(value, inner),
            text("__type"),
        ];
        let kind = kind.into_iter().find(|kind| !kind.is_empty()).unwrap_or_default();
        // Amazon's have the name of their module before them.
        let kind = kind.rsplit('#').next().unwrap_or_default().to_owned();
        let retry = retry_after::in_body(inner)
            .or_else(|| retry_after::in_body(value))
            .or_else(|| retry_after::in_words(message.as_deref()?));
        Self {
            message,
            code,
            kind,
            fields,
            page: false,
            retry,
            failed: Some(text("failed_generation")).filter(|text| text.contains('{')),
        }
    }

    /// Whether it is about the model, or about something else that belongs to it.
    pub(crate) fn is_about_model(&self) -> bool {
        let message = self.message.as_deref().unwrap_or_default().to_lowercase();
        let says = |words: &[&str]| words.iter().any(|words| message.contains(words));
        self.code.to_lowercase().contains("model")
            || self.fields.iter().any(|field| field == "model")
            || self.code == "1211"
            || says(&[
                "no such model",
                "unknown model",
                "invalid model",
                "no model",
                "not a valid model",
                "model identifier is invalid",
                "invalid model identifier",
                "unsupported model",
            ])
            || message.contains("model")
                && says(&[
                    "not found",
                    "not exist",
                    "n't exist",
                    "not available",
                    "no access to",
                    "not loaded",
                    "no longer",
                    "decommissioned",
                ])
    }

    /// Whether it says that the place is not served from which it was called.
    pub(crate) fn is_about_place(&self) -> bool {
        self.code == "unsupported_country_region_territory" || self.says(PLACE_WORDS)
    }

    /// Whether it says that there were too many requests, though its status does not.
    fn is_about_rate(&self) -> bool {
        self.is_one_of(RATE)
    }

    /// Whether it says that there is nothing at this address.
    fn is_about_path(&self) -> bool {
        self.message.as_deref().is_some_and(|message| {
            message
                .trim()
                .trim_end_matches('.')
                .eq_ignore_ascii_case("not found")
        }) || self.says(PATH_WORDS)
    }

    /// Whether it says that money is out.
    fn is_about_money(&self) -> bool {
        self.is_one_of(MONEY) || self.says(MONEY_WORDS)
    }

    /// Whether it says that the content is not wanted.
    fn is_about_content(&self) -> bool {
        self.is_one_of(CONTENT) || self.says(CONTENT_WORDS)
    }

    /// Its words, or others where it has none.
    pub(super) fn message(&self, status: u16) -> String {
        match &self.message {
            Some(message) => message.clone(),
            None if self.page => format!("it returned a web page with status {status}"),
            None => format!("status {status}"),
        }
    }

    /// Whether its words hold one of these.
    fn says(&self, words: &[&str]) -> bool {
        let message = self.message.as_deref().unwrap_or_default().to_lowercase();
        words.iter().any(|words| message.contains(words))
    }

    /// Whether its code or type is one of these.
    fn is_one_of(&self, names: &[&str]) -> bool {
        let is = |own: &str| names.iter().any(|name| name.eq_ignore_ascii_case(own));
        is(&self.code) || is(&self.kind)
    }
}

/// The type of an error where it stands beside its usual place: with each fault of a list (fal), in what a router knows of
/// it, or as `MiniMax`' number.
fn kind_beside(value: &Value, inner: &Value) -> String {
    let metadata = &inner["metadata"];
    let flagged = metadata["flagged_input"].is_string() || is_said(&metadata["reasons"]);
    if flagged {
        return "content_policy_violation".to_owned();
    }
    let named = [
        // A budget for calls under way is free again once they end.
        &metadata["limit_source"],
        &metadata["error_type"],
        &value["detail"][0]["type"],
    ];
    if let Some(named) = named.into_iter().find_map(Value::as_str) {
        return named.to_owned();
    }
    // Qianfan's numbers.
    match value["error_code"].as_i64() {
        Some(4 | 18 | 336_501 | 336_502) => return "rate_limit_error".to_owned(),
        Some(17 | 19) => return "insufficient_quota".to_owned(),
        Some(13 | 14 | 110 | 111) => return "authentication_error".to_owned(),
        Some(6) => return "permission_error".to_owned(),
        _ => {}
    }
    let kind = match inner["status_code"].as_i64() {
        _ if !value["base_resp"].is_object() => "",
        Some(1002 | 1039 | 2056) => "rate_limit_error",
        Some(1004 | 2049) => "authentication_error",
        Some(1008) => "insufficient_quota",
        Some(1026 | 1027) => "content_filter",
        Some(1042 | 2013) => "invalid_request_error",
        _ => "",
    };
    kind.to_owned()
}

/// Whether a field of an error says anything.
fn is_said(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(fields) => !fields.is_empty(),
    }
}

/// Whether an error says anything: some send one with empty fields beside an answer.
fn tells(error: &Value) -> bool {
    match error {
        Value::Object(fields) => fields
            .values()
            .any(|field| is_said(field) || field.as_f64().is_some_and(|number| number != 0.0)),
        other => is_said(other),
    }
}

/// Names of the words of a fault that no answer has.
const WORDS: &[&str] = &[
    "msg",
    "errmsg",
    "errMsg",
    "err_msg",
    "error_msg",
    "error_message",
    "errorMessage",
    "Message",
];

/// The fault that a document in XML tells of, as Amazon, Alibaba and Microsoft write it.
fn in_xml(text: &str) -> Option<Told> {
    let element = |name: &str| {
        let from = text.find(&format!("<{name}>"))? + name.len() + 2;
        let until = from + text[from..].find(&format!("</{name}>"))?;
        Some(text[from..until].trim().to_owned()).filter(|inner| !inner.contains('<'))
    };
    let message = element("Message").or_else(|| element("message"))?;
    let code = element("Code").or_else(|| element("code")).unwrap_or_default();
    Some(Told {
        retry: retry_after::in_words(&message),
        message: Some(message),
        code,
        ..Told::default()
    })
}

/// Whether an answer of status 200 is the tale of a fault.
pub(crate) fn is_fault(value: &Value) -> bool {
    let answers = ["choices", "data", "output", "images", "candidates"]
        .iter()
        .any(|key| is_said(&value[*key]));
    let is_reply = answers || value["message"].is_object() || value["response"].is_string();
    let is_number = |value: &Value| value.as_i64().is_some_and(|code| code != 0);
    tells(&value["error"])
        || is_said(&value["choices"][0]["error"])
        || is_number(&value["base_resp"]["status_code"])
        || is_said(&value["Response"]["Error"])
        || is_said(&value["ResponseMetadata"]["Error"])
        || !is_reply && is_number(&value["error_code"])
        || !is_reply && value["success"] == false
        || !is_reply && WORDS.iter().any(|name| value[*name].is_string())
        || is_said(&value["fault"]["faultstring"])
        || value["object"] == "error"
        || value["type"] == "error"
        || value[0]["error"].is_object()
        || !is_reply
            && (is_said(&value["detail"]) || is_said(&value["errors"]) || value["message"].is_string())
}

/// The words of a message, which may be an object with words in it, or a list of faults that each name a field
/// (pydantic's `loc` and `msg`).
fn said(value: &Value, fields: &mut Vec<String>) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(faults) => {
            let each = faults.iter().map(|fault| {
                let place: Vec<String> = fault["loc"]
                    .as_array()
                    .into_iter()
                    .flatten()
                    .map(|part| part.as_str().map_or_else(|| part.to_string(), str::to_owned))
                    .filter(|part| part != "body")
                    .collect();
                let words = ["msg", "message"].iter().find_map(|name| fault[*name].as_str());
                let words = words.or(fault.as_str());
                let words = words.map_or_else(|| fault.to_string(), str::to_owned);
                if place.is_empty() {
                    return words;
                }
                let place = place.join(".");
                let told = format!("{place}: {words}");
                fields.push(place);
                told
            });
            each.take(10).collect::<Vec<_>>().join("; ")
        }
        Value::Object(inner) => ["detail", "message", "msg"]
            .iter()
            .filter_map(|name| inner.get(*name))
            .map(|value| said(value, fields))
            .find(|text| !text.is_empty())
            .unwrap_or_else(|| value.to_string()),
        Value::Null | Value::Bool(_) | Value::Number(_) => String::new(),
    }
}

/// Whether a body is HTML.
pub(super) fn is_page(body: &[u8]) -> bool {
    body.trim_ascii_start().starts_with(b"<")
}

/// The status that an error within an answer of status 200 stands for: its code, or else its type.
pub(crate) fn status_of(told: &Told) -> u16 {
    match told.code.parse() {
        Ok(status @ 400..=599) => status,
        _ => match told.kind.as_str() {
            "invalid_request_error"
            | "BadRequestError"
            | "bad_request_error"
            | "INVALID_ARGUMENT"
            | "exceed_context_size_error"
            | "NotSupportedError" => 400,
            "authentication_error" | "AuthenticationError" | "UNAUTHENTICATED" => 401,
            "permission_error" | "PERMISSION_DENIED" => 403,
            "not_found_error" | "NotFoundError" | "NOT_FOUND" => 404,
            _ if told.is_about_money() => 402,
            _ if told.is_about_content() => 400,
            _ if told.is_about_rate() => 429,
            _ if told.says(KEY_WORDS) => 401,
            _ if told.is_about_path() => 404,
            _ => status_in_words(told.message.as_deref().unwrap_or_default()).unwrap_or(500),
        },
    }
}

/// The status that words name: `Error code: 429`, `HTTP 503`, `status code 400`.
fn status_in_words(words: &str) -> Option<u16> {
    let words = words.to_lowercase();
    [
        "error code",
        "status code",
        "http error",
        "http status",
        "http/1.1",
        "http",
        "status",
    ]
    .iter()
    .find_map(|name| {
        let mut places = words.match_indices(name);
        places.find_map(|(at, _)| {
            let rest = words[at + name.len()..].trim_start_matches([' ', ':', '=', '(', '"', '\'']);
            let digits = rest.get(..3)?;
            let ends = !rest[3..].starts_with(|c: char| c.is_ascii_alphanumeric());
            digits
                .parse()
                .ok()
                .filter(|status| ends && (400..600).contains(status))
        })
    })
}

/// What a status with the provider's words means.
pub(crate) fn of_status(
    status: u16,
    told: &Told,
    detail: String,
    retry_after: Option<Duration>,
) -> ProviderError {
    match status {
        300..=399 => ProviderError::Address {
            detail: format!("it redirects to another URL (status {status}): enter that one"),
        },
        402 if told.kind.contains("in_flight") => ProviderError::RateLimited { retry_after },
        402 => ProviderError::Quota { detail },
        400..=499 if told.is_about_money() => ProviderError::Quota { detail },
        400..=499 if told.is_about_content() => ProviderError::Refused { detail },
        400..=499 if told.says(CRASH_WORDS) => ProviderError::Unavailable { detail, retry_after },
        400 | 403 | 424 if told.is_about_rate() => ProviderError::RateLimited { retry_after },
        400 if told.says(KEY_WORDS) || told.code == "invalid_api_key" => ProviderError::Key { detail },
        // No later time is better for a request that is larger than what a minute allows.
        413 | 429 if told.says(&["request too large"]) => ProviderError::Request { detail },
        // The key is right: the organisation is to be verified before it may use the model.
        403 if detail.contains("must be verified") => ProviderError::Request { detail },
        // Nor is the key wrong where the place is not served.
        400 | 401 | 403 | 451 if told.is_about_place() => ProviderError::Request {
            detail: format!(
                "{detail}: the provider doesn't serve the region that this server calls from; choose another provider in Integrations"
            ),
        },
        // Nor is the key wrong where it may not use this model.
        401 if told.kind.contains("model_access") => ProviderError::Request { detail },
        403 if told.is_about_model() => ProviderError::Request { detail },
        // A page is none of the server's own words: whoever stands before it has answered.
        401 | 403 if told.page => ProviderError::Request {
            detail: format!(
                "{detail}: the API key is wrong, or a firewall or sign-in page is in front of the server; check the key, the URL and who may call it"
            ),
        },
        401 | 403 => ProviderError::Key { detail },
        400 | 404 | 410 | 422 if told.is_about_model() => ProviderError::Request {
            detail: format!("{detail}: choose another model in Integrations"),
        },
        404 | 405 if told.page || told.message.is_none() || told.is_about_path() => ProviderError::Request {
            detail: format!("{detail}: check the URL in Integrations; most end with /v1"),
        },
        // Groq's own for a tier without room.
        429 | 498 => ProviderError::RateLimited { retry_after },
        408 | 500..=599 => ProviderError::Unavailable { detail, retry_after },
        400..=499 => ProviderError::Request { detail },
        _ => ProviderError::Malformed {
            detail: format!("status {status}"),
            text: None,
        },
    }
}
