//! The browser's entry: fetches what the first page is drawn with and hydrates it, nothing else.

use leptos::prelude::window;

/// Told to the browser's timeline once the page answers to the person.
const READY: &str = "ready";

/// Called by the loader that the server writes into every page.
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    wasm_bindgen_futures::spawn_local(async {
        let location = window().location();
        let path = location.pathname().unwrap_or_default();
        let query = location.search().unwrap_or_default();
        // Without its code, the page stays as the server sent it: to be read, with links and forms that work.
        if app::chunks::load_for(&path, &query).await.is_ok() {
            leptos::mount::hydrate_body(app::App);
            if let Some(timeline) = window().performance() {
                let _ = timeline.mark(READY);
            }
        }
    });
}
