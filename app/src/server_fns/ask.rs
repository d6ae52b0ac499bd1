//! The one call by which the browser asks the server to run a function.

use igny8::error::{Problem, ProblemKind};
use leptos::wasm_bindgen::{JsCast, JsValue};
use send_wrapper::SendWrapper;
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, Headers, RequestInit, Response};

use super::Failure;
use crate::strings;

/// The name of a function and its arguments as JSON.
pub(super) struct Question {
    name: &'static str,
    body: String,
}

impl Question {
    /// A question to this function, still without arguments.
    pub(super) fn to(name: &'static str) -> Self {
        Self {
            name,
            body: "{".to_owned(),
        }
    }

    /// Adds an argument.
    pub(super) fn with<T: Serialize>(self, name: &str, value: &T) -> Self {
        // Only maps with keys that are no text cannot be written; the server would name what is missing.
        self.with_json(name, &serde_json::to_string(value).unwrap_or_default())
    }

    fn with_json(mut self, name: &str, json: &str) -> Self {
        if self.body.len() > 1 {
            self.body.push(',');
        }
        for part in ["\"", name, "\":", json] {
            self.body.push_str(part);
        }
        self
    }

    /// Asks; whoever stops waiting takes the request back.
    pub(super) fn ask<T: DeserializeOwned>(self) -> impl Future<Output = Result<T, Failure>> + Send {
        let Self { name, mut body } = self;
        body.push('}');
        let answer = SendWrapper::new(post(name, body));
        async move {
            let text = answer.await?;
            serde_json::from_str(&text).map_err(|_| Failure(Problem::internal()))
        }
    }
}

/// Ends a request that nobody waits for any more; one that is answered it does not touch.
struct Cancel(AbortController);

impl Drop for Cancel {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn post(name: &'static str, body: String) -> Result<String, Failure> {
    let (status, text) = fetch(name, &body).await.map_err(|_| unreachable_server())?;
    if (200..300).contains(&status) {
        return Ok(text);
    }
    Err(serde_json::from_str(&text).unwrap_or_else(|_| Failure(Problem::internal())))
}

/// Status and body.
async fn fetch(name: &str, body: &str) -> Result<(u16, String), JsValue> {
    let cancel = Cancel(AbortController::new()?);
    let headers = Headers::new()?;
    headers.set("content-type", "application/json")?;
    headers.set("accept", "application/json")?;
    let request = RequestInit::new();
    request.set_method("POST");
    request.set_headers(&headers);
    request.set_body(&body.into());
    request.set_signal(Some(&cancel.0.signal()));
    let url = format!("/api/v1/fn/{name}");
    let window = leptos::prelude::window();
    let response: Response = JsFuture::from(window.fetch_with_str_and_init(&url, &request))
        .await?
        .dyn_into()?;
    let text = JsFuture::from(response.text()?).await?;
    Ok((response.status(), text.as_string().unwrap_or_default()))
}

fn unreachable_server() -> Failure {
    Failure(Problem::new(
        ProblemKind::Unavailable,
        strings::common::UNREACHABLE,
    ))
}
