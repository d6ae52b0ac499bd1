//! What this tab has not saved yet: kept by the browser until it is, so that a reload loses nothing.

use igny8::writer::article::Text;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use web_sys::Storage;

use crate::state::browser::in_browser;

/// A text that was not saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct LocalDraft {
    /// The version that it began with.
    pub(super) version: i32,
    /// The text.
    pub(super) text: Text,
}

fn storage() -> Option<Storage> {
    if in_browser() {
        window().session_storage().ok().flatten()
    } else {
        None
    }
}

fn key(article: Uuid) -> String {
    format!("article:{article}")
}

/// Keeps it instead of what was kept before.
pub(super) fn keep(article: Uuid, draft: &LocalDraft) {
    if let (Some(storage), Ok(text)) = (storage(), serde_json::to_string(draft)) {
        // Where the storage is full, the text is still in the page and in the next save.
        let _ = storage.set_item(&key(article), &text);
    }
}

/// What is kept of an article.
pub(super) fn kept(article: Uuid) -> Option<LocalDraft> {
    let text = storage()?.get_item(&key(article)).ok().flatten()?;
    serde_json::from_str(&text).ok()
}

/// Forgets it.
pub(super) fn forget(article: Uuid) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(&key(article));
    }
}
