//! The keys that work everywhere, and the dialog of the help on all of them.

use igny8::registry;
use leptos::ev;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use crate::chunks::{self, Chunk};
use crate::state::browser::is_typing;
use crate::state::session::CurrentSession;
use crate::state::site_filter::SiteFilter;
use crate::strings;
use crate::widgets::live::{live, watch};
use crate::widgets::{Dialog, Skeleton};

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
    let viewer = CurrentSession::expect().viewer();
    let scope = SiteFilter::expect();
    let navigate = use_navigate();
    // The page that a key opens; none where the role does not see it.
    let follow = move |key: &str| {
        let mut pages = registry::sections().flat_map(|section| section.seen_by(viewer));
        let page = pages.find(|page| page.key == Some(key));
        if let Some(page) = page {
            navigate(&untrack(|| scope.link(page.path)), NavigateOptions::default());
        }
        page.is_some()
    };
    watch(move || {
        let follow = follow.clone();
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
                key if after_g && follow(key) => {}
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
            {live(move || {
                if Chunk::Pages.ready() {
                    chunks::draw_keys(viewer)
                } else {
                    Some(view! { <Skeleton lines=6 /> }.into_any())
                }
            })}
        </Dialog>
    }
    .into_any()
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
