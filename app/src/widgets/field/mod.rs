//! The inputs of a form: label above, help below, the message in place, which says what to do.

mod checks;
mod control;
mod references;

use igny8::entity::Kind;
use igny8::page::{Input, InputKind};
use igny8::system::model_servers;
use leptos::prelude::*;

use crate::strings;
use crate::widgets::FormState;

use checks::checks;
use control::Control;

/// The inputs, one below the other; ids are `{prefix}-{key}`.
#[component]
pub fn Fields(
    /// What to draw.
    inputs: Vec<&'static Input>,
    /// The state that they read and write.
    state: FormState,
    /// Begins the ids, unique in the page.
    prefix: &'static str,
) -> impl IntoView {
    let fields: Vec<_> = inputs
        .into_iter()
        .map(|input| {
            if input.visible_when.is_none() {
                return field(input, state, prefix);
            }
            let there = Memo::new(move |_| state.is_there(input));
            (move || there.get().then(|| field(input, state, prefix))).into_any()
        })
        .collect();
    view! { <div class="space-y-4">{fields}</div> }.into_any()
}

/// The id of a field's input.
pub fn input_id(prefix: &str, key: &str) -> String {
    format!("{prefix}-{key}")
}

/// The input of a cell that is edited in place: `label` is for assistive technology only, help has no room.
pub fn bare(input: &'static Input, state: FormState, prefix: &'static str, label: String) -> AnyView {
    let control = Control::new(input, state, prefix, false);
    let message = control.message("absolute inset-x-0 top-full z-10 rounded-md bg-bad-soft px-2 py-1");
    view! {
        <label for=control.id.clone() class="sr-only">
            {label}
        </label>
        {control.draw()}
        {message}
    }
    .into_any()
}

fn field(input: &'static Input, state: FormState, prefix: &'static str) -> AnyView {
    let control = Control::new(input, state, prefix, !input.help.is_empty());
    let id = control.id.clone();
    let help = (!input.help.is_empty()).then(|| {
        let text = move || {
            let hint = input
                .hint
                .and_then(|hint| model_servers::hint(hint.of, state.value(hint.by.key).as_str()?));
            hint.unwrap_or_else(|| input.help.to_owned())
        };
        view! { <p id=format!("{id}-help") class="mt-1 text-sm text-muted">{text}</p> }
    });
    let message = control.message("mt-1");
    if input.kind == InputKind::Toggle {
        return view! {
            <div>
                <label class="flex min-h-6 items-center gap-2 font-medium">{control.toggle()} {input.label}</label>
                {message}
                {help}
            </div>
        }
        .into_any();
    }
    if input.kind == InputKind::Checks {
        return checks(&control, help.into_any(), message);
    }
    let required = required(input);
    view! {
        <div>
            <label for=id class="mb-1 block font-medium">
                {input.label}
                {required}
            </label>
            {control.draw()}
            {message}
            {help}
            {meanings(input)}
        </div>
    }
    .into_any()
}

fn required(input: &'static Input) -> Option<AnyView> {
    let mark = || {
        view! {
            <span class="text-bad" aria-hidden="true">
                " *"
            </span>
            <span class="sr-only">{format!(" ({})", strings::form::REQUIRED)}</span>
        }
        .into_any()
    };
    input.required.then(mark)
}

/// What each choice means, where choices say so.
fn meanings(input: &'static Input) -> Option<AnyView> {
    let (InputKind::Select, Kind::Choice(set)) = (input.kind, input.field.kind) else {
        return None;
    };
    if set.iter().all(|choice| choice.help.is_empty()) {
        return None;
    }
    let each = set.iter().map(|choice| {
        view! {
            <dt class="font-medium">{choice.label}</dt>
            <dd class="text-muted">{choice.help}</dd>
        }
    });
    Some(view! { <dl class="mt-2 grid grid-cols-[auto_1fr] gap-x-3 gap-y-1 text-sm">{each.collect_view()}</dl> }.into_any())
}
