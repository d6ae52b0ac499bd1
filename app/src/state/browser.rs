//! The few things that are asked of the browser directly; on the server each does nothing.

use leptos::prelude::*;

/// Whether this code runs in a browser.
pub const fn in_browser() -> bool {
    cfg!(target_arch = "wasm32")
}

/// Opens another address with a full page load.
pub fn go(href: &str) {
    if in_browser() {
        let _ = window().location().assign(href);
    }
}

/// The path and query that the browser shows.
pub fn here() -> String {
    if !in_browser() {
        return String::new();
    }
    let location = window().location();
    format!(
        "{}{}",
        location.pathname().unwrap_or_default(),
        location.search().unwrap_or_default()
    )
}

/// What stands behind the `#` of the address, without it.
pub fn fragment() -> String {
    if !in_browser() {
        return String::new();
    }
    let hash = window().location().hash().unwrap_or_default();
    hash.trim_start_matches('#').to_owned()
}

/// The page of ours that the address says to return to once something is done: `#/writer/content/…`.
pub fn return_path() -> Option<String> {
    let path = fragment();
    let ours = path.starts_with('/') && !path[1..].starts_with(['/', '\\']);
    ours.then_some(path)
}

/// What the server wrote into the text input with this id, while the page is taken over from it.
pub fn written(id: &str) -> Option<String> {
    use leptos::wasm_bindgen::JsCast;
    if !in_browser() {
        return None;
    }
    let input = document().get_element_by_id(id)?;
    let input = input.dyn_into::<web_sys::HtmlInputElement>().ok()?;
    Some(input.default_value())
}

/// Lets the browser show another address of this page, without loading anything and without a step back.
pub fn replace_address(href: &str) {
    if in_browser()
        && let Ok(history) = window().history()
    {
        let state = history.state().unwrap_or_default();
        let _ = history.replace_state_with_url(&state, "", Some(href));
    }
}

/// What this browser remembers under `key`.
pub fn remembered(key: &str) -> Option<String> {
    if !in_browser() {
        return None;
    }
    window()
        .local_storage()
        .ok()
        .flatten()?
        .get_item(key)
        .ok()
        .flatten()
}

/// Lets this browser remember `value` under `key`.
pub fn remember(key: &str, value: &str) {
    if in_browser()
        && let Ok(Some(storage)) = window().local_storage()
    {
        let _ = storage.set_item(key, value);
    }
}

/// Lets the next page of this tab know `value` under `key`.
pub fn carry(key: &str, value: &str) {
    if in_browser()
        && let Ok(Some(storage)) = window().session_storage()
    {
        let _ = storage.set_item(key, value);
    }
}

/// What the page before has left under `key`, once.
pub fn carried(key: &str) -> Option<String> {
    if !in_browser() {
        return None;
    }
    let storage = window().session_storage().ok().flatten()?;
    let value = storage.get_item(key).ok().flatten()?;
    let _ = storage.remove_item(key);
    Some(value)
}

/// Copies `text` to the clipboard.
pub fn copy(text: &str) {
    if in_browser() {
        let _ = window().navigator().clipboard().write_text(text);
    }
}

/// Scrolls as little as it takes to bring the element with this id into sight.
pub fn show(id: &str) {
    if in_browser()
        && let Some(element) = document().get_element_by_id(id)
    {
        let options = web_sys::ScrollIntoViewOptions::new();
        options.set_block(web_sys::ScrollLogicalPosition::Nearest);
        element.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// Focuses the element with this id.
pub fn focus(id: &str) {
    use leptos::wasm_bindgen::JsCast;
    if in_browser()
        && let Some(element) = document().get_element_by_id(id)
        && let Ok(element) = element.dyn_into::<web_sys::HtmlElement>()
    {
        let _ = element.focus();
    }
}

/// Focuses the element with this id and brings it to the middle of what shows, clear of all bars.
pub fn focus_in_middle(id: &str) {
    focus(id);
    if in_browser()
        && let Some(element) = document().get_element_by_id(id)
    {
        let options = web_sys::ScrollIntoViewOptions::new();
        options.set_block(web_sys::ScrollLogicalPosition::Center);
        element.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// Loads the page again.
pub fn reload() {
    if in_browser() {
        let _ = window().location().reload();
    }
}

/// Focuses the element with this id and selects what it holds, so that typing replaces it.
pub fn focus_all(id: &str) {
    use leptos::wasm_bindgen::JsCast;
    focus(id);
    if in_browser()
        && let Some(element) = document().get_element_by_id(id)
        && let Ok(input) = element.dyn_into::<web_sys::HtmlInputElement>()
    {
        input.select();
    }
}

/// Whether the event comes from something that takes typed text.
pub fn is_typing(event: &web_sys::Event) -> bool {
    use leptos::wasm_bindgen::JsCast;
    event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::HtmlElement>().ok())
        .is_some_and(|element| {
            matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
                || element.is_content_editable()
        })
}
