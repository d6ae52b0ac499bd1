//! The browser's entry: hydrates the page that the server sent, nothing else.

/// Called by the loader that the server writes into every page.
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_body(app::App);
}
