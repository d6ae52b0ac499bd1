//! What a page has of its HTTP request: the status, which only the templates know, and the id, which only the server knows.

use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::strings;

/// The status that the server answers a page with; it puts one into the context of each rendering.
#[derive(Clone, Debug)]
pub struct PageStatus(pub Arc<AtomicU16>);

impl Default for PageStatus {
    fn default() -> Self {
        Self(Arc::new(AtomicU16::new(200)))
    }
}

impl PageStatus {
    /// The status as the page set it.
    pub fn get(&self) -> u16 {
        self.0.load(Ordering::Relaxed)
    }
}

/// Sets the status of the page that is being rendered; in a browser nothing happens.
pub fn set_page_status(status: u16) {
    if let Some(page) = use_context::<PageStatus>() {
        page.0.store(status, Ordering::Relaxed);
    }
}

/// The id of the request that a page is rendered for; the server puts it into the context of each rendering.
#[derive(Clone, Debug)]
pub struct RequestId(pub String);

/// The page that came with the first request, by its path, and that request's id.
#[derive(Clone)]
struct FirstPage(String, String);

/// Tells the browser, which draws the same again, for which request the page at `path` was rendered.
pub(crate) fn provide_request_id(path: String) {
    let id = SharedValue::new(|| use_context::<RequestId>().map(|id| id.0)).into_inner();
    if let Some(id) = id {
        provide_context(FirstPage(path, id));
    }
}

/// Small print below an error, for whoever reports it; none on pages that the browser opened without a request.
pub(crate) fn request_id() -> Option<AnyView> {
    let FirstPage(path, id) = use_context()?;
    let is_here = use_location().pathname.with_untracked(|here| *here == path);
    is_here.then(|| {
        view! { <p class="pb-6 text-center text-xs text-muted">{strings::common::request_id(&id)}</p> }
            .into_any()
    })
}
