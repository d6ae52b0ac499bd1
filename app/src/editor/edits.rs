//! What people changed at a destination: said over the text, shown as a difference, and overwritten only with a yes to it.

use igny8::choice::Tone;
use igny8::page::Arguments;
use igny8::permission::Verb;
use igny8::resource::Resource;
use igny8::writer::article::Edited;
use igny8::writer::content::{OVERWRITE, PUBLISH};
use leptos::prelude::*;

use super::actions;
use super::state::ArticleEditor;
use crate::server_fns::{self, Failure};
use crate::strings::{editor as words, versioned};
use crate::versioned::changes;
use crate::widgets::price::Ask;
use crate::widgets::{Dialog, Notice, Skeleton, failed};

/// The notice, with the dialog that it opens.
pub(super) fn banner(editor: ArticleEditor, ask: RwSignal<Option<Ask>>) -> AnyView {
    let open = RwSignal::new(false);
    let found = RwSignal::new(None::<Result<Vec<Edited>, Failure>>);
    let load = move || {
        found.set(None);
        leptos::task::spawn_local(async move {
            let edits = server_fns::edits(editor.id).await;
            found.try_set(Some(edits));
        });
    };
    let names = Memo::new(move |_| editor.stored.with(|document| document.edited_there.join(", ")));
    let notice = move || {
        let names = names.get();
        (!names.is_empty()).then(|| {
            view! {
                <div class="mb-3">
                    <Notice tone=Tone::Warn text=words::edited_there(&names)>
                        <button
                            type="button"
                            class="link"
                            on:click=move |_| {
                                load();
                                open.set(true);
                            }
                        >
                            {words::COMPARE_THERE}
                        </button>
                    </Notice>
                </div>
            }
        })
    };
    let content = move || match found.get() {
        None => view! { <Skeleton lines=4 /> }.into_any(),
        Some(Err(failure)) => failed(&failure, Callback::new(move |()| load())),
        Some(Ok(edits)) => edits
            .into_iter()
            .map(|edited| one(editor, edited, ask, open))
            .collect_view()
            .into_any(),
    };
    view! {
        {notice}
        <Dialog open=open id="edited-there" title=words::EDITED_THERE.to_owned() wide=true>
            {content}
        </Dialog>
    }
    .into_any()
}

/// What was changed at one destination, and what can be done about it.
fn one(editor: ArticleEditor, edited: Edited, ask: RwSignal<Option<Ask>>, open: RwSignal<bool>) -> AnyView {
    let revision = StoredValue::new(edited.revision);
    let overwrite = move |_| {
        open.set(false);
        let arguments = Arguments::default().with_texts(&OVERWRITE, vec![revision.get_value()]);
        actions::publish(editor, ask, arguments);
    };
    let may = editor.session.may(Verb::Act, Resource::Content);
    let there = edited.edit_url.map(|url| {
        view! {
            <a class="btn" href=url target="_blank" rel="noopener noreferrer">
                {words::OPEN_THERE}
                <span class="sr-only">{words::NEW_TAB}</span>
            </a>
        }
    });
    view! {
        <section class="mb-6">
            <h3 class="mb-1 font-medium">{edited.destination}</h3>
            <p class="mb-2">{edited.sentence}</p>
            <p class="mb-3 text-sm text-muted">{words::EDITED_MARKS}</p>
            <div class="mb-3 max-h-[45dvh] overflow-y-auto" tabindex="0" role="group" aria-label=versioned::DIFFERENCES>
                {changes(edited.changes, words::field)}
            </div>
            <p class="mb-3 text-sm text-muted">{words::OVERWRITE_TEXT}</p>
            <div class="flex flex-wrap justify-end gap-2">
                {there}
                {may
                    .then(|| {
                        view! {
                            <button type="button" class="btn text-bad" on:click=overwrite>
                                {PUBLISH.label} " · " {words::OVERWRITE}
                            </button>
                        }
                    })}
            </div>
        </section>
    }
    .into_any()
}
