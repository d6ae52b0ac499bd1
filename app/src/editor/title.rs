//! The title: one line of plain text, as large as it will be.

use igny8::writer::limits;
use leptos::ev;
use leptos::prelude::*;

use super::save::Way;
use super::state::ArticleEditor;
use crate::strings::editor as words;
use crate::widgets::TextArea;

const ID: &str = "article-title";

/// The title's input; Enter goes on to the text.
pub(super) fn title(editor: ArticleEditor) -> AnyView {
    let value = Memo::new(move |_| editor.text.with(|text| text.title.clone()));
    let typed = move |event| {
        // What is pasted may have several lines.
        let typed = event_target_value(&event).replace(['\n', '\r'], " ");
        editor.change(|text| text.title = typed);
    };
    let keys = move |event: ev::KeyboardEvent| {
        if event.key() == "Enter" && !event.is_composing() {
            event.prevent_default();
            editor.body.get_untracked().focus();
        }
    };
    view! {
        <div class="mb-3">
            <label for=ID class="sr-only">
                {words::TITLE}
            </label>
            <TextArea
                value=value
                attr:id=ID
                attr:rows="1"
                attr:maxlength=limits::TITLE
                attr:class="block field-sizing-content w-full resize-none rounded-md border border-transparent bg-transparent px-3 py-1.5 text-2xl font-semibold tracking-tight text-ink hover:border-line focus:border-edge focus:bg-surface read-only:hover:border-transparent"
                attr:placeholder=words::TITLE
                attr:readonly=move || !editor.can_edit()
                on:input=typed
                on:keydown=keys
                on:blur=move |_| editor.save(Way::Plain)
            />
        </div>
    }
    .into_any()
}
