//! What runs in the background: a count with a ring, and the runs behind it.

use igny8::job_run::JobRun;
use leptos::ev;
use leptos::prelude::*;

use crate::state::events::Events;
use crate::strings;
use crate::task_words::{function_label, status_of};
use crate::widgets::live::{click, follows, live};
use crate::widgets::progress::ProgressRing;
use crate::widgets::{Badge, IconView, ProgressBar, Time, menu};

const ID: &str = "tray";
const BUTTON: &str = "tray-button";

/// The button in the top bar with the list that it opens.
#[component]
pub(super) fn Tray() -> impl IntoView {
    let events = Events::expect();
    let running = Memo::new(move |_| events.running());
    let percent = Memo::new(move |_| events.tasks.with(|tasks| mean_percent(tasks)));
    let drawing = move || {
        if running.get() == 0 {
            view! { <IconView icon=icondata_lu::LuListChecks /> }.into_any()
        } else {
            view! {
                <ProgressRing percent=percent />
                <span class="tabular-nums">{follows(move || running.get().min(99).to_string())}</span>
            }
            .into_any()
        }
    };
    let toggled = move |event: ev::Event| {
        let _ = event;
        menu::place_under(ID, BUTTON);
    };
    let rows = move || {
        view! {
            <For
                each=move || events.tasks.get()
                // A row is drawn anew only when what it shows changed.
                key=|task| (task.id, task.status, task.percent, task.phase)
                children=move |task| row(events, task)
            />
        }
    };
    view! {
        <button
            type="button"
            id=BUTTON
            class="btn btn-ghost w-14 gap-1.5 px-1"
            popovertarget=ID
            aria-label=follows(move || strings::frame::running(running.get()))
        >
            {live(drawing)}
        </button>
        <div id=ID popover="auto" class="popover w-80 max-w-[calc(100vw-1rem)]" on:toggle=toggled>
            <h2 class="px-2 pt-1 pb-2 font-semibold">{strings::frame::TRAY}</h2>
            {live(move || {
                let none = events.tasks.with(Vec::is_empty);
                none.then(|| view! { <p class="px-2 pb-3 text-muted">{strings::frame::TRAY_EMPTY}</p> })
            })}
            <ul class="max-h-96 overflow-y-auto">{rows()}</ul>
            <div class="mt-1 border-t border-line pt-1">
                <a href=igny8::system::tasks::PAGE.path class="menu-item" on:click=click(|_| menu::close(ID))>
                    {strings::frame::TRAY_ALL}
                </a>
            </div>
        </div>
    }
    .into_any()
}

fn row(events: Events, task: JobRun) -> AnyView {
    let id = task.id;
    let label = function_label(&task);
    let (word, tone) = status_of(&task);
    let ended = task.status.is_terminal();
    let below = if ended {
        let at = task
            .finished_at
            .clone()
            .unwrap_or_else(|| task.created_at.clone());
        view! {
            <span class="block text-sm text-muted">
                <Time at=at />
            </span>
        }
        .into_any()
    } else {
        view! {
            <span class="mb-1 flex justify-between gap-2 text-sm text-muted">
                <span>{task.phase.label()}</span>
                <span class="tabular-nums">{format!("{}%", task.percent)}</span>
            </span>
            <ProgressBar percent=Signal::stored(task.percent) label=label.clone() />
        }
        .into_any()
    };
    view! {
        <li>
            <button
                type="button"
                class="menu-item block"
                on:click=click(move |_| {
                    menu::close(ID);
                    events.open.set(Some(id));
                })
            >
                <span class="flex items-center justify-between gap-2">
                    <span class="min-w-0 truncate font-medium">{label}</span>
                    <Badge tone=tone text=word />
                </span>
                {below}
            </button>
        </li>
    }
    .into_any()
}

/// The mean percent of what is not ended.
fn mean_percent(tasks: &[JobRun]) -> u8 {
    let open = || tasks.iter().filter(|task| !task.status.is_terminal());
    let sum: usize = open().map(|task| usize::from(task.percent)).sum();
    u8::try_from(sum.checked_div(open().count()).unwrap_or(0)).unwrap_or(100)
}
