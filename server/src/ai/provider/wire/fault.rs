//! What a provider says of a fault, in whichever of the usual shapes, and what it means.

use std::time::Duration;

use serde_json::Value;

use crate::ai::provider::ProviderError;

/// What an answer with a fault says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::ai::provider) struct Told {
    /// For people.
    pub(in crate::ai::provider) message: Option<String>,
    /// `error.code`, such as `insufficient_quota`.
    pub(in crate::ai::provider) code: String,
    /// `error.type`.
    pub(in crate::ai::provider) kind: String,
    /// Which part of the request it is about.
    pub(in crate::ai::provider) param: String,
    /// It is a web page.
    pub(in crate::ai::provider) page: bool,
}

/// Codes and types that say that money is out.
const MONEY: &[&str] = &[
    "insufficient_quota",
    "billing_hard_limit_reached",
    "billing_not_active",
    "insufficient_credits",
];

/// Codes and types that say that the content is not wanted.
const CONTENT: &[&str] = &[
    "content_policy_violation",
    "content_filter",
    "moderation_blocked",
    "invalid_prompt",
];

impl Told {
    /// Reads a body of any kind.
    pub(in crate::ai::provider) fn read(body: &[u8]) -> Self {
        match serde_json::from_slice::<Value>(body) {
            Ok(value) => Self::of(&value),
            Err(_) if is_page(body) => Self {
                page: true,
                ..Self::default()
            },
            Err(_) => {
                let text = String::from_utf8_lossy(&body[..body.len().min(2000)]);
                Self {
                    message: Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
                    ..Self::default()
                }
            }
        }
    }

    /// Reads `{"error": {…}}`, `{"error": "…"}`, `{"errors": [{…}]}`, `{"message": …}` and `{"detail": …}`.
    pub(in crate::ai::provider) fn of(value: &Value) -> Self {
        let inner = [&value["error"], &value["errors"][0], &value[0]["error"]]
            .into_iter()
            .find(|inner| !inner.is_null())
            .unwrap_or(value);
        let text = |name: &str| match &inner[name] {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            _ => String::new(),
        };
        let message = ["message", "detail", "msg", "error"]
            .into_iter()
            .map(|name| match &inner[name] {
                Value::Array(_) | Value::Object(_) => inner[name].to_string(),
                _ => text(name),
            })
            .find(|message| !message.is_empty())
            .or_else(|| inner.as_str().map(str::to_owned));
        let param = match text("param") {
            param if param.is_empty() => text("parameter"),
            param => param,
        };
        Self {
            message,
            code: text("code"),
            kind: text("type"),
            param,
            page: false,
        }
    }

    /// Its words, or others where it has none.
    pub(super) fn message(&self, status: u16) -> String {
        match &self.message {
            Some(message) => message.clone(),
            None if self.page => format!("a web page with the status {status} came instead of an answer"),
            None => format!("status {status}"),
        }
    }

    /// Whether its code or type is one of these.
    fn is_one_of(&self, names: &[&str]) -> bool {
        names.contains(&self.code.as_str()) || names.contains(&self.kind.as_str())
    }
}

/// Whether a body is HTML.
pub(super) fn is_page(body: &[u8]) -> bool {
    body.trim_ascii_start().starts_with(b"<")
}

/// The status that an error within an answer of status 200 stands for: its code, or else its type.
pub(in crate::ai::provider) fn status_of(told: &Told) -> u16 {
    match told.code.parse() {
        Ok(status @ 400..=599) => status,
        _ => match told.kind.as_str() {
            "invalid_request_error" => 400,
            "authentication_error" => 401,
            "permission_error" => 403,
            "insufficient_quota" | "rate_limit_error" | "rate_limit_exceeded" | "requests" | "tokens" => 429,
            _ => 500,
        },
    }
}

/// What a status with the provider's words means.
pub(in crate::ai::provider) fn of_status(
    status: u16,
    told: &Told,
    detail: String,
    retry_after: Option<Duration>,
) -> ProviderError {
    match status {
        300..=399 => ProviderError::Address {
            detail: format!("it leads on to another one (status {status}): enter that one"),
        },
        402 => ProviderError::Quota { detail },
        400..=499 if told.is_one_of(MONEY) => ProviderError::Quota { detail },
        400..=499 if told.is_one_of(CONTENT) => ProviderError::Refused { detail },
        // The key is right: the organisation is to be verified before it may use the model.
        403 if detail.contains("must be verified") => ProviderError::Request { detail },
        401 | 403 => ProviderError::Key { detail },
        404 if told.page || told.message.is_none() => ProviderError::Request {
            detail: format!("{detail}: check the address in Integrations, most end with /v1"),
        },
        429 => ProviderError::RateLimited { retry_after },
        408 | 500..=599 => ProviderError::Unavailable { detail, retry_after },
        400..=499 => ProviderError::Request { detail },
        _ => ProviderError::Malformed {
            detail: format!("status {status}"),
            text: None,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(body: &str) -> Told {
        Told::read(body.as_bytes())
    }

    #[test]
    fn the_usual_shapes_are_read() {
        let openai = told(
            r#"{"error":{"message":"No such model","type":"invalid_request_error","param":"model","code":"model_not_found"}}"#,
        );
        assert_eq!(openai.message.as_deref(), Some("No such model"));
        assert_eq!(
            (openai.code.as_str(), openai.param.as_str()),
            ("model_not_found", "model")
        );
        let runware =
            told(r#"{"errors":[{"code":"invalidApiKey","message":"Invalid API key","parameter":"apiKey"}]}"#);
        assert_eq!(
            (runware.code.as_str(), runware.param.as_str()),
            ("invalidApiKey", "apiKey")
        );
        for (body, message) in [
            (r#"{"error":"model is loading"}"#, "model is loading"),
            (
                r#"{"object":"error","message":"too long","code":400}"#,
                "too long",
            ),
            (r#"{"detail":"Not authenticated"}"#, "Not authenticated"),
            (
                r#"{"detail":[{"msg":"field required"}]}"#,
                r#"[{"msg":"field required"}]"#,
            ),
            (r#"[{"error":{"message":"quota"}}]"#, "quota"),
            ("upstream connect error", "upstream connect error"),
            (r#""just text""#, "just text"),
        ] {
            assert_eq!(told(body).message.as_deref(), Some(message), "{body}");
        }
        for body in ["", "  ", "{}", "null", "[]", "<html><body>Bad gateway"] {
            assert_eq!(told(body).message, None, "{body}");
        }
        assert!(told(" <!doctype html>").page);
    }

    #[test]
    fn each_status_has_its_meaning() {
        let plain = Told::default();
        let code = |code: &str| Told {
            code: code.to_owned(),
            ..Told::default()
        };
        let wait = Some(Duration::from_secs(3));
        let kind = |status, told: &Told| of_status(status, told, "words".to_owned(), wait);
        assert!(matches!(kind(302, &plain), ProviderError::Address { .. }));
        assert!(matches!(kind(400, &plain), ProviderError::Request { .. }));
        assert!(matches!(
            kind(400, &code("content_policy_violation")),
            ProviderError::Refused { .. }
        ));
        assert!(matches!(
            kind(400, &code("billing_hard_limit_reached")),
            ProviderError::Quota { .. }
        ));
        assert!(matches!(kind(401, &plain), ProviderError::Key { .. }));
        assert!(matches!(kind(402, &plain), ProviderError::Quota { .. }));
        assert!(matches!(kind(403, &plain), ProviderError::Key { .. }));
        assert!(matches!(kind(404, &plain), ProviderError::Request { .. }));
        assert!(matches!(kind(408, &plain), ProviderError::Unavailable { .. }));
        assert!(matches!(kind(422, &plain), ProviderError::Request { .. }));
        assert!(matches!(kind(429, &plain), ProviderError::RateLimited { .. }));
        assert!(matches!(
            kind(429, &code("insufficient_quota")),
            ProviderError::Quota { .. }
        ));
        for status in [500, 502, 503, 504, 529] {
            assert_eq!(kind(status, &plain).retry_after(), wait, "{status}");
            assert!(kind(status, &plain).is_passing(), "{status}");
        }
        assert!(matches!(kind(101, &plain), ProviderError::Malformed { .. }));
    }
}
