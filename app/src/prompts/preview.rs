//! The preview: the prompt with the values of a row that the person picks, made anew a moment after each change.

use igny8::choice::Tone;
use igny8::system::prompt_preview::{Part, PromptDraft, PromptPreview};
use igny8::value::Value;
use leptos::prelude::*;

use super::state::PromptEditor;
use crate::server_fns::{self, Failure};
use crate::strings::prompts as words;
use crate::widgets::Notice;
use crate::widgets::combobox::{Combobox, Source};
use crate::widgets::states::not_read;

/// Milliseconds without a change after which the server is asked.
const DEBOUNCE: u32 = 400;
const RECORD: &str = "preview-record";

/// The preview as it was made last.
#[derive(Clone, Copy)]
struct Look {
    editor: PromptEditor,
    /// The row that was picked; none for the newest.
    picked: RwSignal<Value>,
    shown: RwSignal<Result<PromptPreview, Failure>>,
    /// Whether a newer one is on its way.
    waiting: RwSignal<bool>,
    /// Tells the questions to the server apart: only the answer to the latest counts.
    turn: StoredValue<u32>,
}

/// The preview, at first as it was read with the page.
pub(super) fn preview(editor: PromptEditor, first: Result<PromptPreview, Failure>) -> AnyView {
    let look = Look {
        editor,
        picked: RwSignal::new(Value::Null),
        shown: RwSignal::new(first),
        waiting: RwSignal::new(false),
        turn: StoredValue::new(0),
    };
    let wrong = Memo::new(move |_| editor.faults().iter().any(Option::is_some));
    let asked = Memo::new(move |_| (editor.text.get(), look.picked.with(Value::as_id)));
    Effect::new(move |before: Option<()>| {
        // Read, not only tracked: a memo that nobody reads does not follow what it is made of.
        asked.with(|_| ());
        if before.is_some() && !wrong.get() {
            look.ask();
        }
    });
    let body = move || {
        if wrong.get() {
            return view! { <p class="text-muted">{words::MEND}</p> }.into_any();
        }
        match look.shown.get() {
            Ok(shown) => look.draw(shown),
            Err(failure) => {
                let told = failure.0.errors.values().flatten().next().cloned();
                not_read(told.unwrap_or(failure.0.detail), move || look.ask())
            }
        }
    };
    let look_of = move || {
        if look.waiting.get() {
            "space-y-3 opacity-60 transition-opacity delay-1000"
        } else {
            "space-y-3 transition-opacity"
        }
    };
    view! {
        <section class="card min-w-0 p-5 lg:sticky lg:top-18" aria-labelledby="prompt-preview">
            <h2 id="prompt-preview" class="text-lg font-semibold">
                {words::PREVIEW}
            </h2>
            <p class="mb-3 text-sm text-muted">{words::PREVIEW_HELP}</p>
            {look.picker()}
            <div class=look_of aria-busy=move || look.waiting.get().to_string()>
                {body}
            </div>
        </section>
    }
    .into_any()
}

impl Look {
    /// Asks the server once nothing has changed for a moment.
    fn ask(self) {
        let mine = self.turn.get_value().wrapping_add(1);
        self.turn.set_value(mine);
        self.waiting.set(true);
        let texts = self.editor.text.get_untracked();
        let draft = PromptDraft {
            system: Some(texts.system),
            template: Some(texts.template),
            record_id: self.picked.with_untracked(Value::as_id),
        };
        leptos::task::spawn_local(async move {
            gloo_timers::future::TimeoutFuture::new(DEBOUNCE).await;
            if self.turn.try_get_value() != Some(mine) {
                return;
            }
            let answer = server_fns::preview_prompt(self.editor.id, draft).await;
            if self.turn.try_get_value() == Some(mine) {
                self.shown.set(answer);
                self.waiting.set(false);
            }
        });
    }

    fn picker(self) -> AnyView {
        let resource = self.editor.prompt.runs_on;
        let value = Signal::derive(move || {
            let picked = self.picked.get();
            if !picked.is_null() {
                return picked;
            }
            let newest = self.shown.with(|shown| shown.as_ref().ok()?.record.clone());
            newest.map_or(Value::Null, |row| Value::Ref {
                id: row.id,
                label: row.label,
            })
        });
        let choose = Callback::new(move |value| self.picked.set(value));
        view! {
            <div class="mb-3">
                <label for=RECORD class="mb-1 block font-medium">
                    {words::VALUES_OF}
                </label>
                <Combobox id=RECORD.to_owned() source=Source::Rows(resource) value=value choose=choose />
            </div>
        }
        .into_any()
    }

    fn draw(self, shown: PromptPreview) -> AnyView {
        let samples = shown.record.is_none().then(|| {
            let text = words::samples(self.editor.prompt.runs_on);
            view! { <Notice tone=Tone::Info text=text /> }
        });
        let note = shown
            .note
            .map(|text| view! { <Notice tone=Tone::Warn text=text /> });
        let prompt = shown.prompt.into_iter().map(part).collect_view();
        view! {
            {samples}
            {note}
            <p class="text-sm text-muted tabular-nums">{words::tokens(shown.tokens)}</p>
            {sent(words::SENT_INSTRUCTION, "max-h-[18dvh]", shown.system.into_any())}
            {sent(words::SENT_PROMPT, "max-h-[42dvh]", prompt.into_any())}
        }
        .into_any()
    }
}

/// One of the two texts; a long one scrolls, also by the keyboard.
fn sent(label: &'static str, height: &str, text: AnyView) -> AnyView {
    view! {
        <div>
            <h3 class="mb-1 text-sm font-medium">{label}</h3>
            <div
                class=format!(
                    "{height} overflow-y-auto rounded-md border border-line bg-sunken px-3 py-2 font-mono text-sm break-words whitespace-pre-wrap",
                )
                tabindex="0"
                role="group"
                aria-label=label
            >
                {text}
            </div>
        </div>
    }
    .into_any()
}

fn part(part: Part) -> AnyView {
    match part.variable {
        Some(name) => view! {
            <mark class="rounded-sm bg-brand-soft text-ink underline decoration-link decoration-dotted underline-offset-2" title=name>
                {part.text}
            </mark>
        }
        .into_any(),
        None => part.text.into_any(),
    }
}
