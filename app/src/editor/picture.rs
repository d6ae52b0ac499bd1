//! The dialog of a picture in the text: one of the article's pictures, and what it says to those who do not see it.

use igny8::choice::Tone;
use igny8::writer::article::Picture;
use leptos::ev;
use leptos::prelude::*;

use super::link::after_closing;
use super::state::ArticleEditor;
use crate::strings::{common, editor as words};
use crate::widgets::{Dialog, Notice};

const ALT: &str = "picture-alt";

/// The dialog.
pub(super) fn dialog(editor: ArticleEditor, open: RwSignal<bool>) -> AnyView {
    let content = move || {
        if untrack(move || editor.has_mark("image")) {
            change(editor, open)
        } else {
            choose(editor, open)
        }
    };
    view! {
        <Dialog open=open id="picture" title=words::PICTURE.to_owned()>
            {content}
        </Dialog>
    }
    .into_any()
}

/// The address of a picture as it stands in the text.
fn source(picture: &Picture) -> Option<String> {
    picture.src.as_ref().map(|src| format!("{src}/large"))
}

fn choose(editor: ArticleEditor, open: RwSignal<bool>) -> AnyView {
    let ready: Vec<_> = editor.stored.with_untracked(|document| {
        document
            .pictures
            .iter()
            .filter(|picture| picture.src.is_some())
            .cloned()
            .collect()
    });
    if ready.is_empty() {
        return view! { <Notice tone=Tone::Info text=words::NO_PICTURES /> }.into_any();
    }
    let first = ready.first().cloned();
    let alt = RwSignal::new(
        first
            .as_ref()
            .map(|picture| picture.alt.clone())
            .unwrap_or_default(),
    );
    let chosen = RwSignal::new(first.as_ref().and_then(source).unwrap_or_default());
    let choices = ready
        .into_iter()
        .map(|picture| {
            let src = source(&picture).unwrap_or_default();
            let thumb = picture.src.as_ref().map(|src| format!("{src}/thumb"));
            let (of, said) = (src.clone(), picture.alt.clone());
            view! {
                <label class="flex cursor-pointer items-center gap-3 rounded-md border border-line p-2 has-checked:border-brand has-checked:bg-brand-soft">
                    <input
                        type="radio"
                        name="picture"
                        class="check"
                        checked=move || chosen.get_untracked() == of
                        on:change=move |_| {
                            chosen.set(src.clone());
                            alt.set(said.clone());
                        }
                    />
                    <img src=thumb alt="" width="64" height="48" class="h-12 w-16 rounded-sm object-cover" loading="lazy" />
                    <span class="min-w-0 text-sm">{words::picture(&picture)}</span>
                </label>
            }
        })
        .collect_view();
    let body = editor.body.get_untracked();
    let insert = move || {
        let (src, alt) = (chosen.get_untracked(), alt.get_untracked());
        after_closing(open, move || {
            body.exec("setImage", &[("src", &src), ("alt", alt.trim())]);
        });
    };
    form(open, alt, insert, words::INSERT, Some(choices.into_any()))
}

fn change(editor: ArticleEditor, open: RwSignal<bool>) -> AnyView {
    let body = editor.body.get_untracked();
    let alt = RwSignal::new(body.alt());
    let save = move || {
        let alt = alt.get_untracked();
        after_closing(open, move || {
            body.exec("setAlt", &[("alt", alt.trim())]);
        });
    };
    form(open, alt, save, common::SAVE, None)
}

fn form(
    open: RwSignal<bool>,
    alt: RwSignal<String>,
    act: impl Fn() + Copy + Send + Sync + 'static,
    verb: &'static str,
    choices: Option<AnyView>,
) -> AnyView {
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        act();
    };
    let choices = choices.map(|choices| {
        view! {
            <fieldset class="max-h-60 space-y-2 overflow-y-auto">
                <legend class="mb-1 font-medium">{words::PICTURES}</legend>
                {choices}
            </fieldset>
        }
    });
    view! {
        <form class="space-y-4" on:submit=submit>
            {choices}
            <div>
                <label for=ALT class="mb-1 block font-medium">{words::ALT}</label>
                <input
                    id=ALT
                    class="input"
                    type="text"
                    autocomplete="off"
                    aria-describedby="picture-alt-help"
                    prop:value=move || alt.get()
                    on:input=move |event| alt.set(event_target_value(&event))
                />
                <p id="picture-alt-help" class="mt-1 text-sm text-muted">{words::ALT_HELP}</p>
            </div>
            <div class="dialog-foot">
                <button type="button" class="btn" on:click=move |_| open.set(false)>
                    {common::CANCEL}
                </button>
                <button type="submit" class="btn btn-primary">
                    {verb}
                </button>
            </div>
        </form>
    }
    .into_any()
}
