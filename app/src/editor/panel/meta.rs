//! What search engines and lists show of the article: titles, description, address, excerpt, tags, categories.

use igny8::writer::article::Text;
use igny8::writer::limits;
use igny8::writer::slug::slugify;
use leptos::prelude::*;

use super::tokens::{Tokens, tokens};
use crate::editor::state::ArticleEditor;
use crate::strings::editor as words;
use crate::widgets::TextArea;

/// Characters that search results usually show of a title and of a description.
const TITLE_SHOWN: usize = 60;
const DESCRIPTION_SHOWN: usize = 160;

/// One line or paragraph of the text.
#[derive(Clone, Copy)]
struct Line {
    id: &'static str,
    label: &'static str,
    read: fn(&Text) -> &String,
    write: fn(&mut Text) -> &mut String,
    /// Characters that are good and that are possible.
    good: Option<usize>,
    most: usize,
    rows: Option<&'static str>,
}

/// The inputs.
pub(super) fn meta(editor: ArticleEditor) -> AnyView {
    let lines = [
        Line {
            id: "meta-title",
            label: words::META_TITLE,
            read: |text| &text.meta_title,
            write: |text| &mut text.meta_title,
            good: Some(TITLE_SHOWN),
            most: limits::META_TITLE,
            rows: None,
        },
        Line {
            id: "meta-description",
            label: words::META_DESCRIPTION,
            read: |text| &text.meta_description,
            write: |text| &mut text.meta_description,
            good: Some(DESCRIPTION_SHOWN),
            most: limits::META_DESCRIPTION,
            rows: Some("3"),
        },
        Line {
            id: "excerpt",
            label: words::EXCERPT,
            read: |text| &text.excerpt,
            write: |text| &mut text.excerpt,
            good: None,
            most: limits::EXCERPT,
            rows: Some("2"),
        },
    ];
    let list = |id, label, read: fn(&Text) -> &Vec<String>, write: fn(&mut Text) -> &mut Vec<String>| {
        tokens(Tokens {
            id,
            label,
            read: Signal::derive(move || editor.text.with(|text| read(text).clone())),
            write: Callback::new(move |all| editor.change(|text| *write(text) = all)),
            enabled: Signal::derive(move || editor.can_edit()),
        })
    };
    let [title, description, excerpt] = lines.map(|line| field(editor, line));
    view! {
        <div class="space-y-4">
            {title} {description} {slug(editor)} {excerpt}
            {list("tags", words::TAGS, |text| &text.tags, |text| &mut text.tags)}
            {list("categories", words::CATEGORIES, |text| &text.categories, |text| &mut text.categories)}
        </div>
    }
    .into_any()
}

fn field(editor: ArticleEditor, line: Line) -> AnyView {
    let value = Memo::new(move |_| editor.text.with(|text| (line.read)(text).clone()));
    let length = Memo::new(move |_| value.with(|value| value.chars().count()));
    let counter = line.good.map(|good| {
        let id = format!("{}-count", line.id);
        let over = move || length.get() > good;
        view! {
            <p id=id class="mt-1 text-sm tabular-nums" class:text-muted=move || !over() class:text-warn=over>
                {move || words::counter(length.get(), good)}
            </p>
        }
    });
    let described = line.good.map(|_| format!("{}-count", line.id));
    let typed = move |event| {
        let typed = event_target_value(&event);
        editor.change(|text| *(line.write)(text) = typed);
    };
    let disabled = move || !editor.can_edit();
    let control = match line.rows {
        Some(rows) => view! {
            <TextArea
                value=value
                attr:id=line.id
                attr:class="input min-h-0"
                attr:rows=rows
                attr:maxlength=line.most
                attr:aria-describedby=described
                attr:disabled=disabled
                on:input=typed
            />
        }
        .into_any(),
        None => view! {
            <input
                id=line.id
                class="input"
                type="text"
                autocomplete="off"
                maxlength=line.most
                aria-describedby=described
                disabled=disabled
                value=value.get_untracked()
                prop:value=move || value.get()
                on:input=typed
            />
        }
        .into_any(),
    };
    view! {
        <div>
            <label for=line.id class="mb-1 block font-medium">
                {line.label}
            </label>
            {control}
            {counter}
        </div>
    }
    .into_any()
}

/// The last part of the address: brought into its form as the input is left.
fn slug(editor: ArticleEditor) -> AnyView {
    let value = Memo::new(move |_| editor.text.with(|text| text.slug.clone()));
    let tidy = move |_| {
        let tidy = value.with_untracked(|value| slugify(value));
        if value.with_untracked(|value| *value != tidy) {
            editor.change(|text| text.slug = tidy);
        }
    };
    let from_title = move |_| {
        let made = editor.text.with_untracked(|text| slugify(&text.title));
        editor.change(|text| text.slug = made);
    };
    let disabled = move || !editor.can_edit();
    view! {
        <div>
            <label for="slug" class="mb-1 block font-medium">
                {words::SLUG}
            </label>
            <div class="flex gap-2">
                <input
                    id="slug"
                    class="input min-w-0"
                    type="text"
                    autocomplete="off"
                    spellcheck="false"
                    disabled=disabled
                    value=value.get_untracked()
                    prop:value=move || value.get()
                    on:input=move |event| {
                        let typed = event_target_value(&event);
                        editor.change(|text| text.slug = typed);
                    }
                    on:blur=tidy
                />
                <button type="button" class="btn" disabled=disabled on:click=from_title>
                    {words::FROM_TITLE}
                </button>
            </div>
        </div>
    }
    .into_any()
}
