//! A server on port 0 that speaks as OpenAI and Runware do, with sensible answers, and misbehaves on command.

mod acts;
mod content;
pub mod dialects;
mod serve;
mod speaking;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use provider::Usage;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

pub use acts::Act;
use dialects::{Refusal, Wording};

/// The running server; it ends with this value.
pub struct FakeOpenAi {
    /// `http://127.0.0.1:…`
    pub base: String,
    state: Shared,
    server: JoinHandle<()>,
}

/// A request that came.
#[derive(Clone, Debug)]
pub struct Seen {
    /// Its path.
    pub path: String,
    /// Its key, as it came.
    pub authorization: Option<String>,
    /// Its key where it goes by another header.
    pub api_key: Option<String>,
    /// Its JSON; null where there is none.
    pub body: Value,
    /// The id that its answer carried.
    pub request_id: String,
    /// The tokens that its answer told, all of which were sent.
    pub usage: Usage,
}

/// What the server knows.
#[derive(Default)]
struct State {
    /// What is still to be done: for a request that holds the text, the act.
    script: VecDeque<(String, Act)>,
    seen: Vec<Seen>,
    /// Parts of a request that are answered with 400.
    unknown: Vec<&'static str>,
    /// The same as a server words it.
    refusals: Vec<Refusal>,
    /// How many tokens prompt and answer have together, and how it is said that there are too few.
    room: Option<(usize, Wording)>,
    /// How many tokens of a prompt are read, as Ollama does: the rest is left out without a word.
    reads: Option<usize>,
    /// The text of each document and each stream, where it is not made up.
    text: Option<String>,
    /// Between the pieces of a stream.
    pace: Duration,
}

type Shared = Arc<Mutex<State>>;

fn lock(state: &Shared) -> MutexGuard<'_, State> {
    state.lock().expect("no test panics with the lock")
}

impl FakeOpenAi {
    /// Starts one.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let state = Shared::default();
        let router = serve::router(state.clone(), base.clone());
        let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { base, state, server }
    }

    /// The base URL of the OpenAI-compatible API.
    pub fn openai(&self) -> String {
        format!("{}/v1", self.base)
    }

    /// The base URL of the Runware API.
    pub fn runware(&self) -> String {
        format!("{}/runware", self.base)
    }

    /// The next request is answered so.
    pub fn next(&self, act: Act) {
        self.next_with("", act);
    }

    /// The next request whose path or body holds `text` (a model, a schema's name, words of a prompt) is answered so.
    pub fn next_with(&self, text: &str, act: Act) {
        lock(&self.state).script.push_back((text.to_owned(), act));
    }

    /// From now on these parts of a request are refused as unknown.
    pub fn refuse(&self, parts: &[&'static str]) {
        lock(&self.state).unknown = parts.to_vec();
    }

    /// From now on these are refused, in the words of some server.
    pub fn refuse_as(&self, refusals: &[Refusal]) {
        lock(&self.state).refusals = refusals.to_vec();
    }

    /// From now on prompt and answer have so much room together.
    pub fn room(&self, tokens: usize, wording: Wording) {
        lock(&self.state).room = Some((tokens, wording));
    }

    /// From now on no more of a prompt is read, as Ollama does it.
    pub fn read_only(&self, tokens: usize) {
        lock(&self.state).reads = Some(tokens);
    }

    /// From now on every document comes within this text, in the place of `{}`.
    pub fn wrap(&self, around: &str) {
        lock(&self.state).text = Some(around.to_owned());
    }

    /// From now on so much time passes between the pieces of a stream.
    pub fn pace(&self, pace: Duration) {
        lock(&self.state).pace = pace;
    }

    /// All requests so far, but for the fetching of pictures.
    pub fn seen(&self) -> Vec<Seen> {
        lock(&self.state).seen.clone()
    }

    /// The last request.
    pub fn last(&self) -> Seen {
        self.seen().pop().expect("a request")
    }

    /// The sum of all tokens that answers told.
    pub fn told(&self) -> Usage {
        self.seen().iter().fold(Usage::default(), |sum, seen| Usage {
            input: sum.input + seen.usage.input,
            cached: sum.cached + seen.usage.cached,
            output: sum.output + seen.usage.output,
        })
    }
}

impl Drop for FakeOpenAi {
    fn drop(&mut self) {
        self.server.abort();
    }
}
