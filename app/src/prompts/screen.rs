//! The screen: the text on the left, its preview on the right, the history below; one below the other on a phone.

use igny8::choice::Tone;
use igny8::system::prompts::PAGE;
use leptos::prelude::*;

use super::state::PromptEditor;
use super::{Read, conflict, history, preview, text};
use crate::state::guard::guard;
use crate::state::open_record::OpenRecord;
use crate::strings::prompts as words;
use crate::versioned;
use crate::widgets::{Badge, PageHead};

/// The screen of a prompt as it was read; none for a purpose that nobody knows.
pub(super) fn screen(read: Read) -> Option<AnyView> {
    let editor = PromptEditor::new(read.row)?;
    let title = editor.prompt.purpose.label();
    let id = editor.id;
    OpenRecord::tell(Signal::stored(Some((id, title.to_owned()))));
    let wanted = versioned::history::wanted(move |wanted| editor.ask(wanted));
    guard(Memo::new(move |_| editor.is_dirty()));
    versioned::on_save_keys(move || editor.save());
    let state = Memo::new(move |_| (editor.is_own(), editor.version()));
    let badge = move || {
        let (own, version) = state.get();
        let (tone, text) = if own {
            (
                Tone::Info,
                format!("{} · {}", words::OWN, words::version(version)),
            )
        } else {
            (Tone::Neutral, words::DEFAULT.to_owned())
        };
        view! { <Badge tone=tone text=text /> }
    };
    Some(
        view! {
            <PageHead title=title text=PAGE.purpose>
                {badge}
                <a class="btn" href=PAGE.path>
                    {words::ALL_PROMPTS}
                </a>
            </PageHead>
            <div class="grid items-start gap-4 lg:grid-cols-2">
                {text::texts(editor, wanted)} {preview::preview(editor, read.preview)}
            </div>
            {history::history(editor, wanted, read.history)}
            {conflict::dialog(editor)}
        }
        .into_any(),
    )
}
