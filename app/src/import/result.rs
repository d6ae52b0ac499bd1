//! The third step: the import as it runs, and its counts when it has ended.

use igny8::planner::import::ImportCounts;
use leptos::prelude::*;

use super::{Step, Wizard};
use crate::task::{Run, import_counts, progress};
use crate::widgets::cell::format::count;
use crate::words::import as words;

/// The step.
pub(super) fn result(wizard: Wizard) -> AnyView {
    let Some(id) = wizard.task.get_untracked() else {
        return ().into_any();
    };
    let run = Run::watch(id, None);
    let counts = Memo::new(move |_| run.task().and_then(|task| import_counts(&task)));
    let ended = Memo::new(move |_| run.task().is_some_and(|task| task.status.is_terminal()));
    let again = move |_| {
        wizard.draft.set(None);
        wizard.task.set(None);
        wizard.step.set(Step::File);
    };
    // What failed can be tried again with the same file and another mapping.
    let back = move || {
        (ended.get() && counts.with(Option::is_none)).then(|| {
            view! {
                <button type="button" class="btn" on:click=move |_| wizard.step.set(Step::Check)>
                    {words::BACK}
                </button>
            }
        })
    };
    let another = move || {
        ended.get().then(|| {
            view! {
                <button type="button" class="btn" on:click=again>
                    {words::ANOTHER}
                </button>
            }
        })
    };
    view! {
        <section class="card p-5" aria-label=words::STEP_IMPORT>
            {move || counts.get().map(|counts| figures(&counts))}
            {progress(run, None)}
            <div class="mt-4 flex flex-wrap gap-2">{back} {another}</div>
        </section>
    }
    .into_any()
}

fn figures(counts: &ImportCounts) -> AnyView {
    let all = [
        (words::READ, counts.read),
        (words::ADDED, counts.added),
        (words::UPDATED, counts.updated),
        (words::UNCHANGED, counts.unchanged),
        (words::REJECTED, counts.rejected),
    ];
    let figures = all.map(|(name, number)| {
        view! {
            <div>
                <dt class="text-sm text-muted">{name}</dt>
                <dd class="text-2xl font-semibold tabular-nums">{count(number)}</dd>
            </div>
        }
    });
    view! { <dl class="mb-5 grid grid-cols-2 gap-4 sm:grid-cols-5">{figures.into_iter().collect_view()}</dl> }
        .into_any()
}
