//! Questions with their answers, in an order that buttons change.

use igny8::writer::article::Question;
use igny8::writer::limits;
use leptos::prelude::*;

use crate::editor::state::ArticleEditor;
use crate::state::browser;
use crate::strings::editor as words;
use crate::widgets::{IconView, TextArea};

/// The questions.
pub(super) fn faq(editor: ArticleEditor) -> AnyView {
    let count = Memo::new(move |_| editor.text.with(|text| text.faq.len()));
    let items = move || {
        (0..count.get())
            .map(|place| item(editor, place, count))
            .collect_view()
    };
    let add = move |_| {
        let place = count.get_untracked();
        editor.change(|text| text.faq.push(Question::default()));
        request_animation_frame(move || browser::focus(&question_id(place)));
    };
    let full = move || !editor.can_edit() || count.get() >= limits::QUESTIONS;
    view! {
        <Show when=move || count.get() == 0>
            <p class="mb-3 text-muted">{words::NO_FAQ}</p>
        </Show>
        <ol class="space-y-4">{items}</ol>
        <button type="button" class="btn btn-sm mt-3" disabled=full on:click=add>
            <IconView icon=icondata_lu::LuPlus />
            {words::ADD_QUESTION}
        </button>
    }
    .into_any()
}

fn question_id(place: usize) -> String {
    format!("faq-{place}-question")
}

/// One of them; the input stays the same while its text changes.
#[expect(
    clippy::too_many_lines,
    reason = "most of it is one view, which reads best whole"
)]
fn item(editor: ArticleEditor, place: usize, count: Memo<usize>) -> AnyView {
    let read = move |of: fn(&Question) -> &String| {
        Memo::new(move |_| {
            editor
                .text
                .with(|text| text.faq.get(place).map(|one| of(one).clone()).unwrap_or_default())
        })
    };
    let write = move |of: fn(&mut Question) -> &mut String| {
        move |event| {
            let typed = event_target_value(&event);
            editor.change(|text| {
                if let Some(one) = text.faq.get_mut(place) {
                    *of(one) = typed;
                }
            });
        }
    };
    let (question, answer) = (read(|one| &one.question), read(|one| &one.answer));
    let disabled = move || !editor.can_edit();
    let swap = move |other: usize| {
        editor.change(|text| {
            if place < text.faq.len() && other < text.faq.len() {
                text.faq.swap(place, other);
            }
        });
        browser::focus(&question_id(other));
    };
    let remove = move |_| {
        editor.change(|text| {
            if place < text.faq.len() {
                text.faq.remove(place);
            }
        });
    };
    let last = move || disabled() || place + 1 >= count.get();
    let number = place + 1;
    let answer_id = format!("faq-{place}-answer");
    view! {
        <li class="space-y-2" aria-label=words::question(number)>
            <div>
                <label for=question_id(place) class="mb-1 block text-sm font-medium">
                    {words::question(number)}
                </label>
                <input
                    id=question_id(place)
                    class="input"
                    type="text"
                    autocomplete="off"
                    maxlength=limits::QUESTION
                    disabled=disabled
                    value=question.get_untracked()
                    prop:value=move || question.get()
                    on:input=write(|one| &mut one.question)
                />
            </div>
            <div>
                <label for=answer_id.clone() class="mb-1 block text-sm font-medium">
                    {words::ANSWER}
                </label>
                <TextArea
                    value=answer
                    attr:id=answer_id
                    attr:class="input min-h-0"
                    attr:rows="3"
                    attr:maxlength=limits::ANSWER
                    attr:disabled=disabled
                    on:input=write(|one| &mut one.answer)
                />
            </div>
            <div class="flex gap-1">
                <button
                    type="button"
                    class="btn btn-ghost btn-icon btn-sm"
                    aria-label=words::move_up(number)
                    disabled=move || disabled() || place == 0
                    on:click=move |_| swap(place.saturating_sub(1))
                >
                    <IconView icon=icondata_lu::LuArrowUp />
                </button>
                <button
                    type="button"
                    class="btn btn-ghost btn-icon btn-sm"
                    aria-label=words::move_down(number)
                    disabled=last
                    on:click=move |_| swap(place + 1)
                >
                    <IconView icon=icondata_lu::LuArrowDown />
                </button>
                <button
                    type="button"
                    class="btn btn-ghost btn-icon btn-sm text-bad"
                    aria-label=words::remove_question(number)
                    disabled=disabled
                    on:click=remove
                >
                    <IconView icon=icondata_lu::LuTrash2 />
                </button>
            </div>
        </li>
    }
    .into_any()
}
