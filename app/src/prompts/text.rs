//! The two texts, checked while they are written, and the bar that saves them.

use igny8::choice::Tone;
use igny8::system::prompt_text::names;
use igny8::system::prompts::RESET;
use leptos::ev;
use leptos::html;
use leptos::prelude::*;

use super::save::Wanted;
use super::state::{PromptEditor, SYSTEM, TEMPLATE, Texts};
use super::variables;
use crate::strings::{common, form, prompts as words};
use crate::widgets::{IconView, Notice, TextArea};

/// One of the two texts.
#[derive(Clone, Copy)]
struct Field {
    id: &'static str,
    label: &'static str,
    rows: &'static str,
    read: fn(&Texts) -> &String,
    write: fn(&mut Texts) -> &mut String,
    /// Its place among the faults.
    place: usize,
}

const FIELDS: [Field; 2] = [
    Field {
        id: SYSTEM,
        label: words::INSTRUCTION,
        rows: "4",
        read: |texts| &texts.system,
        write: |texts| &mut texts.system,
        place: 0,
    },
    Field {
        id: TEMPLATE,
        label: words::PROMPT,
        rows: "14",
        read: |texts| &texts.template,
        write: |texts| &mut texts.template,
        place: 1,
    },
];

/// The form.
pub(super) fn texts(editor: PromptEditor, wanted: RwSignal<Option<Wanted>>) -> AnyView {
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        editor.save();
    };
    let area = NodeRef::<html::Textarea>::new();
    let [system, template] = FIELDS;
    let braces = Memo::new(move |_| editor.text.with(|texts| names(&texts.system).next().is_some()));
    let braces = move || {
        braces
            .get()
            .then(|| view! { <p class="mt-1 text-sm text-warn">{words::NOT_FILLED_IN}</p> })
    };
    let constant = Memo::new(move |_| {
        editor
            .text
            .with(|texts| !texts.template.trim().is_empty() && names(&texts.template).next().is_none())
    });
    let constant = move || {
        constant
            .get()
            .then(|| view! { <p class="mt-1 text-sm text-warn">{words::ASKS_THE_SAME}</p> })
    };
    let bar = if editor.may {
        bar(editor, wanted)
    } else {
        view! { <p class="text-muted">{words::READ_ONLY}</p> }.into_any()
    };
    view! {
        <form method="post" on:submit=submit class="card min-w-0 space-y-4 p-5" aria-label=words::TEXTS novalidate>
            <noscript>
                <p class="tone-warn rounded-md px-3 py-2">{form::NEEDS_SCRIPT}</p>
            </noscript>
            {move || editor.fault.get().map(|text| view! { <Notice tone=Tone::Bad text=text /> })}
            <div>{field(editor, system, NodeRef::new())} {braces}</div>
            <div>{field(editor, template, area)} {constant}</div>
            {variables::list(editor, area)}
            {bar}
        </form>
    }
    .into_any()
}

fn field(editor: PromptEditor, field: Field, area: NodeRef<html::Textarea>) -> AnyView {
    let Field { id, label, rows, .. } = field;
    let value = Memo::new(move |_| editor.text.with(|texts| (field.read)(texts).clone()));
    let fault = Memo::new(move |_| {
        let [system, template] = editor.faults();
        if field.place == 0 { system } else { template }
    });
    let error = format!("{id}-error");
    let described = error.clone();
    let message = move || {
        fault.get().map(|text| {
            view! {
                <p class="mt-1 flex items-start gap-1.5 text-sm text-bad">
                    <IconView icon=icondata_lu::LuCircleAlert class="mt-0.5 size-4 shrink-0" />
                    {text}
                </p>
            }
        })
    };
    let typed = move |event| {
        let typed = event_target_value(&event);
        editor.text.update(|texts| *(field.write)(texts) = typed);
    };
    view! {
        <label for=id class="mb-1 block font-medium">
            {label}
        </label>
        <TextArea
            node_ref=area
            value=value
            attr:id=id
            attr:class="input field-sizing-content max-h-[60dvh] font-mono text-sm"
            attr:rows=rows
            attr:spellcheck="false"
            attr:readonly=!editor.may
            attr:aria-required="true"
            attr:aria-invalid=move || fault.with(Option::is_some).then_some("true")
            attr:aria-describedby=described
            on:input=typed
        />
        <div id=error aria-live="polite">
            {message}
        </div>
    }
    .into_any()
}

fn bar(editor: PromptEditor, wanted: RwSignal<Option<Wanted>>) -> AnyView {
    let dirty = Memo::new(move |_| editor.is_dirty());
    let own = Memo::new(move |_| editor.is_own());
    let wrong = Memo::new(move |_| editor.faults().iter().any(Option::is_some));
    let idle = move || !dirty.get() || editor.busy.get();
    let state = move || {
        if wrong.get() {
            return words::HAS_FAULTS;
        }
        if editor.busy.get() {
            form::SAVING
        } else if dirty.get() {
            form::UNSAVED
        } else {
            form::NO_CHANGE
        }
    };
    let discard = move |_| {
        editor.fault.set(None);
        editor.text.set(editor.stored.with_untracked(Texts::of));
    };
    view! {
        <div class="sticky bottom-3 z-20 flex flex-wrap items-center justify-end gap-2 rounded-lg border border-line bg-raised px-4 py-3 shadow-float">
            <p class="mr-auto" class:text-muted=move || !wrong.get() class:text-bad=move || wrong.get() role="status">
                {state}
            </p>
            <button
                type="button"
                class="btn"
                disabled=move || !own.get() || editor.busy.get()
                on:click=move |_| wanted.set(Some(Wanted::Default))
            >
                {RESET.label}
            </button>
            <button type="button" class="btn" disabled=idle on:click=discard>
                {form::DISCARD}
            </button>
            <button type="submit" class="btn btn-primary" disabled=move || idle() || wrong.get()>
                {common::SAVE}
            </button>
        </div>
    }
    .into_any()
}
