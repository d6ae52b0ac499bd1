//! What belongs to the article beside its text: what it is for, and how it is published. The inputs are the declared ones.

use igny8::choice::Tone;
use igny8::page::{Input, TablePage};
use igny8::resource::Resource as Of;
use igny8::services::SelectOption;
use igny8::value::Row;
use igny8::writer::content::{F, PAGE};
use leptos::ev;
use leptos::prelude::*;

use crate::editor::live;
use crate::editor::state::ArticleEditor;
use crate::server_fns::{self, Failure};
use crate::strings::{common, editor as words, form, table};
use crate::widgets::states::problem;
use crate::widgets::{Fields, FormState, Skeleton};

const PREFIX: &str = "settings";

/// All but the title, which stands over the text.
fn inputs() -> impl Iterator<Item = &'static Input> {
    PAGE.form.iter().filter(|input| !input.field.same(&F.title))
}

/// The panel; it is read when it is opened.
pub(super) fn panel(editor: ArticleEditor) -> AnyView {
    let open = RwSignal::new(false);
    let row = RwSignal::new(None::<Result<Row, Failure>>);
    // What was entered stays while the panel is closed.
    Effect::new(move |_| {
        if open.get() && !row.with_untracked(|row| matches!(row, Some(Ok(_)))) {
            leptos::task::spawn_local(async move {
                let read = server_fns::get(Of::Content, editor.id).await;
                row.try_set(Some(read));
            });
        }
    });
    let content = move || match row.get() {
        None => view! { <Skeleton lines=4 /> }.into_any(),
        Some(Err(failure)) => problem(failure.0),
        Some(Ok(row)) => fields(editor, &row),
    };
    view! {
        <details class="card group" on:toggle=super::follow(open)>
            {super::head(words::SETTINGS, icondata_lu::LuSettings2)}
            <div class="border-t border-line px-4 py-4">{content}</div>
        </details>
    }
    .into_any()
}

fn fields(editor: ArticleEditor, row: &Row) -> AnyView {
    let state = FormState::new(inputs(), Some(row));
    let fault = RwSignal::new(None::<Failure>);
    let busy = RwSignal::new(false);
    let dirty = Memo::new(move |_| state.is_dirty());
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        fault.set(None);
        let Some(record) = state.submit() else {
            return state.focus_fault(PREFIX);
        };
        busy.set(true);
        leptos::task::spawn_local(async move {
            let saved = server_fns::save(Of::Content, Some(editor.id), record).await;
            if busy.try_set(false).is_some() {
                return;
            }
            match saved {
                Ok(saved) => {
                    state.reset(Some(&saved.row));
                    editor.toasts.say(Tone::Good, table::saved(Of::Content));
                    live::reload(editor);
                }
                Err(failure) => {
                    if state.refused(&failure.0).is_some() {
                        fault.set(Some(failure));
                    }
                    state.focus_fault(PREFIX);
                }
            }
        });
    };
    let save = move || {
        editor.may.then(|| {
            view! {
                <div class="mt-4 flex justify-end">
                    <button type="submit" class="btn btn-primary" disabled=move || !dirty.get() || busy.get()>
                        {move || if busy.get() { form::SAVING } else { common::SAVE }}
                    </button>
                </div>
            }
        })
    };
    let from = move || {
        let (task, cluster) = editor
            .stored
            .with(|document| (document.task.clone(), document.cluster.clone()));
        let link = |page: &'static TablePage, of: SelectOption| {
            view! {
                <a class="link min-h-6" href=format!("{}/{}", page.path, of.id)>
                    {of.label}
                </a>
            }
        };
        let links: Vec<_> = task
            .map(|task| link(&igny8::writer::tasks::PAGE, task))
            .into_iter()
            .chain(cluster.map(|cluster| link(&igny8::planner::clusters::PAGE, cluster)))
            .collect();
        (!links.is_empty()).then(|| {
            view! {
                <p class="mb-4 flex flex-wrap gap-x-3 gap-y-1 text-sm">
                    <span class="text-muted">{words::COMES_FROM}</span>
                    {links}
                </p>
            }
        })
    };
    view! {
        {from}
        <form on:submit=submit novalidate>
            {move || fault.get().map(|failure| view! { <div class="mb-3">{problem(failure.0)}</div> })}
            <fieldset disabled=!editor.may>
                <Fields inputs=inputs().collect() state=state prefix=PREFIX />
            </fieldset>
            {save()}
        </form>
    }
    .into_any()
}
