//! The parts of a run of many items: what each is for, how far it is, and why it failed.

use igny8::choice::Tone;
use igny8::services::JobRunPart;
use leptos::prelude::*;

use super::run::Run;
use crate::strings::task as words;
use crate::task_words::status_of;
use crate::widgets::Badge;
use crate::widgets::badge::tone_text;

/// The parts, those that failed first.
pub(super) fn parts(run: Run) -> AnyView {
    let rows = move || {
        let parts = run.parts();
        (!parts.is_empty()).then(|| {
            view! {
                <section aria-label=words::PARTS>
                    <h3 class="mb-1 text-sm font-medium">{words::PARTS}</h3>
                    <ul class="max-h-64 divide-y divide-line overflow-y-auto rounded-md border border-line" tabindex="0">
                        {parts.into_iter().map(part).collect_view()}
                    </ul>
                </section>
            }
        })
    };
    rows.into_any()
}

fn part(part: JobRunPart) -> AnyView {
    let JobRunPart { label, task } = part;
    let (state, tone) = status_of(&task);
    let word = task.error.clone().or_else(|| task.message.clone());
    let look = if task.error.is_some() {
        tone_text(Tone::Bad)
    } else {
        "text-muted"
    };
    view! {
        <li class="flex flex-wrap items-center gap-x-3 gap-y-0.5 px-3 py-1.5 text-sm">
            <a class="link min-w-0 grow truncate" href=format!("{}/{}", igny8::system::tasks::PAGE.path, task.id)>
                {label}
            </a>
            <span class="tabular-nums text-muted">{format!("{}%", task.percent)}</span>
            <Badge tone=tone text=state />
            {word.map(|word| view! { <span class=format!("w-full min-w-0 break-words {look}")>{word}</span> })}
        </li>
    }
    .into_any()
}
