//! The log of a run, newest line last.

use igny8::choice::Tone;
use igny8::job_run::{Level, LogLine};
use leptos::html;
use leptos::prelude::*;

use super::run::Run;
use crate::strings::task as words;
use crate::widgets::Clock;
use crate::widgets::badge::tone_text;

/// The lines as they come; the list follows its end while a person has not scrolled away from it.
pub(super) fn log(run: Run) -> AnyView {
    let node = NodeRef::<html::Ol>::new();
    let count = Memo::new(move |_| run.log().len());
    Effect::new(move |_| {
        count.get();
        request_animation_frame(move || {
            if let Some(list) = node.try_get_untracked().flatten()
                && list.scroll_height() - list.scroll_top() - list.client_height() < 120
            {
                list.set_scroll_top(list.scroll_height());
            }
        });
    });
    let lines = move || run.log().into_iter().enumerate().collect::<Vec<_>>();
    view! {
        <section aria-label=words::LOG>
            <h3 class="mb-1 text-sm font-medium">{words::LOG}</h3>
            <Show when=move || count.get() == 0>
                <p class="text-sm text-muted">{words::NO_LOG}</p>
            </Show>
            <ol
                node_ref=node
                class="max-h-64 overflow-y-auto rounded-md bg-sunken px-3 py-2 font-mono text-xs"
                class:hidden=move || count.get() == 0
                tabindex="0"
            >
                <For
                    each=lines
                    key=|(place, line)| (*place, line.at.clone())
                    children=|(_, line)| row(line)
                />
            </ol>
        </section>
    }
    .into_any()
}

fn row(line: LogLine) -> AnyView {
    let look = match line.level {
        Level::Error => tone_text(Tone::Bad),
        Level::Warn => tone_text(Tone::Warn),
        Level::Info => "",
    };
    view! {
        <li class="flex gap-3 py-0.5">
            <span class="shrink-0 text-muted"><Clock at=line.at /></span>
            <span class=format!("min-w-0 break-words {look}")>{line.message}</span>
        </li>
    }
    .into_any()
}
