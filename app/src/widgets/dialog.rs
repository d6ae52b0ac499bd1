//! Dialogs on the browser's own `<dialog>`: it keeps the focus inside, closes by Esc and gives the focus back.

use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast as _;

use crate::strings;
use crate::widgets::IconView;
use crate::widgets::live::{click, live, watch};

/// A modal dialog with a heading and a close button; its content is made anew each time it opens.
#[component]
pub fn Dialog(
    /// Whether it shows.
    open: RwSignal<bool>,
    /// The id of the element; the heading's is this with `-heading`, since forms name inputs after fields.
    id: &'static str,
    /// The heading.
    #[prop(into)]
    title: Signal<String>,
    /// Whether it may take more width.
    #[prop(optional)]
    wide: bool,
    /// Called after it closed, however that came.
    #[prop(optional)]
    on_close: Option<Callback<()>>,
    /// The content.
    children: ChildrenFn,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    watch(move || {
        let open = open.get();
        if let Some(dialog) = node.get() {
            if open && !dialog.open() {
                let _ = dialog.show_modal();
                begin_in_content(&dialog);
            } else if !open && dialog.open() {
                dialog.close();
            }
        }
    });
    // The browser tells it in a task of its own, before which a page that is left may have taken the dialog along.
    let closed = move |_: ev::Event| {
        open.try_set(false);
        if let Some(then) = on_close {
            then.try_run(());
        }
    };
    // A click on the backdrop has the dialog itself as its target, since the content covers all of its inside.
    let backdrop = move |event: ev::MouseEvent| {
        let dialog = node
            .get_untracked()
            .map(|dialog| web_sys::EventTarget::from((*dialog).clone()));
        if dialog.is_some() && event.target() == dialog {
            open.set(false);
        }
    };
    let heading = format!("{id}-heading");
    view! {
        <dialog
            node_ref=node
            id=id
            class=if wide { "panel panel-wide" } else { "panel" }
            aria-labelledby=heading.clone()
            on:close=closed
            on:mousedown=click(backdrop)
        >
            <div class="flex max-h-[calc(100dvh-2rem)] flex-col sm:max-h-[88dvh]">
                <header class="flex shrink-0 items-center justify-between gap-4 border-b border-line px-5 py-3">
                    <h2 id=heading.clone() class="text-lg font-semibold">
                        {title}
                    </h2>
                    <button
                        type="button"
                        class="btn btn-ghost btn-icon btn-sm"
                        aria-label=strings::common::CLOSE
                        on:click=click(move |_| open.set(false))
                    >
                        <IconView icon=icondata_lu::LuX />
                    </button>
                </header>
                <div class="min-h-0 scroll-pb-20 overflow-y-auto px-5 py-4">
                    {live(move || open.get().then(|| children()))}
                </div>
            </div>
        </dialog>
    }
    .into_any()
}

/// A dialog with a form begins in its first input, where the browser would choose the close button.
fn begin_in_content(dialog: &web_sys::HtmlDialogElement) {
    let dialog = dialog.clone();
    request_animation_frame(move || {
        let active = document().active_element();
        let chosen = active.is_some_and(|active| active.has_attribute("autofocus"));
        let first =
            dialog.query_selector("form input:not([type=hidden]):not(:disabled), form select, form textarea");
        if chosen || !dialog.open() {
            return;
        }
        // One that opens a list by itself would cover the rest.
        if let Some(first) = first.ok().flatten().filter(|first| !first.has_attribute("role"))
            && let Ok(first) = first.dyn_into::<web_sys::HtmlElement>()
        {
            let _ = first.focus();
        }
    });
}
