//! The second step: what was found in the file, what each column becomes, and where the keywords go.

use igny8::choice::Tone;
use igny8::planner::import::{Preview, PreviewColumn, Target};
use igny8::services::Upload;
use leptos::prelude::*;

use super::left_out::left_out;
use super::reading::choices;
use super::{Step, Wizard, sector};
use crate::server_fns;
use crate::state::toasts::leave_if_signed_out;
use crate::strings::import as words;
use crate::strings::number::count;
use crate::widgets::Notice;

/// The step.
pub(super) fn check(wizard: Wizard) -> AnyView {
    // Read anew, the file may have other columns; a change of what they become redraws nothing here.
    let upload = Memo::new(move |_| {
        wizard
            .draft
            .with(|draft| draft.as_ref().map(|draft| draft.upload.clone()))
    });
    view! { {move || upload.get().map(|upload| checked(wizard, &upload))} }.into_any()
}

fn checked(wizard: Wizard, upload: &Upload) -> AnyView {
    let fault = RwSignal::new(None::<String>);
    let starting = RwSignal::new(false);
    let complaint = Memo::new(move |_| {
        wizard
            .draft
            .with(|draft| draft.as_ref().and_then(super::draft::MappingDraft::complaint))
    });
    let preview = &upload.preview;
    let start = move |_| start(wizard, fault, starting);
    let blocked = move || {
        starting.get()
            || wizard.reading.get()
            || complaint.with(Option::is_some)
            || wizard.sector.with(Option::is_none)
    };
    let label = move || {
        if starting.get() {
            words::STARTING
        } else {
            words::TITLE
        }
    };
    let mapping = preview
        .columns
        .iter()
        .enumerate()
        .map(|(i, column)| mapping(wizard, i, column));
    view! {
        <div class="space-y-4" aria-busy=move || wizard.reading.get().then_some("true")>
            {found(wizard, &upload.file_name, preview)}
            <section class="card p-5">
                <h2 class="text-lg font-semibold">{words::STEP_CHECK}</h2>
                <p class="mb-3 text-muted">{words::MAPPING_HELP}</p>
                <div aria-live="polite">
                    {move || complaint.get().map(|text| view! { <div class="mb-3"><Notice tone=Tone::Warn text=text /></div> })}
                </div>
                <ul class="divide-y divide-line">{mapping.collect_view()}</ul>
            </section>
            {rows(preview)}
            {sector::sector(wizard)}
            {move || fault.get().map(|text| view! { <Notice tone=Tone::Bad text=text /> })}
            <div class="flex justify-between gap-2">
                <button type="button" class="btn" on:click=move |_| wizard.step.set(Step::File)>
                    {words::BACK}
                </button>
                <button type="button" class="btn btn-primary" disabled=blocked on:click=start>
                    {label}
                </button>
            </div>
        </div>
    }
    .into_any()
}

fn start(wizard: Wizard, fault: RwSignal<Option<String>>, starting: RwSignal<bool>) {
    let sector = wizard.sector.get_untracked();
    let draft = wizard.draft.get_untracked();
    let (Some(sector), Some(draft)) = (sector, draft) else {
        return;
    };
    let order = match draft.order(sector) {
        Ok(order) => order,
        Err(text) => return fault.set(Some(text)),
    };
    starting.set(true);
    fault.set(None);
    leptos::task::spawn_local(async move {
        let outcome = server_fns::import(order).await;
        if starting.try_set(false).is_some() {
            return;
        }
        match outcome {
            Ok(outcome) => {
                if let Some(task) = outcome.task_id {
                    wizard.follow(task);
                }
            }
            Err(failure) => {
                if !leave_if_signed_out(&failure) {
                    fault.set(Some(failure.0.detail));
                }
            }
        }
    });
}

fn found(wizard: Wizard, name: &str, preview: &Preview) -> AnyView {
    let size = preview.count.rows;
    let size = words::row_count(count(size), size, preview.count.exact);
    // Where there are several, the choice says which is read.
    let table = preview
        .tables
        .first()
        .filter(|_| preview.tables.len() == 1 && preview.sheet.is_none());
    let table = table.map(|table| table.name.clone());
    let facts = [
        (words::FILE, Some(name.to_owned())),
        (words::TABLE, table),
        (words::SOURCE, Some(preview.source.label().to_owned())),
        (words::ROWS, Some(size)),
        (words::DELIMITER, preview.delimiter.map(words::delimiter)),
        (words::SHEET, preview.sheet.clone()),
    ];
    let facts = facts
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .map(|(name, value)| {
            view! {
                <div class="min-w-0">
                    <dt class="text-sm text-muted">{name}</dt>
                    <dd class="font-medium break-words">{value}</dd>
                </div>
            }
        });
    let notes = (!preview.notes.is_empty()).then(|| {
        let notes = preview
            .notes
            .iter()
            .map(|note| view! { <li>{note.clone()}</li> })
            .collect_view();
        view! {
            <div class="mt-4">
                <Notice tone=Tone::Info text=words::NOTES>
                    <ul class="mt-1 list-inside list-disc">{notes}</ul>
                </Notice>
            </div>
        }
    });
    view! {
        <section class="card p-5">
            <h2 class="mb-3 text-lg font-semibold">{words::FOUND}</h2>
            <dl class="grid grid-cols-2 gap-x-6 gap-y-3 sm:grid-cols-3">{facts.collect_view()}</dl>
            {choices(wizard, preview)}
            <div aria-live="polite">
                {move || wizard.fault.get().map(|text| view! { <div class="mt-3"><Notice tone=Tone::Bad text=text /></div> })}
            </div>
            {notes}
            {left_out(&preview.left_out)}
        </section>
    }
    .into_any()
}

fn mapping(wizard: Wizard, place: usize, column: &PreviewColumn) -> AnyView {
    let name = column.name.as_str();
    let reason = column.reason.clone();
    let now = Memo::new(move |_| {
        wizard
            .draft
            .with(|draft| draft.as_ref().and_then(|draft| draft.targets.get(place).copied()))
    });
    let options = Target::ALL.map(|target| {
        view! {
            <option value=target.as_str() selected=move || now.get() == Some(target)>
                {target.label()}
            </option>
        }
    });
    let changed = move |event| {
        let value = event_target_value(&event);
        let target = Target::ALL.into_iter().find(|target| target.as_str() == value);
        wizard.draft.update(|draft| {
            if let (Some(draft), Some(target)) = (draft, target) {
                draft.map(place, target);
            }
        });
    };
    view! {
        <li class="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 py-2">
            <div class="min-w-0 grow basis-56">
                <p class="truncate font-medium">{name.to_owned()}</p>
                <p class="truncate text-sm text-muted">{column.samples.join(" · ")}</p>
                {move || {
                    let reason = reason.clone().filter(|_| now.get() == Some(Target::Ignore));
                    reason.map(|reason| view! { <p class="text-sm text-muted">{reason}</p> })
                }}
            </div>
            <select class="input w-44" aria-label=words::column(name) on:change=changed>
                {options.into_iter().collect_view()}
            </select>
        </li>
    }
    .into_any()
}

fn rows(preview: &Preview) -> AnyView {
    if preview.rows.is_empty() {
        return ().into_any();
    }
    let heads = preview.columns.iter().map(|column| {
        view! { <th scope="col" class="h-9 px-3 text-left font-medium whitespace-nowrap text-muted">{column.name.clone()}</th> }
    });
    let rows = preview.rows.iter().map(|row| {
        let cells = row.iter().map(|cell| {
            view! { <td class="h-8 max-w-64 truncate px-3 whitespace-nowrap">{cell.clone()}</td> }
        });
        view! { <tr class="border-t border-line">{cells.collect_view()}</tr> }
    });
    view! {
        <section class="card overflow-hidden" aria-label=words::FIRST_ROWS>
            <h2 class="px-5 py-3 text-lg font-semibold">{words::FIRST_ROWS}</h2>
            <div class="overflow-x-auto" tabindex="0" role="group" aria-label=words::FIRST_ROWS>
                <table class="w-full text-sm">
                    <thead>
                        <tr>{heads.collect_view()}</tr>
                    </thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}
