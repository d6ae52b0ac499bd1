//! The third step: the import as it runs, and its counts when it has ended.

use igny8::planner::import::{Encoding, ImportCounts, ImportReport};
use leptos::prelude::*;

use super::left_out::left_out;
use super::{Step, Wizard};
use crate::server_fns;
use crate::strings::import as words;
use crate::strings::number::count;
use crate::task::{Run, import_counts, progress};

/// The step.
pub(super) fn result(wizard: Wizard) -> AnyView {
    let Some(id) = wizard.task.get_untracked() else {
        return ().into_any();
    };
    let run = Run::watch(id, None);
    let counts = Memo::new(move |_| run.task().and_then(|task| import_counts(&task)));
    let ended = Memo::new(move |_| run.task().is_some_and(|task| task.status.is_terminal()));
    let report = RwSignal::new(None::<ImportReport>);
    Effect::new(move |_| {
        if ended.get() {
            leptos::task::spawn_local(async move {
                match server_fns::import_report(id).await {
                    Ok(found) => {
                        report.try_set(Some(found));
                    }
                    Err(failure) => run.toasts.failure(&failure),
                }
            });
        }
    });
    // What failed can be tried again with the same file and another mapping.
    let back = move || {
        (ended.get() && counts.with(Option::is_none)).then(|| {
            let back = move |_| match report.get_untracked() {
                // After a reload nothing is known of the file but what the report says.
                Some(report) if wizard.draft.with_untracked(Option::is_none) => {
                    wizard.step.set(Step::File);
                    wizard.open(report.upload_id, report.reading);
                }
                _ => wizard.step.set(Step::Check),
            };
            view! {
                <button type="button" class="btn" on:click=back>
                    {words::BACK}
                </button>
            }
        })
    };
    let another = move || {
        ended.get().then(|| {
            view! {
                <button type="button" class="btn" on:click=move |_| wizard.begin()>
                    {words::ANOTHER}
                </button>
            }
        })
    };
    view! {
        <section class="card p-5" aria-label=words::STEP_IMPORT>
            {move || counts.get().map(|counts| figures(&counts))}
            {move || report.get().map(|report| details(&report))}
            {progress(run, None)}
            <div class="mt-4 flex flex-wrap gap-2">{back} {another}</div>
        </section>
    }
    .into_any()
}

/// How the file was read, and what of it was not taken.
fn details(report: &ImportReport) -> AnyView {
    let read = words::was_read(
        report.file_name.as_deref(),
        report.source.label(),
        report.table.as_deref(),
        report.encoding.map(Encoding::label),
    );
    let notes = report.notes.iter().map(|note| view! { <li>{note.clone()}</li> });
    let columns = (!report.not_taken.is_empty()).then(|| {
        let columns = report.not_taken.iter().map(|column| {
            view! {
                <li>
                    <span class="font-medium">{column.name.clone()}</span>
                    ": "
                    {column.reason.clone()}
                </li>
            }
        });
        view! {
            <details class="mt-4">
                <summary class="min-h-6 cursor-pointer font-medium">{words::columns_not_taken(report.not_taken.len())}</summary>
                <ul class="mt-1 ml-5 space-y-1 text-sm">{columns.collect_view()}</ul>
            </details>
        }
    });
    view! {
        <div class="mb-5">
            <p class="text-muted">{read}</p>
            <ul class="mt-2 list-inside list-disc">{notes.collect_view()}</ul>
            {left_out(&report.left_out)}
            {columns}
        </div>
    }
    .into_any()
}

fn figures(counts: &ImportCounts) -> AnyView {
    let mut all = vec![
        (words::READ, counts.read),
        (words::ADDED, counts.added),
        (words::UPDATED, counts.updated),
        (words::UNCHANGED, counts.unchanged),
        (words::REJECTED, counts.rejected),
    ];
    if counts.left_out > 0 {
        all.push((words::NO_KEYWORDS, counts.left_out));
    }
    let figures = all.into_iter().map(|(name, number)| {
        view! {
            <div>
                <dt class="text-sm text-muted">{name}</dt>
                <dd class="text-2xl font-semibold tabular-nums">{count(number)}</dd>
            </div>
        }
    });
    view! { <dl class="mb-5 grid grid-cols-2 gap-4 sm:grid-cols-5">{figures.collect_view()}</dl> }.into_any()
}
