//! What is in the dialog in which a question is answered before something is done.

use leptos::ev;
use leptos::prelude::*;

use crate::state::confirm::{Confirm, Details, Question};
use crate::strings;
use crate::widgets::live::{click, live};

const TYPED: &str = "confirm-typed";

/// The question that is open, with what answers it; nothing where there is none.
pub fn question(confirm: Confirm) -> AnyView {
    live(move || {
        let question = confirm.question.get()?;
        Some(asked(confirm, question, confirm.details.get()))
    })
}

fn asked(confirm: Confirm, question: Question, details: Details) -> AnyView {
    let yes = question.yes;
    let look = if question.destructive {
        "btn btn-danger"
    } else {
        "btn btn-primary"
    };
    let entered = RwSignal::new(String::new());
    let typed = StoredValue::new(details.typed);
    let may = Memo::new(move |_| {
        typed.with_value(|typed| typed.as_ref().is_none_or(|typed| is_typed(typed, &entered.get())))
    });
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if may.get_untracked() {
            confirm.open.set(false);
            yes.run(());
        }
    };
    let facts = details.facts.into_iter().map(|(name, value)| {
        view! {
            <dt class="text-muted">{name}</dt>
            <dd class="text-right font-medium tabular-nums">{value}</dd>
        }
    });
    let facts: Vec<_> = facts.collect();
    let facts = (!facts.is_empty())
        .then(|| view! { <dl class="mt-4 grid grid-cols-[1fr_auto] gap-x-6 gap-y-1 rounded-md bg-sunken px-3 py-2">{facts}</dl> });
    let asks = typed.with_value(Option::is_some);
    let input = typed.get_value().map(|typed| {
        view! {
            <label for=TYPED class="mt-4 mb-1 block">
                {strings::common::TYPE_TO_CONFIRM}
                " "
                <strong class="font-semibold break-words">{typed}</strong>
            </label>
            <input
                id=TYPED
                class="input"
                type="text"
                autocomplete="off"
                spellcheck="false"
                on:input=move |event| entered.set(event_target_value(&event))
            />
        }
    });
    view! {
        <form on:submit=submit novalidate>
            <p class="text-muted">{question.text}</p>
            {facts}
            {input}
            <div class="dialog-foot">
                <button type="button" class="btn" autofocus=!asks on:click=click(move |_| confirm.open.set(false))>
                    {strings::common::CANCEL}
                </button>
                <button type="submit" class=look disabled=move || !may.get()>
                    {question.verb}
                </button>
            </div>
        </form>
    }
    .into_any()
}

/// Whether what was entered is what was asked for; case and spaces do not count.
fn is_typed(asked: &str, entered: &str) -> bool {
    let plain = |text: &str| {
        text.split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .to_lowercase()
    };
    plain(asked) == plain(entered)
}

#[cfg(test)]
mod tests {
    use super::is_typed;

    #[test]
    fn a_name_is_typed_whatever_its_case_and_spaces() {
        assert!(is_typed("Coffee  and Shoes", " coffee and shoes "));
        assert!(is_typed("Über uns", "über uns"));
        assert!(!is_typed("Coffee", "") && !is_typed("Coffee", "coffe"));
    }
}
