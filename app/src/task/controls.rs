//! What can be done with a run: stop it, run it again, leave it to the tray, take back what it did.

use igny8::choice::Tone;
use igny8::job_run::Status;
use igny8::jobs::{Job, Undo};
use igny8::page::{CANCEL, RETRY};
use igny8::permission::Verb;
use igny8::resource::Resource;
use igny8::services::Selection;
use leptos::prelude::*;

use super::run::Run;
use crate::server_fns;
use crate::state::confirm::{Confirm, Question};
use crate::strings::task as words;
use crate::widgets::IconView;

/// The buttons of a run, by its state and the person's role.
pub(super) fn controls(run: Run, minimise: Option<Callback<()>>) -> AnyView {
    let confirm = Confirm::expect();
    let busy = RwSignal::new(false);
    let undone = RwSignal::new(false);
    let state = Memo::new(move |_| {
        run.task()
            .map(|task| (task.status, task.cancel_requested, Job::parse(&task.function)))
    });
    let may = move || run.session.may(Verb::Act, Resource::Tasks);
    let buttons = move || {
        let (status, stopping, function) = state.get()?;
        let ended = status.is_terminal();
        let minimise = minimise.map(|minimise| {
            let label = if ended { words::CLOSE } else { words::MINIMISE };
            view! {
                <button type="button" class="btn btn-sm" on:click=move |_| minimise.run(())>
                    {label}
                </button>
            }
        });
        let cancel = (!ended && may()).then(|| {
            if stopping {
                return view! { <span class="self-center text-sm text-muted" role="status">{words::CANCELLING}</span> }.into_any();
            }
            view! {
                <button type="button" class="btn btn-sm text-bad" disabled=move || busy.get() on:click=move |_| act(run, CANCEL.name, busy)>
                    <IconView icon=icondata_lu::LuCircleStop />
                    {words::CANCEL}
                </button>
            }
            .into_any()
        });
        let retry = (ended && status != Status::Succeeded && may()).then(|| {
            view! {
                <button type="button" class="btn btn-sm" disabled=move || busy.get() on:click=move |_| act(run, RETRY.name, busy)>
                    <IconView icon=icondata_lu::LuRotateCw />
                    {words::RETRY}
                </button>
            }
        });
        let undo = function
            .and_then(|function| function.info().undo)
            .filter(|_| status == Status::Succeeded)
            .filter(|_| !undone.get() && run.session.may(Verb::Create, Resource::Keywords))
            .map(|Undo { title, text, verb }| {
                let ask = move |_| {
                    confirm.ask(Question {
                        title: title.to_owned(),
                        text: text.to_owned(),
                        verb: verb.to_owned(),
                        destructive: true,
                        yes: Callback::new(move |()| undo_run(run, busy, undone)),
                    });
                };
                let label = move || if busy.get() { words::UNDOING } else { verb };
                view! {
                    <button type="button" class="btn btn-sm" disabled=move || busy.get() on:click=ask>
                        <IconView icon=icondata_lu::LuUndo2 />
                        {label}
                    </button>
                }
            });
        Some(view! { <div class="flex flex-wrap justify-end gap-2">{undo} {cancel} {retry} {minimise}</div> })
    };
    buttons.into_any()
}

fn act(run: Run, action: &'static str, busy: RwSignal<bool>) {
    busy.set(true);
    leptos::task::spawn_local(async move {
        let outcome = server_fns::act(
            Resource::Tasks,
            action.to_owned(),
            Selection::Ids(vec![run.id]),
            None,
        )
        .await;
        if busy.try_set(false).is_some() {
            return;
        }
        match outcome {
            // Another attempt may be another run.
            Ok(outcome) if outcome.task_id.is_some_and(|id| id != run.id) => {
                if let Some(id) = outcome.task_id {
                    run.events.follow(id);
                }
            }
            Ok(_) => run.restart(),
            Err(failure) => run.toasts.failure(&failure),
        }
    });
}

fn undo_run(run: Run, busy: RwSignal<bool>, undone: RwSignal<bool>) {
    busy.set(true);
    leptos::task::spawn_local(async move {
        let changed = server_fns::undo_run(run.id).await;
        if busy.try_set(false).is_some() {
            return;
        }
        match changed {
            Ok(keywords) => {
                undone.set(true);
                run.toasts.say(Tone::Good, words::undone(keywords));
                // Lists behind the dialog show what is there now.
                run.events.changed.update(|count| *count += 1);
            }
            Err(failure) => run.toasts.failure(&failure),
        }
    });
}
