//! What is pasted while nothing takes text: a list of keywords, or columns of a sheet, goes to the import, which reads it.

use igny8::page::Screen;
use igny8::permission::Verb;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast as _;

use super::table::Table;
use crate::import::PASTED;
use crate::state::browser;
use crate::state::site_filter::SiteFilter;

/// Listens as long as a page shows whose rows come by an import.
pub(super) fn listen(table: Table) {
    if !matches!(table.page.wizard, Some((Screen::KeywordImport, _))) {
        return;
    }
    let scope = SiteFilter::expect();
    Effect::new(move |_| {
        let handle = window_event_listener_untyped("paste", move |event| {
            let covered = document().query_selector("dialog[open]").ok().flatten().is_some();
            if covered || browser::is_typing(&event) || !table.may(Verb::Create) {
                return;
            }
            if let Some(text) = text_of(&event).filter(|text| !text.trim().is_empty()) {
                event.prevent_default();
                browser::carry(PASTED, &text);
                table.go(
                    &untrack(|| scope.link(&format!("{}/import", table.page.path))),
                    false,
                );
            }
        });
        on_cleanup(move || handle.remove());
    });
}

fn text_of(event: &web_sys::Event) -> Option<String> {
    let data = js_sys::Reflect::get(event, &"clipboardData".into()).ok()?;
    let data = data.dyn_into::<web_sys::DataTransfer>().ok()?;
    data.get_data("text/plain").ok()
}
