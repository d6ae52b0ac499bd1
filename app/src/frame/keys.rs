//! The keys that work everywhere, and the help on all of them.

use leptos::ev;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;

use super::sidebar::link_id;
use crate::state::browser::is_typing;
use crate::strings;
use crate::widgets::Dialog;

/// Milliseconds in which the second of two keys must follow.
const PAIR: f64 = 1_200.0;

/// Listens to keys and holds the help dialog.
#[component]
pub(super) fn Keys(
    /// Opens the command palette.
    palette: RwSignal<bool>,
    /// Opens the help.
    help: RwSignal<bool>,
) -> impl IntoView {
    let pressed_g = StoredValue::new(0.0_f64);
    Effect::new(move |_| {
        let handle = window_event_listener(ev::keydown, move |event| {
            if (event.ctrl_key() || event.meta_key()) && event.key().eq_ignore_ascii_case("k") {
                event.prevent_default();
                palette.update(|open| *open = !*open);
                return;
            }
            let in_dialog = document().query_selector("dialog[open]").ok().flatten().is_some();
            if event.default_prevented()
                || event.ctrl_key()
                || event.meta_key()
                || event.alt_key()
                || is_typing(&event)
                || in_dialog
            {
                return;
            }
            let after_g = js_sys::Date::now() - pressed_g.get_value() < PAIR;
            pressed_g.set_value(0.0);
            match event.key().as_str() {
                "k" if after_g => follow(igny8::planner::keywords::PAGE.path),
                "c" if after_g => follow(igny8::planner::clusters::PAGE.path),
                "g" => {
                    pressed_g.set_value(js_sys::Date::now());
                    return;
                }
                "?" => help.set(true),
                "/" => search(palette),
                _ => return,
            }
            // So that `k` after `g` does not also move through the rows.
            event.prevent_default();
            event.stop_immediate_propagation();
        });
        on_cleanup(move || handle.remove());
    });
    view! {
        <Dialog open=help id="keys" title=strings::frame::KEYS>
            <dl class="divide-y divide-line">
                {strings::frame::KEYS_HELP
                    .iter()
                    .map(|(keys, does)| {
                        view! {
                            <div class="flex items-center justify-between gap-4 py-2">
                                <dt>{*does}</dt>
                                <dd>
                                    <kbd class="kbd px-1.5">{*keys}</kbd>
                                </dd>
                            </div>
                        }
                    })
                    .collect_view()}
            </dl>
        </Dialog>
    }
    .into_any()
}

/// Follows the sidebar's link to a page, which carries the scope; nothing where the role does not see the page.
fn follow(path: &str) {
    if let Some(link) = document().get_element_by_id(&link_id(path))
        && let Ok(link) = link.dyn_into::<web_sys::HtmlElement>()
    {
        link.click();
    }
}

/// Focuses the page's search, or opens the palette where there is none.
fn search(palette: RwSignal<bool>) {
    let found = document()
        .query_selector("main input[type=search]")
        .ok()
        .flatten();
    match found.and_then(|input| input.dyn_into::<web_sys::HtmlElement>().ok()) {
        Some(input) => {
            let _ = input.focus();
        }
        None => palette.set(true),
    }
}
