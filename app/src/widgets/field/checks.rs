//! Several of a closed set.

use igny8::entity::Kind;
use igny8::value::Value;
use leptos::prelude::*;

use super::control::Control;
use super::required;

/// Each a box to tick with what it means.
pub(super) fn checks(control: &Control, help: AnyView, message: AnyView) -> AnyView {
    let (input, state, described, locked) = (control.input, control.state, control.described, control.locked);
    let key = input.field.key;
    let Kind::Choices(set) = input.field.kind else {
        return ().into_any();
    };
    let each = set.iter().enumerate().map(|(place, choice)| {
        let is_chosen = move || chosen(&state.value(key)).any(|word| word == choice.value);
        let toggle = move |event| {
            let ticked = event_target_checked(&event);
            let before = untrack(|| state.value(key));
            // In the order of the set, so that what was ticked and unticked again is no change.
            let now = set.iter().map(|one| one.value).filter(|word| {
                if *word == choice.value {
                    ticked
                } else {
                    chosen(&before).any(|had| had == *word)
                }
            });
            let now: Vec<_> = now.collect();
            state.set(key, if now.is_empty() { Value::Null } else { Value::Json(now.into()) });
        };
        // The message of the field leads to the first.
        let id = if place == 0 { control.id.clone() } else { format!("{}-{place}", control.id) };
        let meaning = format!("{id}-meaning");
        view! {
            <div>
                <label class="flex min-h-6 items-center gap-2">
                    <input
                        id=id
                        name=key
                        value=choice.value
                        type="checkbox"
                        class="check"
                        disabled=locked
                        aria-describedby=(!choice.help.is_empty()).then(|| meaning.clone())
                        prop:checked=is_chosen
                        checked=untrack(is_chosen)
                        on:change=toggle
                    />
                    {choice.label}
                </label>
                {(!choice.help.is_empty()).then(|| view! { <p id=meaning class="ml-6 text-sm text-muted">{choice.help}</p> })}
            </div>
        }
    });
    let each: Vec<_> = each.collect();
    view! {
        <fieldset aria-describedby=move || described.get()>
            <legend class="mb-1 font-medium">{input.label} {required(input)}</legend>
            <div class="space-y-1">{each}</div>
            {message}
            {help}
        </fieldset>
    }
    .into_any()
}

/// The words of several choices.
fn chosen(value: &Value) -> impl Iterator<Item = &str> {
    let list = match value {
        Value::Json(list) => list.as_array(),
        _ => None,
    };
    list.into_iter().flatten().filter_map(|word| word.as_str())
}
