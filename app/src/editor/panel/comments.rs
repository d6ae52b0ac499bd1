//! What people say of the article: read when it is opened, added to and resolved by whoever may, beside the text.

use igny8::choice::Tone;
use igny8::permission::Verb;
use igny8::resource::Resource;
use igny8::services::{Page, Selection};
use igny8::value::{Record, Row, Value};
use igny8::writer::comments::{F, MAX_CHARS, REOPEN, RESOLVE};
use leptos::prelude::*;

use crate::editor::state::ArticleEditor;
use crate::server_fns::{self, Failure};
use crate::strings::editor as words;
use crate::widgets::states::not_read;
use crate::widgets::time::Time;
use crate::widgets::{Badge, Skeleton, TextArea};

/// The comments as far as they were read.
#[derive(Clone, Copy)]
struct Comments {
    editor: ArticleEditor,
    page: RwSignal<Option<Result<Page, Failure>>>,
    draft: RwSignal<String>,
    busy: RwSignal<bool>,
}

/// The panel; it is open, since whoever reviews an article comes for it.
pub(super) fn panel(editor: ArticleEditor) -> AnyView {
    let comments = Comments {
        editor,
        page: RwSignal::new(None),
        draft: RwSignal::new(String::new()),
        busy: RwSignal::new(false),
    };
    Effect::new(move |_| comments.read());
    let list = move || match comments.page.get() {
        None => view! { <Skeleton lines=2 /> }.into_any(),
        Some(Err(failure)) => not_read(failure.0.detail, move || comments.read()),
        Some(Ok(page)) if page.results.is_empty() => {
            view! { <p class="text-muted">{words::NO_COMMENTS}</p> }.into_any()
        }
        Some(Ok(page)) => {
            let rows = page.results.into_iter().map(|row| comments.one(&row));
            view! { <ul class="space-y-3">{rows.collect_view()}</ul> }.into_any()
        }
    };
    let form = editor
        .session
        .may(Verb::Create, Resource::Comments)
        .then(|| comments.form());
    let content = view! {
        <div class="space-y-4">{list} {form}</div>
    };
    super::panel(
        words::COMMENTS,
        icondata_lu::LuMessageCircle,
        true,
        content.into_any(),
    )
}

impl Comments {
    fn read(self) {
        leptos::task::spawn_local(async move {
            let query = format!("content_id={}&sort=created_at&page_size=200", self.editor.id);
            let page = server_fns::list(Resource::Comments, query).await;
            self.page.try_set(Some(page));
        });
    }

    fn one(self, row: &Row) -> AnyView {
        let (id, resolved) = (row.id, *row.get(&F.resolved) == Value::Bool(true));
        let action = if resolved { REOPEN } else { RESOLVE };
        let button = self
            .editor
            .session
            .may(action.verb(), Resource::Comments)
            .then(|| {
                view! {
                    <button
                        type="button"
                        class="btn btn-sm"
                        disabled=move || self.busy.get()
                        on:click=move |_| self.act(action.name, id)
                    >
                        {action.label}
                    </button>
                }
            });
        view! {
            <li class="border-l-2 border-line pl-3">
                <p class="flex flex-wrap items-center gap-2 text-sm text-muted">
                    <span class="font-medium text-ink">{row.get(&F.author).to_plain()}</span>
                    <Time at=row.get(&F.created_at).to_plain() />
                    {resolved.then(|| view! { <Badge tone=Tone::Good text=words::RESOLVED /> })}
                </p>
                <p class="my-1 break-words whitespace-pre-wrap">{row.get(&F.text).to_plain()}</p>
                {button}
            </li>
        }
        .into_any()
    }

    fn form(self) -> AnyView {
        let send = move |event: leptos::ev::SubmitEvent| {
            event.prevent_default();
            self.add();
        };
        view! {
            <form class="space-y-2" on:submit=send>
                <label for="new-comment" class="block font-medium">
                    {words::ADD_COMMENT}
                </label>
                <TextArea
                    value=Signal::derive(move || self.draft.get())
                    attr:id="new-comment"
                    attr:class="input"
                    attr:rows="3"
                    attr:maxlength=MAX_CHARS.to_string()
                    on:input=move |event| self.draft.set(event_target_value(&event))
                />
                <button
                    type="submit"
                    class="btn"
                    disabled=move || self.busy.get() || self.draft.with(|text| text.trim().is_empty())
                >
                    {words::SEND_COMMENT}
                </button>
            </form>
        }
        .into_any()
    }

    fn add(self) {
        let record = Record::from([
            (F.content.key.to_owned(), Value::Text(self.editor.id.to_string())),
            (F.text.key.to_owned(), Value::Text(self.draft.get_untracked())),
        ]);
        self.busy.set(true);
        leptos::task::spawn_local(async move {
            let saved = server_fns::save(Resource::Comments, None, record).await;
            if self.busy.try_set(false).is_some() {
                return;
            }
            match saved {
                Ok(_) => {
                    self.draft.set(String::new());
                    self.read();
                }
                // What was written stays, to be sent again.
                Err(failure) => self.editor.toasts.failure(&failure),
            }
        });
    }

    fn act(self, name: &'static str, id: uuid::Uuid) {
        self.busy.set(true);
        leptos::task::spawn_local(async move {
            let only = Selection::Ids(vec![id]);
            let done = server_fns::act(Resource::Comments, name.to_owned(), only, None).await;
            if self.busy.try_set(false).is_some() {
                return;
            }
            if let Err(failure) = done {
                self.editor.toasts.failure(&failure);
            }
            self.read();
        });
    }
}
