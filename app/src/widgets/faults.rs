//! What keeps a form from being saved: said once, beside its buttons, with a link to each input that is marked.

use igny8::choice::Tone;
use leptos::ev;
use leptos::prelude::*;

use crate::state::browser;
use crate::strings;
use crate::widgets::field::input_id;
use crate::widgets::{FormState, Notice};

/// The sentence that belongs to no input, and the inputs that are marked; nothing while all is well.
pub fn faults(state: FormState, prefix: &'static str, fault: RwSignal<Option<String>>) -> AnyView {
    let sentence = move || {
        fault
            .get()
            .map(|text| view! { <Notice tone=Tone::Bad text=text /> })
    };
    let marked = Memo::new(move |_| {
        let faults = state.faults();
        faults
            .into_iter()
            .map(|input| (input.field.key, input.label))
            .collect::<Vec<_>>()
    });
    let list = move || {
        let marked = marked.get();
        (!marked.is_empty()).then(|| {
            let count = marked.len();
            let links = marked.into_iter().map(|(key, label)| {
                let id = input_id(prefix, key);
                let href = format!("#{id}");
                let go = move |event: ev::MouseEvent| {
                    event.prevent_default();
                    browser::focus_in_middle(&id);
                };
                view! {
                    <li>
                        <a class="inline-block min-h-6 font-medium underline underline-offset-2" href=href rel="external" on:click=go>
                            {label}
                        </a>
                    </li>
                }
            });
            view! {
                <div role="alert" class="tone-bad rounded-md px-3 py-2">
                    <p>{strings::form::marked(count)}</p>
                    <ul class="flex flex-wrap gap-x-4">{links.collect_view()}</ul>
                </div>
            }
        })
    };
    view! { <div class="w-full space-y-2 empty:hidden">{sentence} {list}</div> }.into_any()
}
