//! Sends a picture's new file, or the part that it is to be cut to.

use igny8::error::{Problem, ProblemKind};
use leptos::wasm_bindgen::JsCast;
use leptos::wasm_bindgen::prelude::Closure;
use uuid::Uuid;
use web_sys::{File, FormData, XmlHttpRequest};

use crate::strings::pictures as words;

/// Sends them; `done` is told whether the server took them.
pub(super) fn send(
    id: Uuid,
    file: Option<&File>,
    part: Option<&str>,
    done: impl Fn(Result<(), Problem>) + Clone + 'static,
) {
    if start(id, file, part, done.clone()).is_none() {
        done(Err(Problem::internal()));
    }
}

fn start(
    id: Uuid,
    file: Option<&File>,
    part: Option<&str>,
    done: impl Fn(Result<(), Problem>) + 'static,
) -> Option<()> {
    let request = XmlHttpRequest::new().ok()?;
    let form = FormData::new().ok()?;
    if let Some(part) = part {
        form.append_with_str("crop", part).ok()?;
    }
    if let Some(file) = file {
        form.append_with_blob_and_filename("file", file, &file.name())
            .ok()?;
    }
    let endpoint = format!("/api/v1/writer/images/{id}/file");
    request.open("POST", &endpoint).ok()?;
    request.set_request_header("accept", "application/json").ok()?;
    let ended = request.clone();
    // Either `load` or `error` follows, never both, so one listener that is freed by its only call serves both.
    let listener = Closure::once_into_js(move || done(answer(&ended)));
    request.set_onload(Some(listener.unchecked_ref()));
    request.set_onerror(Some(listener.unchecked_ref()));
    request.send_with_opt_form_data(Some(&form)).ok()
}

/// What the server answered.
fn answer(request: &XmlHttpRequest) -> Result<(), Problem> {
    let text = request.response_text().ok().flatten().unwrap_or_default();
    match request.status().unwrap_or_default() {
        200..=299 => Ok(()),
        0 => Err(Problem::new(ProblemKind::Unavailable, words::NOT_SENT)),
        _ => Err(serde_json::from_str(&text).unwrap_or_else(|_| Problem::internal())),
    }
}
