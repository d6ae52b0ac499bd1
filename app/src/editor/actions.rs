//! What can be done with the article: approve, publish, make pictures, look at it where it is published.

use igny8::choice::Tone;
use igny8::page::{Action, ActionKind, Arguments, TablePage};
use igny8::registry;
use igny8::resource::Resource;
use igny8::services::Selection;
use igny8::value::{Row, Value};
use igny8::writer::article::Article;
use igny8::writer::content::ArticleStatus;
use igny8::writer::images::ImageStatus;
use igny8::writer::{content, notes};
use leptos::prelude::*;

use super::live;
use super::state::ArticleEditor;
use crate::server_fns;
use crate::state::browser;
use crate::state::confirm::Question;
use crate::strings::{editor as words, table as table_words};
use crate::widgets::icon::drawing;
use crate::widgets::price::{Ask, PriceDialog};
use crate::widgets::{IconView, Menu};

const APPROVE: &str = content::APPROVE.name;
const PUBLISH: &str = content::PUBLISH.name;
/// What the address says behind its `#` when somebody comes back from connecting a destination.
const GO_ON: &str = "publish";

/// The buttons.
pub(super) fn actions(editor: ArticleEditor, ask: RwSignal<Option<Ask>>) -> AnyView {
    let busy = RwSignal::new(false);
    let allowed = move |action: &&'static Action| editor.session.may(action.verb(), Resource::Content);
    let find = |name: &str| offered().filter(allowed).find(|action| action.name == name);
    let status = Memo::new(move |_| editor.stored.with(|document| document.status));
    let published = Memo::new(move |_| status.get() == ArticleStatus::Published);
    let free = move || !editor.writing.get() && !busy.get();
    let start = move |action| begin(editor, action, ask, busy, Arguments::default());
    let refusal = move |action: &'static Action| Memo::new(move |_| refusal(editor, action));
    if find(PUBLISH).is_some() && browser::fragment() == GO_ON {
        Effect::new(move |first: Option<()>| {
            if first.is_none() {
                publish(editor, ask, Arguments::default());
            }
        });
    }
    let view_post = move || {
        let url = editor.stored.with(|document| document.url.clone())?;
        // A scheduled post is there for readers only later.
        if !published.get() {
            return None;
        }
        Some(view! {
            <a class="btn" href=url target="_blank" rel="noopener noreferrer">
                <IconView icon=icondata_lu::LuExternalLink />
                {words::VIEW_POST}
                <span class="sr-only">{words::NEW_TAB}</span>
            </a>
        })
    };
    let approve = find(APPROVE).map(|action| {
        let refused = refusal(action);
        let noted = Memo::new(move |_| editor.text.with(|text| !notes::find(&text.html).is_empty()));
        view! {
            <Show when=move || refused.get().is_none()>
                <button
                    type="button"
                    class="btn"
                    disabled=move || !free() || noted.get()
                    title=move || noted.get().then_some(words::NOTES_FIRST)
                    on:click=move |_| start(action)
                >
                    <IconView icon=icondata_lu::LuCheck />
                    {action.label}
                </button>
            </Show>
        }
    });
    let publish = find(PUBLISH).map(|action| {
        view! {
            <button type="button" class="btn btn-primary" disabled=move || !free() on:click=move |_| start(action)>
                <IconView icon=icondata_lu::LuSend />
                {move || if published.get() { words::UPDATE } else { action.label }}
            </button>
        }
    });
    let entries: Vec<_> = offered()
        .filter(allowed)
        .filter(|action| !matches!(action.name, APPROVE | PUBLISH))
        .collect();
    let more = (!entries.is_empty()).then(|| {
        let entries = entries
            .into_iter()
            .map(|action| {
                let refused = refusal(action);
                view! {
                    <button
                        type="button"
                        class="menu-item"
                        role="menuitem"
                        disabled=move || !free() || refused.get().is_some()
                        title=move || refused.get()
                        on:click=move |_| start(action)
                    >
                        <IconView icon=drawing(action.icon) />
                        {action.label}
                    </button>
                }
            })
            .collect_view();
        let dots = || view! { <IconView icon=icondata_lu::LuEllipsis /> };
        view! {
            <Menu id="article-more" label=words::MORE.to_owned() class="btn btn-icon" trigger=dots>
                {entries}
            </Menu>
        }
    });
    view! {
        <div class="flex flex-wrap items-center gap-2">{view_post} {approve} {publish} {more}</div>
        <PriceDialog
            ask=ask
            started=Callback::new(move |outcome: igny8::services::Outcome| {
                if let Some(run) = outcome.task_id {
                    editor.stored.update(|document| document.run = Some(run));
                }
                live::reload(editor);
            })
        />
    }
    .into_any()
}

/// Asks for the price of publishing, with what was answered already.
pub(super) fn publish(editor: ArticleEditor, ask: RwSignal<Option<Ask>>, arguments: Arguments) {
    if let Some(action) = offered().find(|action| action.name == PUBLISH) {
        begin(editor, action, ask, RwSignal::new(false), arguments);
    }
}

/// Why an action cannot be done to the article now, by the same declaration as in its list.
fn refusal(editor: ArticleEditor, action: &'static Action) -> Option<&'static str> {
    action.refusal(&content::ENTITY, &row(editor))
}

/// The article as a row of its list, as far as actions ask.
fn row(editor: ArticleEditor) -> Row {
    let waiting = |article: &Article| {
        article
            .pictures
            .iter()
            .filter(|picture| picture.status != ImageStatus::Ready)
            .count()
    };
    editor.stored.with(|document| {
        let known = [
            ("status", Value::Text(document.status.to_string())),
            ("approved", Value::Bool(document.approved.is_some())),
            (
                "words",
                Value::Int(i64::from(!document.text.html.trim().is_empty())),
            ),
            (
                "waiting",
                Value::Int(i64::try_from(waiting(document)).unwrap_or(i64::MAX)),
            ),
            ("edition", Value::Int(document.edition)),
        ];
        Row::of(&content::ENTITY, document.id, &known)
    })
}

/// The actions that the list of articles declares.
fn offered() -> impl Iterator<Item = &'static Action> {
    let page = registry::table(Resource::Content);
    page.into_iter().flat_map(TablePage::endpoints)
}

/// Saves what is typed, so that it counts, and then asks for the price, asks the question, or does it.
fn begin(
    editor: ArticleEditor,
    action: &'static Action,
    ask: RwSignal<Option<Ask>>,
    busy: RwSignal<bool>,
    arguments: Arguments,
) {
    busy.set(true);
    leptos::task::spawn_local(async move {
        let saved = editor.settle().await;
        if busy.try_set(false).is_some() {
            return;
        }
        if !saved {
            return editor.toasts.say(Tone::Warn, words::SAVE_FIRST);
        }
        let selection = Selection::Ids(vec![editor.id]);
        if let ActionKind::Run(_) = action.kind {
            let resource = Resource::Content;
            return ask.set(Some(Ask {
                resource,
                action,
                selection,
                arguments,
            }));
        }
        let act = Callback::new(move |()| command(editor, action, busy));
        match action.confirm {
            Some(text) => editor.confirm.ask(Question {
                title: table_words::confirm_many(action.label, Resource::Content, 1),
                text: text.to_owned(),
                verb: action.label.to_owned(),
                destructive: action.destructive,
                yes: act,
            }),
            None => act.run(()),
        }
    });
}

fn command(editor: ArticleEditor, action: &'static Action, busy: RwSignal<bool>) {
    busy.set(true);
    leptos::task::spawn_local(async move {
        let only = Selection::Ids(vec![editor.id]);
        let arguments = Arguments::default().with_seen(action.params, &content::ENTITY, [row(editor)].iter());
        let outcome = server_fns::act(Resource::Content, action.name.to_owned(), only, Some(arguments)).await;
        if busy.try_set(false).is_some() {
            return;
        }
        match outcome {
            Ok(outcome) => {
                let done = table_words::commanded(action, outcome.count);
                editor.toasts.say(Tone::Good, done);
                if let Some(run) = outcome.task_id {
                    editor.events.follow(run);
                }
                live::reload(editor);
            }
            Err(failure) => editor.toasts.failure(&failure),
        }
    });
}
