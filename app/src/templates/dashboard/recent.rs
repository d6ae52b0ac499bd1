//! The latest runs, each a link to its page.

use igny8::job_run::JobRun;
use leptos::prelude::*;

use crate::strings;
use crate::task_words::{function_label, status_of};
use crate::widgets::{Badge, Time};

/// The card with the latest runs; without any it says `none`.
pub(super) fn card(tasks: Vec<JobRun>, none: &'static str) -> AnyView {
    let path = igny8::system::tasks::PAGE.path;
    let content = if tasks.is_empty() {
        view! { <p class="px-4 py-10 text-center text-muted">{none}</p> }.into_any()
    } else {
        let rows: Vec<_> = tasks.into_iter().map(|task| row(path, task)).collect();
        view! { <ul class="divide-y divide-line">{rows}</ul> }.into_any()
    };
    view! {
        <section class="card min-w-0" aria-labelledby="recent">
            <header class="flex items-center justify-between gap-3 border-b border-line px-4 py-3">
                <h2 id="recent" class="font-semibold">
                    {strings::dashboard::RECENT}
                </h2>
                <a href=path class="link text-sm">
                    {strings::dashboard::ALL_TASKS}
                </a>
            </header>
            {content}
        </section>
    }
    .into_any()
}

fn row(path: &str, task: JobRun) -> AnyView {
    let (word, tone) = status_of(&task);
    let at = task
        .finished_at
        .clone()
        .unwrap_or_else(|| task.created_at.clone());
    let label = function_label(&task);
    view! {
        <li class="flex items-center justify-between gap-3 px-4 py-2.5">
            <div class="min-w-0">
                <a href=format!("{path}/{}", task.id) class="link font-medium">
                    {label}
                </a>
                <p class="truncate text-sm text-muted">{task.message.or(task.error)}</p>
            </div>
            <div class="flex shrink-0 flex-col items-end gap-1 text-sm text-muted">
                <Badge tone=tone text=word />
                <Time at=at />
            </div>
        </li>
    }
    .into_any()
}
