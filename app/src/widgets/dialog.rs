//! Dialogs on the browser's own `<dialog>`: it keeps the focus inside, closes by Esc and gives the focus back.

use leptos::ev;
use leptos::html;
use leptos::prelude::*;

use crate::widgets::IconView;
use crate::words;

/// A modal dialog with a heading and a close button; its content is made anew each time it opens.
#[component]
pub fn Dialog(
    /// Whether it shows.
    open: RwSignal<bool>,
    /// The id of the element; the heading's is this with `-title`.
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
    Effect::new(move |_| {
        let open = open.get();
        if let Some(dialog) = node.get() {
            if open && !dialog.open() {
                let _ = dialog.show_modal();
            } else if !open && dialog.open() {
                dialog.close();
            }
        }
    });
    let closed = move |_: ev::Event| {
        open.set(false);
        if let Some(then) = on_close {
            then.run(());
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
    let heading = format!("{id}-title");
    view! {
        <dialog
            node_ref=node
            id=id
            class=if wide { "panel panel-wide" } else { "panel" }
            aria-labelledby=heading.clone()
            on:close=closed
            on:mousedown=backdrop
        >
            <div class="flex max-h-[85dvh] flex-col">
                <header class="flex items-center justify-between gap-4 border-b border-line px-5 py-3">
                    <h2 id=heading.clone() class="text-lg font-semibold">
                        {move || title.get()}
                    </h2>
                    <button
                        type="button"
                        class="btn btn-ghost btn-icon btn-sm"
                        aria-label=words::common::CLOSE
                        on:click=move |_| open.set(false)
                    >
                        <IconView icon=icondata_lu::LuX />
                    </button>
                </header>
                <div class="overflow-y-auto px-5 py-4">
                    {move || open.get().then(|| children())}
                </div>
            </div>
        </dialog>
    }
    .into_any()
}
