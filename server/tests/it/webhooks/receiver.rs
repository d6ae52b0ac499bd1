//! A receiver of webhooks that keeps what comes and answers as a test says.

use std::io::Write as _;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::Notify;

/// One request as it came.
#[derive(Clone, Debug)]
pub struct Got {
    pub headers: HeaderMap,
    pub body: String,
}

impl Got {
    pub fn header(&self, name: &str) -> String {
        self.headers[name].to_str().unwrap().to_owned()
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    /// What the verifying script reads.
    pub fn with(&self, secret: &str) -> Value {
        let names = ["webhook-id", "webhook-timestamp", "webhook-signature"];
        let headers: Value = names
            .iter()
            .map(|name| ((*name).to_owned(), json!(self.header(name))))
            .collect::<serde_json::Map<_, _>>()
            .into();
        json!({ "secret": secret, "headers": headers, "body": self.body })
    }
}

type Answer = Box<dyn Fn(usize) -> Response + Send + Sync>;

struct Inner {
    got: Mutex<Vec<Got>>,
    answer: Answer,
    held: Option<Notify>,
}

/// The receiver.
#[derive(Clone)]
pub struct Receiver {
    inner: Arc<Inner>,
    pub url: String,
}

async fn take(State(inner): State<Arc<Inner>>, headers: HeaderMap, body: Bytes) -> Response {
    let body = String::from_utf8(body.to_vec()).unwrap();
    let number = {
        let mut got = inner.got.lock().unwrap();
        got.push(Got { headers, body });
        got.len()
    };
    if let Some(held) = &inner.held {
        held.notified().await;
    }
    (inner.answer)(number)
}

impl Receiver {
    /// Answers the first, second and further requests as `answer` says of their number.
    pub async fn answering(answer: impl Fn(usize) -> Response + Send + Sync + 'static) -> Self {
        Self::begin(Box::new(answer), None).await
    }

    /// Takes everything.
    pub async fn start() -> Self {
        Self::answering(|_| StatusCode::NO_CONTENT.into_response()).await
    }

    /// Does not answer until it is told to.
    pub async fn holding() -> Self {
        let answer = Box::new(|_: usize| StatusCode::NO_CONTENT.into_response());
        Self::begin(answer, Some(Notify::new())).await
    }

    async fn begin(answer: Answer, held: Option<Notify>) -> Self {
        let inner = Arc::new(Inner {
            got: Mutex::default(),
            answer,
            held,
        });
        let router = Router::new().route("/in", post(take)).with_state(inner.clone());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/in", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { inner, url }
    }

    /// All that came.
    pub fn got(&self) -> Vec<Got> {
        self.inner.got.lock().unwrap().clone()
    }

    /// The types of all that came.
    pub fn types(&self) -> Vec<String> {
        let got = self.got();
        got.iter()
            .map(|one| one.json()["type"].as_str().unwrap().to_owned())
            .collect()
    }

    /// Lets one request go on that is held.
    pub fn answer(&self) {
        self.inner.held.as_ref().unwrap().notify_one();
    }
}

/// What the official library says of these.
pub fn verified(deliveries: &[Value]) -> Vec<String> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/webhooks/verify.mjs");
    let mut node = Command::new("node")
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("Node.js is there, as the build needs it");
    let mut input = node.stdin.take().unwrap();
    input.write_all(json!(deliveries).to_string().as_bytes()).unwrap();
    drop(input);
    let said = node.wait_with_output().unwrap();
    assert!(
        said.status.success(),
        "the script failed; `npm ci` installs what it needs"
    );
    serde_json::from_slice(&said.stdout).unwrap()
}
