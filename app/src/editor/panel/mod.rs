//! The panels beside the text, one below the other; each opens and closes without a script.

mod comments;
mod faq;
mod history;
mod meta;
mod notes;
mod pictures;
mod score;
mod serp;
mod settings;
mod tokens;

use icondata_core::IconData;
use leptos::ev;
use leptos::prelude::*;

use super::state::ArticleEditor;
use crate::strings::editor as words;
use crate::widgets::IconView;

/// All of them.
pub(super) fn panels(editor: ArticleEditor) -> AnyView {
    view! {
        <div class="space-y-3">
            {notes::notes(editor)}
            {comments::panel(editor)}
            {panel(words::SCORE, icondata_lu::LuGauge, true, score::score(editor))}
            {panel(words::SERP, icondata_lu::LuSearch, true, serp::serp(editor))}
            {settings::panel(editor)}
            {panel(words::META, icondata_lu::LuTags, false, meta::meta(editor))}
            {panel(words::FAQ, icondata_lu::LuCircleHelp, false, faq::faq(editor))}
            {panel(words::PICTURES, icondata_lu::LuImages, false, pictures::pictures(editor))}
            {history::panel(editor)}
        </div>
    }
    .into_any()
}

fn panel(title: &'static str, icon: &'static IconData, open: bool, content: AnyView) -> AnyView {
    view! {
        <details class="card group" open=open>
            {head(title, icon)}
            <div class="border-t border-line px-4 py-4">{content}</div>
        </details>
    }
    .into_any()
}

/// Keeps whether the panel that tells it is open.
fn follow(open: RwSignal<bool>) -> impl Fn(ev::Event) + Copy + Send + 'static {
    move |event| {
        let opened = js_sys::Reflect::get(&event_target::<wasm_bindgen::JsValue>(&event), &"open".into());
        open.set(opened.is_ok_and(|open| open.is_truthy()));
    }
}

/// The line that opens a panel.
fn head(title: &'static str, icon: &'static IconData) -> AnyView {
    view! {
        <summary class="flex min-h-11 list-none items-center gap-2 rounded-lg px-4 font-semibold hover:bg-sunken [&::-webkit-details-marker]:hidden">
            <IconView icon=icon />
            <h2 class="grow">{title}</h2>
            <IconView icon=icondata_lu::LuChevronDown class="size-4 shrink-0 transition-transform group-open:rotate-180" />
        </summary>
    }
    .into_any()
}
