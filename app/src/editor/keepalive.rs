//! A save that the browser finishes although the page is going away.

use igny8::error::{Problem, ProblemKind};
use igny8::writer::article::{Edit, Saved};
use js_sys::Reflect;
use leptos::prelude::*;
use leptos::wasm_bindgen::{JsCast, JsValue};
use serde::Serialize;
use uuid::Uuid;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Headers, RequestInit, Response};

use crate::server_fns::{self, Failure};
use crate::strings::common;

const ENDPOINT: &str = "/api/v1/fn/save_article";
/// What browsers let such requests carry, less some room for the headers.
const MAX_KEEPALIVE_BYTES: usize = 60 * 1024;

#[derive(Serialize)]
struct Arguments<'a> {
    id: Uuid,
    edit: &'a Edit,
}

/// Saves an article; a long one by an ordinary request, which the browser may cut off.
///
/// # Errors
/// What the server answered, or that it cannot be reached.
pub(super) async fn save_article(id: Uuid, edit: Edit) -> Result<Saved, Failure> {
    let body = serde_json::to_string(&Arguments { id, edit: &edit }).unwrap_or_default();
    if body.is_empty() || body.len() > MAX_KEEPALIVE_BYTES {
        return server_fns::save_article(id, edit).await;
    }
    let unreachable = |_: JsValue| Failure(Problem::new(ProblemKind::Unavailable, common::UNREACHABLE));
    let (status, text) = send(&body).await.map_err(unreachable)?;
    if (200..300).contains(&status) {
        serde_json::from_str(&text).map_err(|_| Failure(Problem::internal()))
    } else {
        Err(Failure(
            serde_json::from_str(&text).unwrap_or_else(|_| Problem::internal()),
        ))
    }
}

async fn send(body: &str) -> Result<(u16, String), JsValue> {
    let headers = Headers::new()?;
    headers.set("content-type", "application/json")?;
    headers.set("accept", "application/json")?;
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_headers(&headers);
    init.set_body(&body.into());
    Reflect::set(&init, &"keepalive".into(), &true.into())?;
    let fetched = JsFuture::from(window().fetch_with_str_and_init(ENDPOINT, &init)).await?;
    let response: Response = fetched.dyn_into()?;
    let text = JsFuture::from(response.text()?).await?;
    Ok((response.status(), text.as_string().unwrap_or_default()))
}
