//! How the article may look among search results, on a desktop and on a phone.

use igny8::writer::preview::preview;
use leptos::prelude::*;

use crate::editor::state::ArticleEditor;
use crate::strings::editor as words;
use crate::widgets::IconView;

/// The preview.
pub(super) fn serp(editor: ArticleEditor) -> AnyView {
    let phone = RwSignal::new(false);
    let shown = Memo::new(move |_| {
        let domain = editor.stored.with(|document| document.domain.clone());
        editor.text.with(|text| preview(text, domain.as_deref()))
    });
    let switch = |label: &'static str, icon: &'static icondata_core::IconData, is_phone: bool| {
        view! {
            <button
                type="button"
                class="btn btn-ghost btn-sm aria-pressed:bg-brand-soft aria-pressed:text-link"
                aria-pressed=move || (phone.get() == is_phone).to_string()
                on:click=move |_| phone.set(is_phone)
            >
                <IconView icon=icon />
                {label}
            </button>
        }
    };
    let site = editor
        .stored
        .with_untracked(|document| document.site.label.clone());
    let frame = move || {
        let width = if phone.get() { "mx-auto max-w-72" } else { "" };
        format!("rounded-md border border-line bg-surface p-3 {width}")
    };
    let title = move || {
        if phone.get() {
            "text-lg break-words text-link"
        } else {
            "line-clamp-2 text-lg break-words text-link"
        }
    };
    let description = move || {
        let text = shown.with(|shown| shown.description.clone());
        if text.is_empty() {
            words::NO_DESCRIPTION.to_owned()
        } else {
            text
        }
    };
    let cut = move || {
        let (title, description) = shown.with(|shown| (shown.title_is_cut, shown.description_is_cut));
        words::cut(title, description).map(|text| view! { <p class="mt-2 text-sm text-warn">{text}</p> })
    };
    view! {
        <div class="mb-2 flex gap-1" role="group" aria-label=words::SERP_SIZE>
            {switch(words::DESKTOP, icondata_lu::LuMonitor, false)}
            {switch(words::PHONE, icondata_lu::LuSmartphone, true)}
        </div>
        <div class=frame>
            <p class="text-sm font-medium">{site}</p>
            <p class="truncate text-xs text-muted">{move || shown.with(|shown| shown.address.clone())}</p>
            <p class=title>{move || shown.with(|shown| shown.title.clone())}</p>
            <p class="mt-1 text-sm break-words text-muted">{description}</p>
        </div>
        <div aria-live="polite">{cut}</div>
    }
    .into_any()
}
