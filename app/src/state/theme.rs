//! Light, dark or as the system: remembered by this browser, applied by a class on the document.

use leptos::prelude::*;

use crate::state::browser;

/// The key under which the browser remembers it; the document's first script reads it too.
const KEY: &str = "theme";

/// Takes over a choice at once.
pub fn choose(theme: &str) {
    browser::remember(KEY, theme);
    apply();
}

/// Shows what is remembered.
pub fn apply() {
    let theme = browser::remembered(KEY).unwrap_or_default();
    let system = || {
        let query = window()
            .match_media("(prefers-color-scheme: dark)")
            .ok()
            .flatten();
        query.is_some_and(|query| query.matches())
    };
    let dark = theme == "dark" || (theme != "light" && system());
    if let Some(root) = document().document_element() {
        let _ = root.class_list().toggle_with_force("dark", dark);
    }
}
