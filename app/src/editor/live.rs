//! An article while a model writes it: its sections as they grow, how far it is, and a way to stop it.

use igny8::jobs::Job;
use igny8::page::CANCEL;
use igny8::permission::Verb;
use igny8::resource::Resource;
use igny8::services::Selection;
use igny8::writer::article::{Article, Words};
use igny8::writer::content::ArticleStatus;
use leptos::prelude::*;
use uuid::Uuid;

use super::state::ArticleEditor;
use crate::server_fns;
use crate::strings::{editor as words, task as task_words};
use crate::task::Run;
use crate::widgets::{IconView, ProgressBar};

/// Follows the runs that work on the article, as long as the editor is there.
pub(super) fn watch(editor: ArticleEditor) {
    editor
        .stored
        .with_untracked(|document| catch_up(editor, document));
    // Words arrive from a run that began after the page was opened.
    let heard = Memo::new(move |_| editor.words.run(editor.id));
    Effect::new(move |_| {
        if let Some(run) = heard.get()
            && editor.stored.with_untracked(|document| document.run != Some(run))
        {
            editor.stored.update(|document| document.run = Some(run));
        }
    });
    let writing = Memo::new(move |_| {
        let (run, marked) = editor
            .stored
            .with(|document| (document.run, document.status == ArticleStatus::Writing));
        run.is_some_and(|run| {
            let told = editor.events.task(run).is_some_and(|task| {
                task.function == Job::GenerateContent.name() && !task.status.is_terminal()
            });
            marked || told || heard.get() == Some(run)
        })
    });
    Effect::new(move |_| editor.writing.set(writing.get()));
    // Whatever ended may have changed the article: its text, pictures, state or address.
    let changed = editor.events.changed;
    Effect::new(move |before: Option<u32>| {
        let now = changed.get();
        if before.is_some_and(|before| before != now) {
            reload(editor);
        }
        now
    });
}

/// Whoever comes while it is written hears only what follows; the sections before came with the article.
pub(super) fn catch_up(editor: ArticleEditor, article: &Article) {
    if article.run.is_none() {
        editor.words.forget(editor.id);
    }
    for words in &article.written {
        editor.words.apply(words.clone());
    }
}

/// Reads the article again. A text that is not saved stays, and meets the other one when it is saved.
pub(super) fn reload(editor: ArticleEditor) {
    leptos::task::spawn_local(async move {
        let Ok(mut document) = server_fns::article(editor.id).await else {
            return;
        };
        if editor.stored.is_disposed() {
            return;
        }
        catch_up(editor, &document);
        let known = editor.stored.with_untracked(|document| document.version);
        if document.version != known && !untrack(move || editor.is_dirty()) {
            editor.take(document);
        } else {
            // Its text and version wait until what is typed here is saved.
            editor.stored.with_untracked(|now| {
                document.version = now.version;
                document.text = now.text.clone();
            });
            editor.stored.set(document);
        }
    });
}

/// What shows over the text while a model works: percent, what it does, and the way to stop it.
pub(super) fn banner(editor: ArticleEditor) -> AnyView {
    let run = Memo::new(move |_| editor.stored.with(|document| document.run));
    let shown = move || run.get().map(|id| progress(editor, id));
    view! { <div aria-live="off">{shown}</div> }.into_any()
}

fn progress(editor: ArticleEditor, id: Uuid) -> AnyView {
    let run = Run::watch(id, None);
    let going = Memo::new(move |_| run.task().is_none_or(|task| !task.status.is_terminal()));
    // Of a run that is part of a larger one, only this page hears of the end.
    Effect::new(move |before: Option<bool>| {
        let going = going.get();
        if before == Some(true) && !going {
            reload(editor);
        }
        going
    });
    let percent = Signal::derive(move || run.task().map_or(0, |task| task.percent));
    let message = Memo::new(move |_| run.task().and_then(|task| task.message));
    let stopping = Memo::new(move |_| run.task().is_some_and(|task| task.cancel_requested));
    let title = Memo::new(move |_| {
        let function = run.task().and_then(|task| Job::parse(&task.function));
        function.map_or(words::WORKING, Job::label)
    });
    let busy = RwSignal::new(false);
    let cancel = move |_| {
        busy.set(true);
        leptos::task::spawn_local(async move {
            let only = Selection::Ids(vec![id]);
            let outcome = server_fns::act(Resource::Tasks, CANCEL.name.to_owned(), only, None).await;
            if busy.try_set(false).is_some() {
                return;
            }
            match outcome {
                Ok(_) => run.reload(),
                Err(failure) => run.toasts.failure(&failure),
            }
        });
    };
    let buttons = move || {
        let stop = editor.session.may(Verb::Act, Resource::Tasks).then(|| {
            if stopping.get() {
                return view! { <span class="self-center text-sm text-muted">{task_words::CANCELLING}</span> }.into_any();
            }
            view! {
                <button type="button" class="btn btn-sm text-bad" disabled=move || busy.get() on:click=cancel>
                    <IconView icon=icondata_lu::LuCircleStop />
                    {task_words::CANCEL}
                </button>
            }
            .into_any()
        });
        view! {
            <div class="flex flex-wrap gap-2">
                <button type="button" class="btn btn-sm" on:click=move |_| editor.events.open.set(Some(id))>
                    <IconView icon=icondata_lu::LuListTree />
                    {words::SHOW_RUN}
                </button>
                {stop}
            </div>
        }
    };
    view! {
        <Show when=move || going.get()>
            <section class="card mb-4 p-4" aria-label=words::PROGRESS>
                <div class="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
                    <p class="font-medium">{move || title.get()} " · " <span class="tabular-nums">{move || format!("{}%", percent.get())}</span></p>
                    {buttons}
                </div>
                <div class="mt-2">
                    <ProgressBar percent=percent label=task_words::WORKING />
                </div>
                <p class="mt-1.5 min-h-5 text-sm text-muted">{move || message.get()}</p>
                <Show when=move || editor.writing.get()>
                    <p class="text-sm text-muted">{words::READ_ONLY_WHILE}</p>
                </Show>
            </section>
        </Show>
    }
    .into_any()
}

/// The sections so far in place of the text; before the first of them the text that there was.
pub(super) fn sections(editor: ArticleEditor) -> AnyView {
    let id = editor.id;
    let places = Memo::new(move |_| {
        let sections = editor.words.sections(id);
        sections.into_iter().map(|words| words.place).collect::<Vec<_>>()
    });
    let said = Memo::new(move |_| match places.with(Vec::len) {
        0 => words::BEGINS.to_owned(),
        sections => words::section(sections),
    });
    let before = move || {
        let html = editor.stored.with(|document| document.text.html.clone());
        places
            .with(Vec::is_empty)
            .then(|| view! { <div class="article" inner_html=html></div> })
    };
    let section = move |place: i16| {
        let words = Memo::new(move |_| editor.words.section(id, place));
        view! { <section inner_html=move || words.with(|words| words.as_ref().map(html).unwrap_or_default())></section> }
    };
    view! {
        <Show when=move || editor.writing.get()>
            <div class="px-4 py-5 sm:px-8 sm:py-6">
                <p class="sr-only" role="status" aria-live="polite">{move || said.get()}</p>
                <div aria-live="off" aria-busy="true">
                    {before}
                    <div class="article">
                        <For each=move || places.get() key=|place| *place children=section />
                    </div>
                </div>
                <p class="mt-3 flex items-center gap-2 text-sm text-muted">
                    <IconView icon=icondata_lu::LuLoaderCircle class="size-4 shrink-0 animate-spin" />
                    {move || said.get()}
                </p>
            </div>
        </Show>
    }
    .into_any()
}

/// A section with its heading, which its HTML may have itself.
fn html(words: &Words) -> String {
    if words.heading.is_empty() || words.html.trim_start().starts_with("<h2") {
        return words.html.clone();
    }
    let heading = words.heading.replace('&', "&amp;").replace('<', "&lt;");
    format!("<h2>{heading}</h2>{}", words.html)
}
