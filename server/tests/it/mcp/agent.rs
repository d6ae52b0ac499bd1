//! An agent as it asks: each request by itself, with all that the newest revision wants of it.

use reqwest::header::HeaderMap;
use reqwest::{Client, RequestBuilder, StatusCode};
use serde_json::{Value, json};

use crate::app::Person;

/// The newest revision.
pub const NEWEST: &str = "2026-07-28";

/// An agent with a token.
#[derive(Clone)]
pub struct Agent {
    pub url: String,
    pub token: String,
    /// What its client can.
    pub can: Value,
    client: Client,
}

/// An answer.
#[derive(Debug)]
pub struct Heard {
    pub status: StatusCode,
    pub headers: HeaderMap,
    /// The JSON-RPC message, the last one of a stream.
    pub message: Value,
    /// Those before it.
    pub before: Vec<Value>,
}

impl Agent {
    /// An agent with this token, whose client can ask nothing of its user.
    pub fn new(base: &str, token: &str) -> Self {
        Self {
            url: format!("{base}/mcp"),
            token: token.to_owned(),
            can: json!({}),
            client: Client::new(),
        }
    }

    /// An agent with an API token of this person.
    pub async fn of(person: &Person, rights: Value) -> Self {
        let mut body = json!({ "name": "agent", "role": "owner" });
        for (key, value) in rights.as_object().unwrap() {
            body[key] = value.clone();
        }
        let made = person.make("/auth/tokens", body).await;
        Self::new(&person.base, made["secret"].as_str().unwrap())
    }

    /// The same whose client can put a form before its user.
    pub fn with_forms(mut self) -> Self {
        self.can = json!({ "elicitation": { "form": {} } });
        self
    }

    /// A request without any of what the protocol wants.
    pub fn bare(&self) -> RequestBuilder {
        self.client
            .post(&self.url)
            .bearer_auth(&self.token)
            .header("accept", "application/json, text/event-stream")
            .header("content-type", "application/json")
    }

    /// A request of the newest revision, to be sent.
    pub fn request(&self, method: &str, mut params: Value) -> RequestBuilder {
        let mut meta = json!({
            "io.modelcontextprotocol/protocolVersion": NEWEST,
            "io.modelcontextprotocol/clientInfo": { "name": "test", "version": "1" },
            "io.modelcontextprotocol/clientCapabilities": self.can,
        });
        if let Some(token) = params.get("progressToken").cloned() {
            meta["progressToken"] = token;
            params.as_object_mut().unwrap().remove("progressToken");
        }
        let mut request = self
            .bare()
            .header("mcp-protocol-version", NEWEST)
            .header("mcp-method", method);
        let name = params["name"]
            .as_str()
            .or(params["uri"].as_str())
            .map(str::to_owned);
        if let Some(name) = name {
            request = request.header("mcp-name", name);
        }
        params["_meta"] = meta;
        request.json(&json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params }))
    }

    /// What a request is answered.
    pub async fn ask(&self, method: &str, params: Value) -> Heard {
        hear(self.request(method, params)).await
    }

    /// The result of a tool, whatever it is.
    pub async fn call(&self, tool: &str, arguments: Value) -> Value {
        let heard = self
            .ask("tools/call", json!({ "name": tool, "arguments": arguments }))
            .await;
        assert_eq!(heard.status, StatusCode::OK, "{tool}: {}", heard.message);
        heard.message["result"].clone()
    }

    /// What a tool did.
    pub async fn done(&self, tool: &str, arguments: Value) -> Value {
        let result = self.call(tool, arguments.clone()).await;
        assert_eq!(result["isError"], false, "{tool} {arguments}: {result}");
        assert_eq!(result["resultType"], "complete", "{result}");
        let text = result["content"][0]["text"].as_str().unwrap();
        let told: Value = serde_json::from_str(text).unwrap();
        assert_eq!(told, result["structuredContent"]);
        told
    }

    /// Why a tool did nothing.
    pub async fn refused(&self, tool: &str, arguments: Value) -> String {
        let result = self.call(tool, arguments.clone()).await;
        assert_eq!(result["isError"], true, "{tool} {arguments}: {result}");
        assert!(result.get("structuredContent").is_none());
        result["content"][0]["text"].as_str().unwrap().to_owned()
    }

    /// Waits until a run has ended.
    pub async fn waits(&self, task: &Value) -> Value {
        for _ in 0..10 {
            let told = self
                .done("wait_for_run", json!({ "task_id": task, "seconds": 10 }))
                .await;
            if told["finished"] == true {
                return told["task"].clone();
            }
        }
        panic!("the run {task} did not end");
    }
}

/// Sends a request and reads its answer, be it one message or a stream of them.
pub async fn hear(request: RequestBuilder) -> Heard {
    read(request.send().await.unwrap()).await
}

/// Reads an answer that has begun.
pub async fn read(response: reqwest::Response) -> Heard {
    let (status, headers) = (response.status(), response.headers().clone());
    let text = response.text().await.unwrap();
    let streamed = headers
        .get("content-type")
        .is_some_and(|kind| kind.to_str().unwrap().starts_with("text/event-stream"));
    let mut messages: Vec<Value> = if streamed {
        let data = text.lines().filter_map(|line| line.strip_prefix("data:"));
        data.filter_map(|data| serde_json::from_str(data.trim()).ok())
            .collect()
    } else {
        vec![serde_json::from_str(&text).unwrap_or(Value::String(text))]
    };
    Heard {
        status,
        headers,
        message: messages.pop().unwrap_or_default(),
        before: messages,
    }
}
