//! The notes to the editor that still stand in the text, with a way to each: nothing is approved or published while there are any.

use igny8::choice::Tone;
use igny8::writer::notes::{find, strip};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use crate::editor::state::ArticleEditor;
use crate::strings::editor as words;
use crate::widgets::Notice;

/// Characters of a note that are enough to know it by.
const SHOWN: usize = 160;

/// The list; nothing without notes.
pub(super) fn notes(editor: ArticleEditor) -> AnyView {
    let found = Memo::new(move |_| {
        editor.text.with(|text| {
            let notes = find(&text.html).into_iter();
            notes.map(|note| note.text).collect::<Vec<String>>()
        })
    });
    let list = move || {
        let notes = found.get();
        (!notes.is_empty()).then(|| {
            let count = notes.len();
            let entries = notes.into_iter().map(|note| {
                let short: String = note.chars().take(SHOWN).collect();
                view! {
                    <li>
                        <button type="button" class="link py-1 text-left" on:click=move |_| show(&note)>
                            {short}
                        </button>
                    </li>
                }
            });
            view! {
                <section class="card p-4" aria-label=words::NOTES>
                    <Notice tone=Tone::Warn text=words::notes(count) />
                    <ol class="mt-2 list-decimal pl-5 text-sm">{entries.collect_view()}</ol>
                    <Show when=move || editor.can_edit()>
                        <button type="button" class="btn btn-sm mt-3" on:click=move |_| remove(editor)>
                            {words::REMOVE_NOTES}
                        </button>
                    </Show>
                </section>
            }
        })
    };
    view! { {list} }.into_any()
}

/// Takes all of them out of the text; what it was stays in the history.
fn remove(editor: ArticleEditor) {
    let mut text = editor.text.get_untracked();
    text.html = strip(&text.html);
    editor.put(text);
}

/// Brings a note of the text into sight.
fn show(note: &str) {
    let Ok(blocks) = document().query_selector_all("#article-body .ProseMirror :is(p, li, td, h2, h3)")
    else {
        return;
    };
    for at in 0..blocks.length() {
        let Some(block) = blocks
            .get(at)
            .and_then(|node| node.dyn_into::<HtmlElement>().ok())
        else {
            continue;
        };
        let text = block.text_content().unwrap_or_default();
        if text.split_whitespace().collect::<Vec<_>>().join(" ") == note {
            block.scroll_into_view();
            return;
        }
    }
}
