//! Faults as people have reported them of services and gateways, with what each means.

use std::time::Duration;

use provider::ProviderError;
use serde_json::{Value, json};

use super::fault::{Told, is_fault, of_status, status_of};

/// What a fault is taken for, in a word.
fn kind(error: &ProviderError) -> &'static str {
    match error {
        ProviderError::Key { .. } => "key",
        ProviderError::Request { .. } => "request",
        ProviderError::Quota { .. } => "quota",
        ProviderError::RateLimited { .. } => "busy",
        ProviderError::Unavailable { .. } => "down",
        ProviderError::Refused { .. } => "refused",
        _ => "other",
    }
}

fn meaning(status: u16, body: &str) -> ProviderError {
    let told = Told::read(body.as_bytes());
    let detail = told.message.clone().unwrap_or_default();
    of_status(status, &told, detail, told.retry)
}

/// Status, body, and what it is.
const FAULTS: &[(u16, &str, &str)] = &[
    // xAI.
    (
        403,
        r#"{"code":"The caller does not have permission to execute the specified operation","error":"Content violates usage guidelines. Failed check: SAFETY_CHECK_TYPE_BIO"}"#,
        "refused",
    ),
    (
        403,
        r#"{"message":"{\"error\":\"Content violates usage guidelines. Failed check: SAFETY_CHECK_TYPE_BIO\"}"}"#,
        "refused",
    ),
    (
        403,
        r#"{"code":"The caller does not have permission","error":"Your newly created team doesn't have any credits or licenses yet. You can purchase those on https://console.x.ai"}"#,
        "quota",
    ),
    (
        403,
        r#"{"error":"Your team 0 has either used all available credits or reached its monthly spending limit. To continue making API requests, please purchase more credits or raise your spending limit."}"#,
        "quota",
    ),
    (
        429,
        r#"{"error":"Your team 0 has either used all available credits or reached its monthly spending limit."}"#,
        "quota",
    ),
    (
        400,
        r#"{"code":"invalid-argument","error":"Model not found: grok-99"}"#,
        "request",
    ),
    (
        400,
        r#"{"code":"Client specified an invalid argument","error":"Incorrect API key provided: xa***. You can obtain an API key from https://console.x.ai."}"#,
        "key",
    ),
    // LiteLLM.
    (
        400,
        r#"{"error":{"message":"Budget has been exceeded! Current cost: 5.0, Max budget: 1.0","type":"budget_exceeded","param":null,"code":"400"}}"#,
        "quota",
    ),
    (
        429,
        r#"{"error":{"message":"litellm.RateLimitError: Budget has been exceeded! Current cost: 2043.1, Max budget: 2042.8","type":"throttling_error","code":"429"}}"#,
        "quota",
    ),
    (
        400,
        r#"{"error":{"message":"ExceededBudget: User=pool:class over budget. Spend=20.1, Budget=20","type":"None","code":"400"}}"#,
        "quota",
    ),
    (
        401,
        r#"{"error":{"message":"key not allowed to access model. This key can only access models=['a']. Tried to access b","type":"key_model_access_denied","param":"model","code":"401"}}"#,
        "request",
    ),
    (
        403,
        r#"{"error":{"message":"team not allowed to access model","type":"team_model_access_denied","param":"model","code":"403"}}"#,
        "request",
    ),
    (
        401,
        r#"{"error":{"message":"Authentication Error, Invalid proxy server token passed","type":"auth_error","param":"None","code":"401"}}"#,
        "key",
    ),
    (
        429,
        r#"{"error":{"message":"litellm.RateLimitError: RateLimitError: OpenAIException - slow down","type":"throttling_error","param":null,"code":"429"}}"#,
        "busy",
    ),
    // OpenAI and Azure.
    (
        403,
        r#"{"error":{"message":"Project `proj_x` does not have access to model `gpt-5`","type":"invalid_request_error","param":null,"code":"model_not_found"}}"#,
        "request",
    ),
    (
        429,
        r#"{"error":{"message":"credit balance exhausted","code":"credit_balance_exhausted"}}"#,
        "quota",
    ),
    (
        400,
        r#"{"error":{"message":"Your request was rejected as a result of our safety system.","type":"image_generation_user_error","param":null,"code":null}}"#,
        "refused",
    ),
    (
        401,
        r#"{"error":{"code":"401","message":"Access denied due to invalid subscription key or wrong API endpoint."}}"#,
        "key",
    ),
    // OpenRouter.
    (
        403,
        r#"{"error":{"code":403,"message":"Input blocked","metadata":{"reasons":["violence"],"flagged_input":"a knife","provider_name":"OpenAI","model_slug":"x"}}}"#,
        "refused",
    ),
    (
        400,
        r#"{"error":{"code":400,"message":"Provider returned error","metadata":{"error_type":"content_policy_violation"}}}"#,
        "refused",
    ),
    (
        402,
        r#"{"error":{"code":402,"message":"Insufficient credits","metadata":{"limit_source":"openrouter_credits"}}}"#,
        "quota",
    ),
    (
        402,
        r#"{"error":{"code":402,"message":"Too much is under way","metadata":{"limit_source":"openrouter_in_flight_budget","retry_after_seconds":3}}}"#,
        "busy",
    ),
    (
        400,
        r#"{"success":false,"error":{"name":"ZodError","message":"[\n  {\n \"path\": [\"max_tokens\"] }\n]"}}"#,
        "request",
    ),
    // fal, Vertex, new-api, GitHub.
    (
        422,
        r#"{"detail":[{"loc":["body","prompt"],"msg":"The content could not be processed because it contained material flagged by a content checker.","type":"content_policy_violation"}]}"#,
        "refused",
    ),
    (
        400,
        r#"[{"error":{"code":400,"message":"The prompt could not be submitted. This prompt contains sensitive words that violate Google's Responsible AI practices.","status":"INVALID_ARGUMENT"}}]"#,
        "refused",
    ),
    (
        403,
        r#"{"error":{"message":"用户额度不足, 剩余额度: 0","type":"new_api_error","code":"insufficient_user_quota"}}"#,
        "quota",
    ),
    (
        429,
        r#"[{"error":{"code":429,"message":"You exceeded your current quota, please check your plan and billing details.","status":"RESOURCE_EXHAUSTED"}}]"#,
        "busy",
    ),
    // LM Studio: the status of a bad request for a model that died of it.
    (
        400,
        r#"{"error":"The model has crashed without additional information. (Exit code: null)"}"#,
        "down",
    ),
    (400, r#"{"error":"Model reloaded."}"#, "down"),
    // Volcengine.
    (
        403,
        r#"{"error":{"code":"AccountOverdueError","message":"The request failed because your account has an overdue balance.","param":"","type":"Forbidden"}}"#,
        "quota",
    ),
    (
        400,
        r#"{"error":{"code":"InputTextSensitiveContentDetected","message":"The request failed because the input text may contain sensitive information.","type":"BadRequest"}}"#,
        "refused",
    ),
    (
        404,
        r#"{"error":{"code":"ModelNotOpen","message":"Your account 21 has not activated the model doubao. Please activate it.","type":"NotFound"}}"#,
        "request",
    ),
    (
        429,
        r#"{"error":{"code":"SetLimitExceeded","message":"Your account has reached the set inference limit for the model, and the model service has been paused.","type":"TooManyRequests"}}"#,
        "quota",
    ),
    // DashScope.
    (
        403,
        r#"{"error":{"message":"The free tier of the model has been exhausted. If you wish to continue access the model on a paid basis, please disable the \"use free tier only\" mode.","type":"AllocationQuota.FreeTierOnly","code":"AllocationQuota.FreeTierOnly"}}"#,
        "quota",
    ),
    (
        400,
        r#"{"error":{"message":"Output data may contain inappropriate content.","code":"data_inspection_failed"}}"#,
        "refused",
    ),
    // SiliconFlow.
    (
        403,
        r#"{"code":30001,"message":"Sorry, your account balance is insufficient","data":null}"#,
        "quota",
    ),
    (
        503,
        r#"{"code":50603,"message":"System is too busy now. Please try again later.","data":null}"#,
        "down",
    ),
    (
        400,
        r#"{"code":20012,"message":"Model does not exist. Please check it carefully.","data":null}"#,
        "request",
    ),
    // Cloudflare's models, and its page in front of others.
    (
        429,
        r#"{"success":false,"errors":[{"code":3036,"message":"you have used up your daily free allocation of 10,000 neurons, please upgrade"}]}"#,
        "quota",
    ),
    (
        400,
        r#"{"success":false,"errors":[{"code":5007,"message":"No such model @cf/x or task"}],"messages":[],"result":{}}"#,
        "request",
    ),
    (
        524,
        "<!DOCTYPE html><title>524: A timeout occurred</title>",
        "down",
    ),
    (
        403,
        "<!DOCTYPE html><title>Attention Required! | Cloudflare</title>",
        "request",
    ),
    // Gemini's free tier, which has none of this model.
    (
        429,
        r#"[{"error":{"code":429,"message":"Quota exceeded for metric: generate_content_free_tier_requests, limit: 0, model: gemini-3-pro","status":"RESOURCE_EXHAUSTED"}}]"#,
        "quota",
    ),
    // Anthropic's limits that somebody has set, and what costs extra.
    (
        400,
        r#"{"type":"error","error":{"type":"invalid_request_error","message":"You have reached your specified API usage limits. You will regain access on 2026-12-01 at 00:00 UTC."}}"#,
        "quota",
    ),
    (
        429,
        r#"{"type":"error","error":{"type":"rate_limit_error","message":"Extra usage is required for long context requests."}}"#,
        "quota",
    ),
    // Cohere's keys for a trial.
    (
        429,
        r#"{"message":"You are using a Trial key, which is limited to 1000 API calls / month. You can continue to use the Trial key for free or upgrade to a Production key."}"#,
        "quota",
    ),
    // Bedrock behind a gateway.
    (
        400,
        r#"{"error":{"message":"The provided model identifier is invalid.","type":"invalid_request_error"}}"#,
        "request",
    ),
    // Hugging Face, Cerebras, Groq, KoboldCpp, llama.cpp, Ollama, one-api.
    (
        402,
        r#"{"error":"You have exceeded your monthly included credits for Inference Providers. Subscribe to PRO."}"#,
        "quota",
    ),
    (
        429,
        r#"{"message":"We're experiencing high traffic right now! Please try again soon.","type":"too_many_requests_error","param":"queue","code":"queue_exceeded"}"#,
        "busy",
    ),
    (
        498,
        r#"{"error":{"message":"Flex tier capacity exceeded","code":"capacity_exceeded"}}"#,
        "busy",
    ),
    (
        503,
        r#"{"detail":{"msg":"Server is busy; please try again later.","type":"service_unavailable"}}"#,
        "down",
    ),
    (
        503,
        r#"{"error":{"code":503,"message":"Loading model","type":"unavailable_error"}}"#,
        "down",
    ),
    (
        404,
        r#"{"error":{"message":"model \"x\" not found, try pulling it first","type":"api_error","param":null,"code":null}}"#,
        "request",
    ),
    (
        503,
        r#"{"error":{"message":"当前分组 default 下对于模型 x 无可用渠道","type":"new_api_error"}}"#,
        "down",
    ),
    (
        529,
        r#"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#,
        "down",
    ),
    (400, "\u{feff}{\"error\":{\"message\":\"bad\"}}", "request"),
    // Amazon's, plain and in XML, and GitHub's.
    (
        400,
        r#"{"__type":"ThrottlingException","message":"Too many tokens, please wait before trying again."}"#,
        "busy",
    ),
    (
        403,
        "<?xml version=\"1.0\"?>\n<ErrorResponse><Error><Code>ThrottlingException</Code><Message>Rate exceeded</Message></Error></ErrorResponse>",
        "busy",
    ),
    (
        400,
        "<?xml version='1.0' encoding='UTF-8'?><Error><RequestId>x</RequestId><Code>Arrearage</Code><Message>Access denied, please make sure your account is in good standing.</Message></Error>",
        "quota",
    ),
    (
        403,
        r#"{"error":{"code":"no_access","message":"No access to model: gpt-5","details":"No access to model: gpt-5"}}"#,
        "request",
    ),
    (
        402,
        r#"{"type":"urn:inference-service:problem-details:payment-required","title":"Payment Required","status":402,"detail":"Account 'x': Cloud credits expired - Please contact NVIDIA representatives"}"#,
        "quota",
    ),
    (
        429,
        r#"{"error":{"code":"1309","message":"Your GLM Coding Plan package has expired"}}"#,
        "quota",
    ),
    (
        401,
        "<html><head><title>401 Authorization Required</title></head>",
        "request",
    ),
    (404, r#"{"detail":"Not Found"}"#, "request"),
    (404, "404 page not found", "request"),
    (422, r#"{"errors":{"messages":["must be a list"]}}"#, "request"),
];

#[test]
fn each_is_what_it_says() {
    for &(status, body, expected) in FAULTS {
        let error = meaning(status, body);
        assert_eq!(kind(&error), expected, "{status} {body}: {error:?}");
    }
}

#[test]
fn an_address_without_its_version_is_named() {
    for body in [
        r#"{"detail":"Not Found"}"#,
        "404 page not found",
        "{\"error\":{\"message\":\"Invalid URL (POST /chat/completions)\",\"type\":\"invalid_request_error\"}}",
        "Cannot POST /chat/completions",
        r#"{"error":"Unexpected endpoint or method. (POST /chat/completions)"}"#,
    ] {
        let told = meaning(404, body).to_string();
        assert!(told.contains("/v1"), "{body}: {told}");
    }
    let key = meaning(401, "<html><title>401 Authorization Required</title>").to_string();
    assert!(key.contains("check the key"), "{key}");
}

#[test]
fn errors_in_the_place_of_an_answer_are_known_in_every_dialect() {
    for (body, expected) in [
        // MiniMax.
        (
            r#"{"id":"","choices":null,"base_resp":{"status_code":1008,"status_msg":"insufficient balance"}}"#,
            "quota",
        ),
        (
            r#"{"base_resp":{"status_code":1004,"status_msg":"login fail: Please carry the API secret key"}}"#,
            "key",
        ),
        (
            r#"{"base_resp":{"status_code":2049,"status_msg":"invalid api key"}}"#,
            "key",
        ),
        (
            r#"{"choices":[],"base_resp":{"status_code":1002,"status_msg":"rate limit"}}"#,
            "busy",
        ),
        (
            r#"{"base_resp":{"status_code":1039,"status_msg":"rate limited"}}"#,
            "busy",
        ),
        (
            r#"{"data":{"image_urls":["https://x.test/a.png"]},"base_resp":{"status_code":1026,"status_msg":"input new_sensitive"}}"#,
            "refused",
        ),
        (
            r#"{"base_resp":{"status_code":2013,"status_msg":"invalid params"}}"#,
            "request",
        ),
        (
            r#"{"base_resp":{"status_code":1000,"status_msg":"unknown error"}}"#,
            "down",
        ),
        // Qianfan, Hunyuan.
        (
            r#"{"error_code":18,"error_msg":"Open api qps request limit reached"}"#,
            "busy",
        ),
        (
            r#"{"error_code":17,"error_msg":"Open api daily request limit reached"}"#,
            "quota",
        ),
        (
            r#"{"error_code":110,"error_msg":"Access token invalid or no longer valid"}"#,
            "key",
        ),
        // `XpressAI/xaibo` 36, and gateways of their own form.
        (
            r#"{"code":"rate_limit_daily","message":"Error code: 429 - you have reached your limit"}"#,
            "busy",
        ),
        (r#"{"code":500,"msg":"engine failed","data":null}"#, "down"),
        (
            r#"{"code":1001,"msg":"HTTP 503 from the engine","success":false}"#,
            "down",
        ),
        (r#"{"success":false,"errmsg":"status code 429"}"#, "busy"),
        (
            r#"{"ResponseMetadata":{"RequestId":"x","Error":{"Code":"AccountOverdueError","Message":"overdue"}}}"#,
            "quota",
        ),
        (
            r#"{"fault":{"faultstring":"Spike arrest violation","detail":{"errorcode":"policies.ratelimit.SpikeArrestViolation"}}}"#,
            "down",
        ),
        (
            r#"{"__type":"com.amazon.coral.service#ThrottlingException","message":"Too many requests, please wait"}"#,
            "busy",
        ),
        // `lmstudio-ai/lmstudio-bug-tracker` 618: a good status for an address that it does not have.
        (
            r#"{"error":"Unexpected endpoint or method. (POST /chat/completions)"}"#,
            "request",
        ),
        (
            r#"{"Response":{"Error":{"Code":"FailedOperation.ResourcePackExhausted","Message":"资源包余量已用尽 余额不足"},"RequestId":"x"}}"#,
            "quota",
        ),
        // Streams of gateways that have no code for it.
        (
            r#"{"error":{"message":"Insufficient Balance","type":"unknown_error"}}"#,
            "quota",
        ),
        (r#"{"error":{"message":"Content Exists Risk"}}"#, "refused"),
    ] {
        let value: Value = serde_json::from_str(body).expect("JSON");
        assert!(is_fault(&value), "{body}");
        let told = Told::of(&value);
        let error = of_status(
            status_of(&told),
            &told,
            told.message.clone().unwrap_or_default(),
            None,
        );
        assert_eq!(kind(&error), expected, "{body}: {error:?}");
        assert!(told.message.is_some_and(|message| !message.is_empty()), "{body}");
    }
    for body in [
        json!({ "choices": [{ "message": { "content": "x" } }], "base_resp": { "status_code": 0, "status_msg": "" } }),
        json!({ "choices": [{ "message": { "content": "x" } }], "error_code": 0 }),
        json!({ "type": "ping" }),
    ] {
        assert!(!is_fault(&body), "{body}");
    }
}

#[test]
fn the_time_to_wait_is_found_in_the_body() {
    for (body, expected) in [
        (
            r#"[{"error":{"code":429,"message":"You exceeded your current quota.","status":"RESOURCE_EXHAUSTED","details":[{"@type":"type.googleapis.com/google.rpc.QuotaFailure"},{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"34.5s"}]}}]"#,
            Some(34.5),
        ),
        (
            r#"{"error":{"code":429,"message":"Quota exceeded. Please retry in 38.5s."}}"#,
            Some(38.5),
        ),
        (
            r#"{"error":{"code":"RateLimitReached","message":"Rate limit of 50 per 86400s exceeded. Please wait 3549 seconds before retrying.","details":"Please wait"}}"#,
            Some(3549.0),
        ),
        (
            r#"{"error":{"message":"Rate limit reached for gpt-4o on requests per day (RPD): Limit 200, Used 200. Please try again in 7m12s.","type":"requests","code":"rate_limit_exceeded"}}"#,
            Some(432.0),
        ),
        (
            r#"{"error":{"message":"Provider returned error","code":429,"metadata":{"raw":"x is temporarily rate-limited upstream","retry_after_seconds":1,"headers":{"Retry-After":"1"}}}}"#,
            Some(1.0),
        ),
        (
            r#"{"error":{"message":"Provider returned error","code":429,"metadata":{"headers":{"Retry-After":"17"}}}}"#,
            Some(17.0),
        ),
        (r#"{"detail":"Too many requests","retry_after":2.5}"#, Some(2.5)),
        ("Too many requests. Try again in 30 seconds.", Some(30.0)),
        (
            r#"{"detail":"Request was throttled. Expected available in 44 seconds."}"#,
            Some(44.0),
        ),
        (
            r#"{"detail":"Request was throttled. Your rate limit resets in ~10s."}"#,
            Some(10.0),
        ),
        (
            r#"{"error":"Please slow down and try again in about 5 minutes."}"#,
            Some(300.0),
        ),
        (
            r#"{"error":"Model x is currently loading","estimated_time":20.0}"#,
            Some(20.0),
        ),
        (r#"{"error":{"code":429,"status":"RESOURCE_EXHAUSTED"}}"#, None),
    ] {
        let error = meaning(429, body);
        assert_eq!(kind(&error), "busy", "{body}");
        let wait = error.retry_after().map(|wait| wait.as_secs_f64());
        assert_eq!(wait, expected, "{body}");
    }
    let forever = meaning(429, r#"{"error":{"message":"x","retry_after":99999999}}"#);
    assert_eq!(forever.retry_after(), Some(Duration::from_hours(24)));
}
