//! The text itself: static until its editor is loaded, and while a model writes it.

use igny8::choice::Tone;
use igny8::writer::outline::Outline;
use leptos::html;
use leptos::prelude::*;

use super::bridge::{Body, Options};
use super::save::Way;
use super::state::ArticleEditor;
use super::{live, toolbar};
use crate::state::browser;
use crate::strings::editor as words;
use crate::widgets::{IconView, Notice};

/// The id of the hint on how to leave the text by the keyboard.
const HINT: &str = "article-keys";

/// The text with its toolbar.
pub(super) fn body(editor: ArticleEditor) -> AnyView {
    let place = NodeRef::<html::Div>::new();
    let failed = RwSignal::new(false);
    // The same for server and browser: what the document held when the page was made.
    let first = editor
        .stored
        .with_untracked(|document| document.text.html.clone());
    let empty = first.is_empty();
    let loaded = move || editor.body.get() != Body::default();
    if editor.may {
        Effect::new(move |_| {
            if let Some(element) = place.get() {
                leptos::task::spawn_local(async move {
                    failed.try_set(false);
                    let options = options(editor);
                    match Body::mount(&element, options).await {
                        // Gone meanwhile.
                        Ok(body) if editor.body.is_disposed() => body.destroy(),
                        Ok(body) => arrived(editor, body),
                        Err(_) => {
                            failed.try_set(true);
                        }
                    }
                });
            }
        });
    }
    Effect::new(move |_| editor.body.get().set_editable(editor.can_edit()));
    let fixed = editor.may.then(|| toolbar::toolbar(editor));
    view! {
        {fixed}
        <Show when=move || failed.get()>
            <div class="p-4">
                <Notice tone=Tone::Bad text=words::EDITOR_FAILED>
                    <button type="button" class="mt-1 font-medium underline" on:click=move |_| browser::reload()>
                        {words::RELOAD}
                    </button>
                </Notice>
            </div>
        </Show>
        {live::sections(editor)}
        <div class="px-4 py-5 sm:px-8 sm:py-6" class:hidden=move || editor.writing.get()>
            <div class="article" class:hidden=loaded inner_html=first></div>
            <p class="text-muted" class:hidden=move || loaded() || !empty>{words::EMPTY}</p>
            <div node_ref=place></div>
            <p id=HINT class="sr-only">{words::KEYS_HINT}</p>
        </div>
    }
    .into_any()
}

fn options(editor: ArticleEditor) -> Options {
    Options {
        html: editor.text.with_untracked(|text| text.html.clone()),
        editable: untrack(move || editor.can_edit()),
        placeholder: words::PLACEHOLDER,
        label: words::BODY,
        describedby: HINT,
        on_change: Callback::new(move |html: String| editor.change(|text| text.html = html)),
        on_state: Callback::new(move |marks| editor.marks.set(marks)),
        on_blur: Callback::new(move |()| editor.save(Way::Plain)),
        on_escape: Callback::new(move |()| browser::focus(toolbar::FIRST)),
    }
}

/// What was taken over while it was loading goes in, too.
fn arrived(editor: ArticleEditor, body: Body) {
    let html = editor.text.with_untracked(|text| text.html.clone());
    body.set_html(&html, true);
    editor.body.set(body);
}

/// The number of words of the text, and the minutes that reading them takes.
pub(super) fn counts(editor: ArticleEditor) -> AnyView {
    let count = Memo::new(move |_| editor.text.with(|text| Outline::of(&text.html).words()));
    view! {
        <p class="flex items-center gap-1.5 text-sm text-muted tabular-nums">
            <IconView icon=icondata_lu::LuBookOpen class="size-3.5 shrink-0" />
            {move || words::counted(count.get(), editor.stored.with(|document| document.words_target))}
        </p>
    }
    .into_any()
}
