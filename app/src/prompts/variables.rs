//! The variables of a prompt: what each stands for, and a button that puts it in at the cursor.

use igny8::system::prompt_text::Variable;
use leptos::html;
use leptos::prelude::*;

use super::state::PromptEditor;
use crate::strings::prompts as words;

/// The list below the prompt that `area` holds.
pub(super) fn list(editor: PromptEditor, area: NodeRef<html::Textarea>) -> AnyView {
    let rows = editor
        .prompt
        .variables
        .iter()
        .map(|variable| row(editor, variable, area));
    let help = editor
        .may
        .then(|| view! { <p class="mb-2 text-sm text-muted">{words::VARIABLES_HELP}</p> });
    view! {
        <section aria-labelledby="prompt-variables">
            <h2 id="prompt-variables" class="font-medium">
                {words::VARIABLES}
            </h2>
            {help}
            <ul class="grid gap-x-4 gap-y-1.5 sm:grid-cols-2">{rows.collect_view()}</ul>
        </section>
    }
    .into_any()
}

fn row(editor: PromptEditor, variable: &'static Variable, area: NodeRef<html::Textarea>) -> AnyView {
    let written = format!("{{{{{}}}}}", variable.name);
    let name = if editor.may {
        view! {
            <button
                type="button"
                class="btn btn-sm h-7 px-2 font-mono"
                aria-label=words::insert(variable.name)
                on:click=move |_| insert(editor, variable, area)
            >
                {written}
            </button>
        }
        .into_any()
    } else {
        view! { <code class="font-mono text-sm">{written}</code> }.into_any()
    };
    view! {
        <li class="flex min-w-0 items-center gap-2">
            {name}
            <span class="min-w-0 text-sm text-muted">{variable.meaning}</span>
        </li>
    }
    .into_any()
}

/// Puts a variable in place of what is selected, and the cursor behind it.
fn insert(editor: PromptEditor, variable: &Variable, area: NodeRef<html::Textarea>) {
    let Some(area) = area.get_untracked() else {
        return;
    };
    let written = format!("{{{{{}}}}}", variable.name);
    let start = area.selection_start().ok().flatten().unwrap_or_default();
    if area.set_range_text(&written).is_err() {
        return;
    }
    // A name has letters of ASCII only, so that its length is the same in the browser.
    let end = start + u32::try_from(written.len()).unwrap_or_default();
    let _ = area.focus();
    let _ = area.set_selection_range(end, end);
    let value = area.value();
    editor.text.update(|texts| texts.template = value);
}
