//! A server with the tools, resources and prompts that the official conformance suite asks of every server, behind the endpoint of
//! this crate: what the suite finds is the endpoint's. It listens on this machine alone, at the port that is its argument.

#![allow(clippy::print_stdout, reason = "it says where it listens")]

use std::collections::BTreeMap;
use std::time::Duration;

use axum::Router;
use mcp_endpoint::{Doors, endpoint};
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, ClientCapabilities, CompleteRequestParams,
    CompleteResult, GetPromptRequestParams, GetPromptResponse, GetPromptResult, InputRequest,
    InputRequiredResult, InputResponses, ListPromptsResult, ListResourceTemplatesResult, ListResourcesResult,
    ListToolsResult, PaginatedRequestParams, ProgressNotificationParam, ReadResourceRequestParams,
    ReadResourceResponse, ReadResourceResult, ServerCapabilities, ServerConfig, Tool,
};
use rmcp::service::RequestContext;
use rmcp::{ErrorData, RoleServer, ServerHandler};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

/// A red pixel.
const PNG: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==";
/// No sound at all.
const WAV: &str = "UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAAB9AAACABAAZGF0YQIAAAAAAA==";
/// What states are signed with.
const KEY: &str = "of this run of the suite";

#[derive(Clone)]
struct Everything;

type Context = RequestContext<RoleServer>;

fn made<T: DeserializeOwned>(value: Value) -> Result<T, ErrorData> {
    serde_json::from_value(value).map_err(|error| ErrorData::internal_error(error.to_string(), None))
}

#[expect(clippy::needless_pass_by_value, reason = "made in place by each caller")]
fn content(blocks: Value) -> Result<CallToolResponse, ErrorData> {
    Ok(made::<CallToolResult>(json!({ "content": blocks, "resultType": "complete" }))?.into())
}

fn text(said: &str) -> Result<CallToolResponse, ErrorData> {
    content(json!([{ "type": "text", "text": said }]))
}

fn form(message: &str, name: &str, kind: &str) -> Value {
    json!({ "method": "elicitation/create", "params": { "mode": "form", "message": message, "requestedSchema": {
        "type": "object", "properties": { name: { "type": kind } }, "required": [name],
    } } })
}

fn sampling(question: &str, tokens: u32) -> Value {
    json!({ "method": "sampling/createMessage", "params": {
        "messages": [{ "role": "user", "content": { "type": "text", "text": question } }], "maxTokens": tokens,
    } })
}

fn roots() -> Value {
    json!({ "method": "roots/list", "params": {} })
}

fn asks(requests: Value, state: Option<String>) -> Result<InputRequiredResult, ErrorData> {
    let requests: BTreeMap<String, InputRequest> = made(requests)?;
    Ok(InputRequiredResult::new(Some(requests), state))
}

fn sign(state: &str) -> String {
    let tag = hex::encode(Sha256::digest(format!("{KEY} {state}")));
    format!("{state}.{tag}")
}

/// The state that was signed; an error for any other.
fn verified(state: Option<&String>) -> Result<String, ErrorData> {
    let wrong = || ErrorData::invalid_params("requestState was not made by this server", None);
    let sent = state.ok_or_else(wrong)?;
    let (state, _) = sent.rsplit_once('.').ok_or_else(wrong)?;
    if sign(state) == *sent {
        Ok(state.to_owned())
    } else {
        Err(wrong())
    }
}

fn accepted<'a>(answers: Option<&'a InputResponses>, name: &str) -> Option<&'a Value> {
    answers?
        .get(name)
        .filter(|answer| answer["action"] == "accept" && answer["content"].is_object())
}

fn declared(context: &Context) -> ClientCapabilities {
    context.client_capabilities().unwrap_or_default()
}

const TOOLS: [(&str, &str); 22] = [
    ("test_simple_text", "Answers with a text"),
    ("test_image_content", "Answers with a picture"),
    ("test_audio_content", "Answers with a sound"),
    ("test_embedded_resource", "Answers with a resource"),
    (
        "test_multiple_content_types",
        "Answers with several kinds of content",
    ),
    ("test_error_handling", "Fails"),
    ("test_tool_with_progress", "Tells of its progress"),
    ("test_tool_with_logging", "Writes to the log"),
    (
        "test_logging_tool",
        "Writes to the log where the request asks for it",
    ),
    ("test_missing_capability", "Needs sampling"),
    ("test_streaming_elicitation", "Asks the user"),
    ("test_reconnection", "Takes a moment"),
    ("test_input_required_result_elicitation", "Asks for a name"),
    ("test_input_required_result_sampling", "Asks a model"),
    ("test_input_required_result_list_roots", "Asks for roots"),
    ("test_input_required_result_request_state", "Asks with a state"),
    (
        "test_input_required_result_multiple_inputs",
        "Asks for several things",
    ),
    ("test_input_required_result_multi_round", "Asks twice"),
    (
        "test_input_required_result_tampered_state",
        "Asks with a signed state",
    ),
    (
        "test_input_required_result_capabilities",
        "Asks for what the client can",
    ),
    ("test_mrtr_echo_state", "Asks with a state"),
    ("test_mrtr_no_state", "Asks without a state"),
];

async fn progress(context: &Context) -> Result<CallToolResponse, ErrorData> {
    let token = context.meta.get_progress_token();
    for percent in [0.0, 50.0, 100.0] {
        if let Some(token) = &token {
            let told = ProgressNotificationParam::new(token.clone(), percent).with_total(100.0);
            let _gone = context.peer.notify_progress(told).await;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    text("Done")
}

#[expect(deprecated, reason = "clients of earlier revisions have it")]
async fn logging(context: &Context) -> Result<CallToolResponse, ErrorData> {
    for line in [
        "Tool execution started",
        "Tool processing data",
        "Tool execution completed",
    ] {
        let told = made(json!({ "level": "info", "data": line }))?;
        let _gone = context.peer.notify_logging_message(told).await;
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    text("Done")
}

fn asking(
    name: &str,
    call: &CallToolRequestParams,
    context: &Context,
) -> Result<CallToolResponse, ErrorData> {
    let answers = call.input_responses.as_ref();
    let state = call.request_state.as_ref();
    let confirm = || json!({ "confirm": form("Please confirm", "ok", "boolean") });
    Ok(match name {
        "test_input_required_result_elicitation" => {
            match accepted(answers, "user_name").and_then(|answer| answer["content"]["name"].as_str()) {
                Some(name) => return text(&format!("Hello, {name}!")),
                None => asks(
                    json!({ "user_name": form("What is your name?", "name", "string") }),
                    None,
                )?
                .into(),
            }
        }
        "test_streaming_elicitation" => match accepted(answers, "user_name") {
            Some(_) => return text("Thank you"),
            None => asks(
                json!({ "user_name": form("What is your name?", "name", "string") }),
                None,
            )?
            .into(),
        },
        "test_input_required_result_sampling" => match answers.and_then(|all| all.get("capital_question")) {
            Some(answer) => return text(answer["content"]["text"].as_str().unwrap_or("No text")),
            None => asks(
                json!({ "capital_question": sampling("What is the capital of France?", 100) }),
                None,
            )?
            .into(),
        },
        "test_input_required_result_list_roots" => match answers.and_then(|all| all.get("client_roots")) {
            Some(answer) => return text(&format!("Roots: {}", answer["roots"])),
            None => asks(json!({ "client_roots": roots() }), None)?.into(),
        },
        "test_input_required_result_request_state" | "test_mrtr_echo_state" => {
            match accepted(answers, "confirm") {
                Some(_) => {
                    verified(state)?;
                    return text("state-ok");
                }
                None => asks(confirm(), Some(sign("confirm")))?.into(),
            }
        }
        "test_mrtr_no_state" => match accepted(answers, "confirm") {
            Some(_) => return text("Confirmed"),
            None => asks(confirm(), None)?.into(),
        },
        "test_input_required_result_tampered_state" => {
            if state.is_some() {
                verified(state)?;
            }
            match accepted(answers, "confirm") {
                Some(_) => return text("state-ok"),
                None => asks(confirm(), Some(sign("confirm")))?.into(),
            }
        }
        "test_input_required_result_multiple_inputs" => {
            let all = ["user_name", "greeting", "client_roots"];
            if answers.is_some_and(|answers| all.iter().all(|name| answers.contains_key(*name))) {
                verified(state)?;
                return text("All there");
            }
            let requests = json!({
                "user_name": form("What is your name?", "name", "string"),
                "greeting": sampling("Generate a greeting", 50),
                "client_roots": roots(),
            });
            asks(requests, Some(sign("all")))?.into()
        }
        "test_input_required_result_multi_round" => {
            if accepted(answers, "step2").is_some() {
                return text(&format!("After {}", verified(state)?));
            }
            if accepted(answers, "step1").is_some() {
                verified(state)?;
                let question = form("Step 2: What is your favorite color?", "color", "string");
                return Ok(asks(json!({ "step2": question }), Some(sign("round 2")))?.into());
            }
            let question = form("Step 1: What is your name?", "name", "string");
            asks(json!({ "step1": question }), Some(sign("round 1")))?.into()
        }
        "test_input_required_result_capabilities" => {
            let can = declared(context);
            let mut requests = serde_json::Map::new();
            if can.sampling.is_some() {
                requests.insert("greeting".into(), sampling("Generate a greeting", 50));
            }
            if can.elicitation.is_some() {
                requests.insert("user_name".into(), form("What is your name?", "name", "string"));
            }
            asks(requests.into(), None)?.into()
        }
        other => return Err(ErrorData::invalid_params(format!("Unknown tool: {other}"), None)),
    })
}

impl ServerHandler for Everything {
    fn get_info(&self) -> ServerConfig {
        #[expect(deprecated, reason = "clients of earlier revisions have it")]
        let capabilities = ServerCapabilities::builder()
            .enable_tools()
            .enable_resources()
            .enable_prompts()
            .enable_completions()
            .enable_logging()
            .build();
        ServerConfig::new(capabilities)
    }

    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        _: Context,
    ) -> Result<ListToolsResult, ErrorData> {
        let schema: rmcp::model::JsonObject =
            made(json!({ "type": "object", "additionalProperties": false }))?;
        let tools = TOOLS.map(|(name, about)| Tool::new(name, about, schema.clone()));
        Ok(ListToolsResult::with_all_items(tools.to_vec()))
    }

    async fn call_tool(
        &self,
        call: CallToolRequestParams,
        context: Context,
    ) -> Result<CallToolResponse, ErrorData> {
        let picture = json!({ "type": "image", "data": PNG, "mimeType": "image/png" });
        match call.name.as_ref() {
            "test_simple_text" => text("This is a simple text response for testing."),
            "test_image_content" => content(json!([picture])),
            "test_audio_content" => {
                content(json!([{ "type": "audio", "data": WAV, "mimeType": "audio/wav" }]))
            }
            "test_embedded_resource" => content(json!([{ "type": "resource", "resource": {
                "uri": "test://embedded-resource", "mimeType": "text/plain", "text": "This is an embedded resource content.",
            } }])),
            "test_multiple_content_types" => content(json!([
                { "type": "text", "text": "Multiple content types test:" },
                picture,
                { "type": "resource", "resource": {
                    "uri": "test://mixed-content-resource", "mimeType": "application/json",
                    "text": json!({ "test": "data", "value": 123 }).to_string(),
                } },
            ])),
            "test_error_handling" => {
                let said = "This tool intentionally returns an error for testing";
                let failed = json!({ "content": [{ "type": "text", "text": said }], "isError": true, "resultType": "complete" });
                Ok(made::<CallToolResult>(failed)?.into())
            }
            "test_tool_with_progress" => progress(&context).await,
            "test_tool_with_logging" => logging(&context).await,
            "test_logging_tool" => text("No level was asked for, so nothing was logged"),
            "test_reconnection" => text("Here again"),
            "test_missing_capability" => {
                let needed: ClientCapabilities = made(json!({ "sampling": {} }))?;
                let can = declared(&context).sampling.is_some();
                if can {
                    text("It can")
                } else {
                    Err(ErrorData::missing_required_client_capability(needed))
                }
            }
            name => asking(name, &call, &context),
        }
    }

    async fn list_resources(
        &self,
        _: Option<PaginatedRequestParams>,
        _: Context,
    ) -> Result<ListResourcesResult, ErrorData> {
        made(json!({ "resultType": "complete", "resources": [
            { "uri": "test://static-text", "name": "Text", "description": "A text", "mimeType": "text/plain" },
            { "uri": "test://static-binary", "name": "Picture", "description": "A picture", "mimeType": "image/png" },
        ] }))
    }

    async fn list_resource_templates(
        &self,
        _: Option<PaginatedRequestParams>,
        _: Context,
    ) -> Result<ListResourceTemplatesResult, ErrorData> {
        made(json!({ "resultType": "complete", "resourceTemplates": [
            { "uriTemplate": "test://template/{id}/data", "name": "Data", "description": "By id", "mimeType": "application/json" },
        ] }))
    }

    async fn read_resource(
        &self,
        asked: ReadResourceRequestParams,
        _: Context,
    ) -> Result<ReadResourceResponse, ErrorData> {
        let uri = asked.uri;
        let id = uri
            .strip_prefix("test://template/")
            .and_then(|rest| rest.strip_suffix("/data"));
        let found = match (uri.as_str(), id) {
            ("test://static-text", _) => {
                json!({ "uri": uri, "mimeType": "text/plain", "text": "This is the content of the static text resource." })
            }
            ("test://static-binary", _) => json!({ "uri": uri, "mimeType": "image/png", "blob": PNG }),
            (_, Some(id)) => {
                let data = json!({ "id": id, "templateTest": true, "data": format!("Data for ID: {id}") });
                json!({ "uri": uri, "mimeType": "application/json", "text": data.to_string() })
            }
            _ => {
                return Err(ErrorData::resource_not_found(
                    "Resource not found",
                    Some(json!({ "uri": uri })),
                ));
            }
        };
        let read: ReadResourceResult = made(json!({ "resultType": "complete", "contents": [found] }))?;
        Ok(read.into())
    }

    async fn list_prompts(
        &self,
        _: Option<PaginatedRequestParams>,
        _: Context,
    ) -> Result<ListPromptsResult, ErrorData> {
        let argument = |name: &str| json!({ "name": name, "description": "An argument", "required": true });
        made(json!({ "resultType": "complete", "prompts": [
            { "name": "test_simple_prompt", "description": "Simple" },
            { "name": "test_prompt_with_arguments", "description": "With arguments", "arguments": [argument("arg1"), argument("arg2")] },
            { "name": "test_prompt_with_embedded_resource", "description": "With a resource", "arguments": [argument("resourceUri")] },
            { "name": "test_prompt_with_image", "description": "With a picture" },
            { "name": "test_input_required_result_prompt", "description": "Asks the user" },
        ] }))
    }

    async fn get_prompt(
        &self,
        asked: GetPromptRequestParams,
        _: Context,
    ) -> Result<GetPromptResponse, ErrorData> {
        let arguments = json!(asked.arguments);
        let argument = |name: &str| arguments[name].as_str().unwrap_or_default().to_owned();
        let user = |content: Value| json!({ "role": "user", "content": content });
        let said = |text: &str| user(json!({ "type": "text", "text": text }));
        let messages = match asked.name.as_str() {
            "test_simple_prompt" => json!([said("This is a simple prompt for testing.")]),
            "test_prompt_with_arguments" => {
                let (one, two) = (argument("arg1"), argument("arg2"));
                json!([said(&format!(
                    "Prompt with arguments: arg1='{one}', arg2='{two}'"
                ))])
            }
            "test_prompt_with_embedded_resource" => json!([
                user(json!({ "type": "resource", "resource": {
                    "uri": argument("resourceUri"), "mimeType": "text/plain", "text": "Embedded resource content for testing.",
                } })),
                said("Please process the embedded resource above."),
            ]),
            "test_prompt_with_image" => json!([
                user(json!({ "type": "image", "data": PNG, "mimeType": "image/png" })),
                said("Please analyze the image above."),
            ]),
            "test_input_required_result_prompt" => {
                match accepted(asked.input_responses.as_ref(), "user_context") {
                    Some(answer) => json!([said(&answer["content"].to_string())]),
                    None => {
                        let question = form("What context should the prompt use?", "context", "string");
                        return Ok(asks(json!({ "user_context": question }), None)?.into());
                    }
                }
            }
            other => {
                return Err(ErrorData::invalid_params(
                    format!("Unknown prompt: {other}"),
                    None,
                ));
            }
        };
        let prompt: GetPromptResult = made(json!({ "resultType": "complete", "messages": messages }))?;
        Ok(prompt.into())
    }

    async fn complete(&self, _: CompleteRequestParams, _: Context) -> Result<CompleteResult, ErrorData> {
        made(
            json!({ "resultType": "complete", "completion": { "values": ["paris", "park"], "total": 2, "hasMore": false } }),
        )
    }

    #[expect(deprecated, reason = "clients of earlier revisions have it")]
    async fn set_level(&self, _: rmcp::model::SetLevelRequestParams, _: Context) -> Result<(), ErrorData> {
        Ok(())
    }
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let port: u16 = std::env::args()
        .nth(1)
        .and_then(|port| port.parse().ok())
        .unwrap_or(0);
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
    let origin = format!("http://{}", listener.local_addr()?);
    println!("{origin}/mcp");
    let service = endpoint(|| Ok(Everything), &Doors::of(&origin, false), 1 << 20);
    axum::serve(listener, Router::new().route_service("/mcp", service)).await
}
