//! Sends a file to the server with progress, which the browser tells only of an `XMLHttpRequest`.

use std::cell::RefCell;

use igny8::error::{Problem, ProblemKind};
use igny8::services::Upload;
use leptos::wasm_bindgen::JsCast;
use leptos::wasm_bindgen::prelude::Closure;
use web_sys::{File, FormData, ProgressEvent, XmlHttpRequest};

use crate::strings::import as words;

const ENDPOINT: &str = "/api/v1/planner/keywords/import/preview";

/// The largest file that the server takes, in bytes.
pub(super) const MAX_BYTES: f64 = 100.0 * 1024.0 * 1024.0;

thread_local! {
    /// The request under way, which is the browser's object and so cannot live in a signal.
    static UNDER_WAY: RefCell<Option<XmlHttpRequest>> = const { RefCell::new(None) };
}

/// Stops what is being sent; its `done` is not called.
pub(super) fn abort() {
    UNDER_WAY.with_borrow_mut(|request| {
        if let Some(request) = request.take() {
            let _ = request.abort();
        }
    });
}

/// Sends `file` instead of what was being sent; `progress` is told the share from 0 to 1, `done` what was found.
pub(super) fn send(
    file: &File,
    progress: impl Fn(f64) + 'static,
    done: impl FnOnce(Result<Upload, Problem>) + 'static,
) {
    abort();
    let request = start(file, progress, done);
    UNDER_WAY.set(request);
}

fn start(
    file: &File,
    progress: impl Fn(f64) + 'static,
    done: impl FnOnce(Result<Upload, Problem>) + 'static,
) -> Option<XmlHttpRequest> {
    let request = XmlHttpRequest::new().ok()?;
    let form = FormData::new().ok()?;
    form.append_with_blob_and_filename("file", file, &file.name())
        .ok()?;
    request.open("POST", ENDPOINT).ok()?;
    request.set_request_header("accept", "application/json").ok()?;
    if let Ok(upload) = request.upload() {
        let told = Closure::<dyn Fn(ProgressEvent)>::new(move |event: ProgressEvent| {
            if event.length_computable() && event.total() > 0.0 {
                progress(event.loaded() / event.total());
            }
        });
        upload.set_onprogress(Some(told.as_ref().unchecked_ref()));
        // The request lives in the browser until it ends, and the listener with it.
        told.forget();
    }
    let ended = request.clone();
    // Either `load` or `error` follows, never both, so one listener that is freed by its only call serves both.
    let listener = Closure::once_into_js(move || done(answer(&ended)));
    request.set_onload(Some(listener.unchecked_ref()));
    request.set_onerror(Some(listener.unchecked_ref()));
    request.send_with_opt_form_data(Some(&form)).ok()?;
    Some(request)
}

/// What the server answered.
fn answer(request: &XmlHttpRequest) -> Result<Upload, Problem> {
    let text = request.response_text().ok().flatten().unwrap_or_default();
    match request.status().unwrap_or_default() {
        200..=299 => serde_json::from_str(&text).map_err(|_| Problem::internal()),
        0 => Err(Problem::new(ProblemKind::Unavailable, words::NOT_SENT)),
        413 => Err(Problem::new(ProblemKind::TooLarge, words::TOO_LARGE)),
        _ => Err(serde_json::from_str(&text).unwrap_or_else(|_| Problem::internal())),
    }
}
