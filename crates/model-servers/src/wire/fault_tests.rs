//! Shapes of faults, and what they mean.

use std::time::Duration;

use provider::ProviderError;

use super::fault::{Told, is_fault, of_status};

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
        (openai.code.as_str(), openai.fields.as_slice()),
        ("model_not_found", &["model".to_owned()][..])
    );
    let runware =
        told(r#"{"errors":[{"code":"invalidApiKey","message":"Invalid API key","parameter":"apiKey"}]}"#);
    assert_eq!(
        (runware.code.as_str(), runware.fields.as_slice()),
        ("invalidApiKey", &["apiKey".to_owned()][..])
    );
    for (body, message) in [
        (r#"{"error":"model is loading"}"#, "model is loading"),
        (
            r#"{"object":"error","message":"too long","code":400}"#,
            "too long",
        ),
        (r#"{"detail":"Not authenticated"}"#, "Not authenticated"),
        (r#"{"detail":[{"msg":"field required"}]}"#, "field required"),
        (
            r#"{"detail":[{"type":"extra_forbidden","loc":["body","response_format"],"msg":"Extra inputs are not permitted"}]}"#,
            "response_format: Extra inputs are not permitted",
        ),
        (
            r#"{"object":"error","message":{"detail":[{"loc":["body","reasoning_effort"],"msg":"Extra inputs"}]}}"#,
            "reasoning_effort: Extra inputs",
        ),
        (
            r#"{"code":"400","error":"Argument not supported: size"}"#,
            "Argument not supported: size",
        ),
        (
            r#"{"error":{"message":"Provider returned error","code":400,"metadata":{"raw":"no thinking"}}}"#,
            "Provider returned error: no thinking",
        ),
        (
            r#"{"error":{"code":400,"message":"too long","n_prompt_tokens":9,"n_ctx":4}}"#,
            "too long (n_prompt_tokens: 9) (n_ctx: 4)",
        ),
        (r#"{"choices":[{"error":{"message":"upstream"}}]}"#, "upstream"),
        (r#"[{"error":{"message":"quota"}}]"#, "quota"),
        (r#"{"errors":["too long","too many"]}"#, "too long"),
        (
            "<?xml version=\"1.0\"?><Error><Code>InvalidParameter</Code><Message>No such thing</Message></Error>",
            "No such thing",
        ),
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
fn faults_within_good_answers_are_told_from_answers() {
    for body in [
        r#"{"error":{"message":"x"}}"#,
        r#"{"error":"x"}"#,
        r#"{"object":"error","message":"x"}"#,
        r#"{"type":"error","error":{"message":"x"}}"#,
        r#"{"detail":"x"}"#,
        r#"{"message":"x","code":500}"#,
        r#"[{"error":{"message":"x"}}]"#,
        r#"{"choices":[{"error":{"message":"x"},"finish_reason":"error"}]}"#,
    ] {
        assert!(is_fault(&serde_json::from_str(body).expect("JSON")), "{body}");
    }
    for body in [
        r#"{"choices":[{"message":{"content":"x"}}],"error":null}"#,
        r#"{"choices":[{}],"error":{}}"#,
        r#"{"message":{"content":"x"},"done":true}"#,
        r#"{"choices":[],"usage":{}}"#,
        r#"{"choices":[{}],"message":"ok"}"#,
        "{}",
    ] {
        assert!(!is_fault(&serde_json::from_str(body).expect("JSON")), "{body}");
    }
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

#[test]
fn an_error_without_a_word_beside_an_answer_is_none() {
    for body in [
        r#"{"choices":[{"message":{"content":"A"}}],"error":{"message":"","type":"","param":"","code":null}}"#,
        r#"{"choices":[{"message":{"content":"A"}}],"error":{"code":0,"message":""}}"#,
        r#"{"choices":[{"message":{"content":"A"}}],"error":null,"errors":[]}"#,
    ] {
        assert!(!is_fault(&serde_json::from_str(body).expect("JSON")), "{body}");
    }
    assert!(is_fault(
        &serde_json::from_str(r#"{"error":{"code":500}}"#).expect("JSON")
    ));
}

#[test]
fn what_to_do_next_is_said() {
    let said = |status, body| of_status(status, &told(body), told(body).message(status), None).to_string();
    let place = said(
        403,
        r#"{"error":{"code":"unsupported_country_region_territory","message":"Country, region, or territory not supported","param":null,"type":"request_forbidden"}}"#,
    );
    assert!(
        place.contains("choose another provider in Integrations") && !place.contains("API key"),
        "{place}"
    );
    let gemini = said(
        400,
        r#"[{"error":{"code":400,"message":"User location is not supported for the API use.","status":"FAILED_PRECONDITION"}}]"#,
    );
    assert!(
        gemini.contains("choose another provider in Integrations"),
        "{gemini}"
    );
    for (status, body) in [
        (
            404,
            r#"{"error":{"message":"The model `x` does not exist or you do not have access to it.","code":"model_not_found"}}"#,
        ),
        (
            410,
            r#"{"error":{"message":"The model x has been deprecated and is no longer available"}}"#,
        ),
        (
            400,
            r#"{"error":{"message":"The model `x` has been decommissioned","code":"model_decommissioned"}}"#,
        ),
    ] {
        let model = said(status, body);
        assert!(model.contains("choose another model in Integrations"), "{model}");
    }
}

#[test]
fn an_answer_that_is_no_valid_document_is_kept() {
    let groq = told(
        r#"{"error":{"message":"Failed to validate JSON. Please adjust your prompt. See 'failed_generation' for more details.","type":"invalid_request_error","code":"json_validate_failed","failed_generation":"{\"names\": [\"a\",]}"}}"#,
    );
    assert_eq!(groq.failed.as_deref(), Some("{\"names\": [\"a\",]}"));
    let empty = told(
        r#"{"error":{"message":"Failed to generate JSON.","code":"json_validate_failed","failed_generation":""}}"#,
    );
    assert_eq!(empty.failed, None);
}
