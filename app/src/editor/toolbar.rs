//! The toolbar of the text: one stop for Tab, arrows between its buttons, pressed states for all to see.

use leptos::ev;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::state::ArticleEditor;
use super::tools::{HISTORY, INSERT_TABLE, LINK, PICTURE, RULE, TABLE, TOGGLES, Tool};
use super::{link, picture};
use crate::strings::editor as words;
use crate::widgets::IconView;

/// The id of the toolbar.
const ID: &str = "article-toolbar";
/// The id of its first button, where Escape leads from the text.
pub(super) const FIRST: &str = "article-toolbar-heading2";

/// Which button Tab stops at, by its command.
#[derive(Clone, Copy)]
struct Bar {
    editor: ArticleEditor,
    stop: RwSignal<&'static str>,
}

/// The toolbar with the dialogs that it opens.
pub(super) fn toolbar(editor: ArticleEditor) -> AnyView {
    let bar = Bar {
        editor,
        stop: RwSignal::new("heading2"),
    };
    let link_open = RwSignal::new(false);
    let picture_open = RwSignal::new(false);
    let groups = TOGGLES.iter().map(|group| {
        let buttons = group.iter().map(|tool| bar.toggle(tool)).collect_view();
        view! { <div class="flex gap-0.5">{buttons}</div> }
    });
    let table = move || {
        editor.has_mark("table").then(|| {
            let buttons = TABLE.iter().map(|tool| bar.once(tool, || true)).collect_view();
            view! {
                <div class="flex gap-0.5 rounded-md bg-sunken" role="group" aria-label=words::TABLE>
                    {buttons}
                </div>
            }
        })
    };
    let history = HISTORY
        .iter()
        .map(|tool| bar.once(tool, move || editor.has_mark(tool.command)))
        .collect_view();
    view! {
        <div class="sticky top-14 z-20 rounded-t-lg border-b border-line bg-surface" class:hidden=move || !editor.can_edit()>
            <div
                id=ID
                role="toolbar"
                aria-label=words::TOOLBAR
                class="flex items-center gap-x-2 gap-y-1 px-2 py-1.5 max-sm:overflow-x-auto sm:flex-wrap"
                on:keydown=move |event| arrows(editor, &event)
            >
                {groups.collect_view()}
                <div class="flex gap-0.5">
                    {bar.opener(&LINK, link_open)}
                    {bar.opener(&PICTURE, picture_open)}
                    {bar.once(&INSERT_TABLE, move || !editor.has_mark("table"))}
                    {bar.once(&RULE, || true)}
                </div>
                {table}
                <div class="flex gap-0.5">{history}</div>
            </div>
        </div>
        {link::dialog(editor, link_open)}
        {picture::dialog(editor, picture_open)}
    }
    .into_any()
}

impl Bar {
    fn toggle(self, tool: &'static Tool) -> AnyView {
        let pressed = move || Some(self.editor.has_mark(tool.command).to_string());
        self.button(tool, pressed, || true, move || self.run(tool.command))
    }

    /// A button that does something each time it is pressed.
    fn once(self, tool: &'static Tool, applies: impl Fn() -> bool + Copy + Send + Sync + 'static) -> AnyView {
        self.button(
            tool,
            || None,
            applies,
            move || {
                if untrack(applies) {
                    self.run(tool.command);
                }
            },
        )
    }

    fn opener(self, tool: &'static Tool, open: RwSignal<bool>) -> AnyView {
        let pressed = move || Some(self.editor.has_mark(tool.command).to_string());
        self.button(tool, pressed, || true, move || open.set(true))
    }

    fn run(self, command: &'static str) {
        self.editor.body.get_untracked().exec(command, &[]);
    }

    /// What does not apply stays in reach of the keyboard, so that the focus is not lost when it ceases to apply.
    fn button(
        self,
        tool: &Tool,
        pressed: impl Fn() -> Option<String> + Copy + Send + Sync + 'static,
        applies: impl Fn() -> bool + Copy + Send + Sync + 'static,
        act: impl Fn() + Copy + Send + Sync + 'static,
    ) -> AnyView {
        let (command, stop) = (tool.command, self.stop);
        let title = if tool.keys.is_empty() {
            tool.label.to_owned()
        } else {
            format!("{} ({})", tool.label, tool.keys)
        };
        view! {
            <button
                type="button"
                id=format!("{ID}-{command}")
                class="btn btn-ghost btn-icon btn-sm aria-pressed:bg-brand-soft aria-pressed:text-link"
                title=title
                aria-label=tool.label
                aria-pressed=pressed
                aria-disabled=move || (!applies()).then_some("true")
                tabindex=move || if stop.get() == command { "0" } else { "-1" }
                on:focus=move |_| stop.set(command)
                // The text keeps its selection.
                on:mousedown=|event: ev::MouseEvent| event.prevent_default()
                on:click=move |_| act()
            >
                <IconView icon=tool.icon />
            </button>
        }
        .into_any()
    }
}

/// Left, right, Home and End move between the buttons; Escape goes back to the text.
fn arrows(editor: ArticleEditor, event: &ev::KeyboardEvent) {
    let Some(bar) = document().get_element_by_id(ID) else {
        return;
    };
    let Ok(found) = bar.query_selector_all("button") else {
        return;
    };
    let all: Vec<HtmlElement> = (0..found.length())
        .filter_map(|i| found.get(i)?.dyn_into().ok())
        .collect();
    let active = document().active_element();
    let here = all
        .iter()
        .position(|button| active.as_ref() == Some(button.as_ref()));
    let (Some(here), count) = (here, all.len()) else {
        return;
    };
    let to = match event.key().as_str() {
        "ArrowRight" => (here + 1) % count,
        "ArrowLeft" => (here + count - 1) % count,
        "Home" => 0,
        "End" => count - 1,
        "Escape" => {
            editor.body.get_untracked().focus();
            return;
        }
        _ => return,
    };
    event.prevent_default();
    if let Some(button) = all.get(to) {
        let _ = button.focus();
    }
}
