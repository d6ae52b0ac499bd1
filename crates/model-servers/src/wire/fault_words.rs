//! Codes and words by which services say what a fault is about.

/// Codes and types that say that money is out: of OpenAI, `OpenRouter`, Moonshot, Zhipu, `DashScope`, `LiteLLM`, new-api.
pub(super) const MONEY: &[&str] = &[
    "insufficient_quota",
    "billing_hard_limit_reached",
    "billing_not_active",
    "insufficient_credits",
    "insufficient_balance",
    "exceeded_current_quota_error",
    "1112",
    "1113",
    "1309",
    "Arrearage",
    "budget_exceeded",
    "credit_balance_exhausted",
    "insufficient_user_quota",
    "pre_consume_token_quota_failed",
    "payment_required",
    "AccountOverdueError",
    "SetLimitExceeded",
    "AllocationQuota.FreeTierOnly",
    "30001",
    "30011",
];

/// Words that say so where no code does: of Anthropic, `DeepSeek`, Zhipu, xAI, `LiteLLM`, new-api.
pub(super) const MONEY_WORDS: &[&str] = &[
    "credit balance",
    "insufficient balance",
    "insufficient credit",
    "insufficient funds",
    "have any credits",
    "out of credits",
    "used all available credits",
    "spending limit",
    "budget has been exceeded",
    "exceededbudget",
    "balance is insufficient",
    "balance not enough",
    "overdue balance",
    "used up your daily free allocation",
    "free tier of the model has been exhausted",
    "monthly included credits",
    "add a payment method",
    "specified api usage limits",
    "workspace api usage limits",
    "extra usage is required",
    "using a trial key",
    "not enough balance",
    "limit: 0,",
    "credits expired",
    "credits have expired",
    "plan has expired",
    "package has expired",
    "no credits left",
    "insufficient quota",
    "not enough credits",
    "余额不足",
    "额度不足",
    "欠费",
];

/// Codes and types that say that the content is not wanted: of OpenAI, Azure, `DashScope`, Zhipu.
pub(super) const CONTENT: &[&str] = &[
    "content_policy_violation",
    "content_filter",
    "moderation_blocked",
    "invalid_prompt",
    "ResponsibleAIPolicyViolation",
    "data_inspection_failed",
    "DataInspectionFailed",
    "1301",
    "refusal",
    "SensitiveContentDetected",
    "InputTextSensitiveContentDetected",
    "OutputTextSensitiveContentDetected",
    "InputImageSensitiveContentDetected",
    "content_safety",
    "PROHIBITED_CONTENT",
];

/// Words that say so where no code does: of `DeepSeek`, Moonshot, `OpenRouter`, xAI, OpenAI's pictures, fal, Vertex.
pub(super) const CONTENT_WORDS: &[&str] = &[
    "content exists risk",
    "considered high risk",
    "content management policy",
    "requires moderation",
    "violates usage guidelines",
    "safety_check_type",
    "content checker",
    "our safety system",
    "input was flagged",
    "prompt was flagged",
    "responsible ai practices",
    "nsfw content",
    "sensitive words",
    "sensitive information",
    "inappropriate content",
    "contains sensitive",
    "敏感",
];

/// Codes and types that say that there were too many requests: of OpenAI, Anthropic, Google, `DashScope`, Amazon, Databricks and
/// gateways.
pub(super) const RATE: &[&str] = &[
    "rate_limit_error",
    "rate_limit_exceeded",
    "rate_limit_daily",
    "RateLimitReached",
    "RateLimitError",
    "requests",
    "tokens",
    "RESOURCE_EXHAUSTED",
    "REQUEST_LIMIT_EXCEEDED",
    "too_many_requests",
    "TooManyRequests",
    "TooManyRequestsException",
    "ThrottlingException",
    "Throttling",
    "Throttling.RateQuota",
    "Throttling.BurstRate",
    "Throttling.AllocationQuota",
    "engine_overloaded_error",
    "1302",
    "1303",
    "1305",
];

/// Words of a server that has nothing at an address: of LM Studio, `FastAPI`, Go's servers, Express, OpenAI, gateways.
pub(super) const PATH_WORDS: &[&str] = &[
    "unexpected endpoint or method",
    "page not found",
    "cannot post /",
    "cannot get /",
    "invalid url (",
    "unknown request url",
    "no route matched",
    "no route found",
    "no such route",
    "route not found",
    "url not found",
    "path not found",
    "endpoint not found",
    "file not found",
    "method not allowed",
    "unable to match incoming request",
];

/// Words of a model that died of this call, whatever the status: of LM Studio. It is loaded again for the next one.
pub(super) const CRASH_WORDS: &[&str] = &[
    "model has crashed",
    "model process crashed",
    "model reloaded",
    "model unloaded",
];

/// Words of a service that does not serve a place: of OpenAI, Gemini, Anthropic, gateways.
pub(super) const PLACE_WORDS: &[&str] = &[
    "country, region, or territory not supported",
    "user location is not supported",
    "location is not supported",
    "not available in your country",
    "not available in your region",
    "unsupported region",
    "unsupported country",
    "region is not supported",
    "country is not supported",
];

/// Words of a refused key that comes with the status of a bad request: of Gemini, xAI.
pub(super) const KEY_WORDS: &[&str] = &[
    "api key not valid",
    "api key not found",
    "api key expired",
    "invalid api key",
    "incorrect api key",
    "api_key_invalid",
    "access token invalid",
    "invalid access token",
    "invalid bearer token",
    "api key is invalid",
    "无效的令牌",
];
