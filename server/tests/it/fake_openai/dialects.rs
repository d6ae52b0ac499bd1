//! How servers differ from OpenAI, as data: what they refuse and in which words, how they end a stream, how much they read.

use serde_json::{Value, json};

/// A refusal of a part of a request.
#[derive(Clone, Copy, Debug)]
pub struct Refusal {
    /// The key in the request.
    pub part: &'static str,
    /// The status of the answer.
    pub status: u16,
    /// Its body; `{model}` stands for the model's name.
    pub body: &'static str,
}

/// Refusals of a chat's parts as servers word them, with who says so.
pub const CHAT: &[(&str, Refusal)] = &[
    (
        "Ollama (Gitlawb/openclaude 1371)",
        refusal(
            "reasoning_effort",
            400,
            r#"{"error":{"message":"\"{model}\" does not support thinking","type":"invalid_request_error","param":null,"code":null}}"#,
        ),
    ),
    (
        "Ollama of autumn 2025 (ollama/ollama 12561)",
        refusal(
            "reasoning_effort",
            400,
            r#"{"error":{"message":"think value \"low\" is not supported for this model","type":"api_error","param":null,"code":null}}"#,
        ),
    ),
    (
        "xAI (NousResearch/hermes-agent 23088)",
        refusal(
            "reasoning_effort",
            400,
            r#"{"code":"Client specified an invalid argument","error":"Model {model} does not support parameter reasoningEffort."}"#,
        ),
    ),
    (
        "xAI (charmbracelet/crush 2362)",
        refusal(
            "reasoning_effort",
            400,
            r#"{"error":"Model {model} does not support parameter reasoning Effort."}"#,
        ),
    ),
    (
        "Gemini (RooCodeInc/Roo-Code 10700)",
        refusal(
            "reasoning_effort",
            400,
            r#"[{"error":{"code":400,"message":"Thinking level is not supported for this model.","status":"INVALID_ARGUMENT"}}]"#,
        ),
    ),
    (
        "Gemini, vague",
        refusal(
            "reasoning_effort",
            400,
            r#"[{"error":{"code":400,"message":"Request contains an invalid argument.","status":"INVALID_ARGUMENT"}}]"#,
        ),
    ),
    (
        "Gemini, vague of a later part",
        refusal(
            "response_format",
            400,
            r#"[{"error":{"code":400,"message":"Request contains an invalid argument.","status":"INVALID_ARGUMENT"}}]"#,
        ),
    ),
    (
        "LiteLLM (BerriAI/litellm 36407)",
        refusal(
            "reasoning_effort",
            400,
            r#"{"error":{"message":"litellm.UnsupportedParamsError: mistral does not support parameters: ['reasoning_effort'], for model={model}. To drop these, set `litellm.drop_params=True`","type":"None","param":"None","code":"400"}}"#,
        ),
    ),
    (
        "Cerebras (egoist/chatwise-releases 1325)",
        refusal(
            "reasoning_effort",
            400,
            r#"{"message":"1 validation error for ChatCompletionServerRequest\nreasoning_effort\n Input should be 'low'","type":"invalid_request_error","param":"validation_error","code":"wrong_api_format","id":""}"#,
        ),
    ),
    (
        "Volcengine (RooCodeInc/Roo-Code 11001)",
        refusal(
            "reasoning_effort",
            400,
            r#"{"error":{"message":"Invalid combination of reasoning_effort and thinking type: medium + disabled"}}"#,
        ),
    ),
    (
        "Mistral",
        refusal(
            "reasoning_effort",
            422,
            r#"{"object":"error","message":{"detail":[{"type":"extra_forbidden","loc":["body","reasoning_effort"],"msg":"Extra inputs are not permitted","input":"low"}]},"type":"invalid_request_error","param":null,"code":null}"#,
        ),
    ),
    (
        "OpenRouter with a quotation",
        refusal(
            "reasoning_effort",
            400,
            r#"{"error":{"message":"Provider returned error","code":400,"metadata":{"raw":"{\"error\":\"reasoning_effort is not supported by {model}\"}","provider_name":"X"}}}"#,
        ),
    ),
    (
        "OpenRouter without an endpoint",
        refusal(
            "response_format",
            404,
            r#"{"error":{"message":"No endpoints found that can handle the requested parameters.","code":404}}"#,
        ),
    ),
    (
        "a gateway in Chinese",
        refusal(
            "reasoning_effort",
            400,
            r#"{"error":{"message":"参数 reasoning_effort 不被支持","code":"1210"}}"#,
        ),
    ),
    (
        "a gateway without a word",
        refusal("stream_options", 400, "Bad Request"),
    ),
    (
        "NVIDIA NIM",
        refusal(
            "stream_options",
            422,
            r#"{"detail":[{"type":"extra_forbidden","loc":["body","stream_options"],"msg":"Extra inputs are not permitted"}]}"#,
        ),
    ),
    (
        "Kimi (countbot-ai/CountBot 61)",
        refusal(
            "temperature",
            400,
            r#"{"error":{"message":"invalid temperature: only 1 is allowed for this model","type":"invalid_request_error"}}"#,
        ),
    ),
    (
        "Claude (sipeed/picoclaw 2939)",
        refusal(
            "temperature",
            400,
            r#"{"error":{"code":"invalid_request_error","message":"temperature is deprecated for this model.","type":"invalid_request_error"}}"#,
        ),
    ),
    (
        "DeepSeek (llm-exe/llm-exe 662)",
        refusal(
            "response_format",
            400,
            r#"{"error":{"message":"This response_format type is unavailable now","type":"invalid_request_error","param":null,"code":"invalid_request_error"}}"#,
        ),
    ),
    (
        "LM Studio (lmstudio-bug-tracker 189)",
        refusal(
            "response_format",
            400,
            r#"{"error":"'response_format.type' must be 'text'"}"#,
        ),
    ),
    (
        "TGI",
        refusal(
            "response_format",
            422,
            "Failed to deserialize the JSON body into the target type: response_format: unknown variant `json_schema`, expected `json` or `regex`",
        ),
    ),
    (
        "a server that fails over it",
        refusal(
            "response_format",
            500,
            r#"{"error":{"code":500,"message":"json: cannot unmarshal object into Go struct field Request.response_format","type":""}}"#,
        ),
    ),
    (
        "one that has it not",
        refusal(
            "response_format",
            501,
            r#"{"error":"response_format is not implemented"}"#,
        ),
    ),
];

/// The same of pictures.
pub const PICTURES: &[(&str, Refusal)] = &[
    (
        "xAI (rikkahub/rikkahub 1602)",
        refusal(
            "size",
            400,
            r#"{"code":"400","error":"Argument not supported: size"}"#,
        ),
    ),
    (
        "xAI (obot-platform/obot 2995)",
        refusal(
            "quality",
            400,
            r#"{"code":"400","error":"Argument not supported: quality"}"#,
        ),
    ),
    (
        "a strict gateway (ddcat-ai/open-ai-canvas 167)",
        refusal(
            "response_format",
            422,
            r#"{"detail":[{"type":"extra_forbidden","loc":["body","response_format"],"msg":"Extra inputs are not permitted"}]}"#,
        ),
    ),
    (
        "LocalAI (mudler/LocalAI 2299)",
        refusal(
            "response_format",
            500,
            r#"{"error":{"code":500,"message":"failed reading parameters from request: json: cannot unmarshal string into Go struct field OpenAIRequest.response_format","type":""}}"#,
        ),
    ),
    (
        "OpenAI (langchain4j/langchain4j 5356)",
        refusal(
            "style",
            400,
            r#"{"error":{"message":"Unknown parameter: 'style'.","type":"invalid_request_error","param":"style","code":"unknown_parameter"}}"#,
        ),
    ),
    (
        "a size that is none",
        refusal(
            "size",
            400,
            r#"{"error":{"message":"Invalid value: '1200x630'. Supported values are: '1024x1024'.","param":"size"}}"#,
        ),
    ),
    (
        "a gateway that takes one alone",
        refusal(
            "n",
            400,
            r#"{"error":{"message":"must not be given","param":"n"}}"#,
        ),
    ),
    ("one without a word", refusal("size", 422, "unprocessable")),
];

const fn refusal(part: &'static str, status: u16, body: &'static str) -> Refusal {
    Refusal { part, status, body }
}

/// Ollama as it is on its shared address: what it refuses of a plain model.
pub const OLLAMA: &[Refusal] = &[CHAT[0].1];

/// How a server says that there is too little room: by room, prompt and answer.
pub type Wording = fn(usize, usize, usize) -> String;

/// vLLM, as it has said it at several times.
pub const ROOM: &[(&str, Wording)] = &[
    ("vLLM (vllm-project/vllm 42474)", |room, prompt, asked| {
        format!(
            "This model's maximum context length is {room} tokens. However, you requested {asked} output tokens and your prompt contains at least {prompt} input tokens, for a total of at least {} tokens.",
            prompt + asked
        )
    }),
    (
        "OpenAI, vLLM before (ruipeterpan/specreason 4)",
        |room, prompt, asked| {
            format!(
                "This model's maximum context length is {room} tokens. However, you requested {} tokens ({prompt} in the messages, {asked} in the completion). Please reduce the length.",
                prompt + asked
            )
        },
    ),
    ("vLLM 0.9", |room, prompt, asked| {
        format!(
            "'max_tokens' or 'max_completion_tokens' is too large: {asked}. This model's maximum context length is {room} tokens and your request has {prompt} input tokens ({asked} > {room} - {prompt}). None"
        )
    }),
    ("TGI, Together (BerriAI/litellm 4934)", |room, prompt, asked| {
        format!(
            "Input validation error: `inputs` tokens + `max_new_tokens` must be <= {room}. Given: {prompt} `inputs` tokens and {asked} `max_new_tokens`"
        )
    }),
    ("Groq (continuedev/continue 10218)", |room, prompt, asked| {
        format!(
            "Request too large for model `x` in organization `o` service tier `on_demand` on tokens per minute (TPM): Limit {room}, Requested {}, please reduce your message size",
            prompt + asked
        )
    }),
    ("Cerebras", |room, prompt, asked| {
        format!(
            "Please reduce the length of the messages or completion. Current length is {} while limit is {room}",
            prompt + asked
        )
    }),
    ("SGLang", |room, prompt, asked| {
        format!(
            "Requested token count exceeds the model's maximum context length of {room} tokens. You requested a total of {} tokens: {prompt} tokens from the input messages and {asked} tokens for the completion.",
            prompt + asked
        )
    }),
    ("Anthropic", |room, prompt, asked| {
        format!(
            "input length and `max_tokens` exceed context limit: {prompt} + {asked} > {room}, decrease input length or `max_tokens` and try again"
        )
    }),
    ("without a figure", |_, _, _| {
        "the request exceeds the available context size. try increasing the context size".to_owned()
    }),
];

/// A piece of a stream with a text and a reason.
pub fn piece(text: &str, reason: &Value) -> Value {
    json!({ "id": "chatcmpl-1", "object": "chat.completion.chunk", "model": "test",
            "choices": [{ "index": 0, "delta": { "content": text }, "finish_reason": reason }] })
}
