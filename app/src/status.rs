//! The HTTP status of a page, which only the templates know and only the server can send.

use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};

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
    if let Some(page) = leptos::prelude::use_context::<PageStatus>() {
        page.0.store(status, Ordering::Relaxed);
    }
}
