//! What belongs to a row: the first rows of every list that refers to it, and what happened to it.

use igny8::page::{Cell, Column, TablePage};
use igny8::permission::Verb;
use igny8::registry;
use igny8::resource::Resource as Of;
use igny8::services::Page;
use igny8::system::logs::HistoryEntry;
use leptos::prelude::*;
use uuid::Uuid;

use super::table::Table;
use crate::server_fns::{self, Failure};
use crate::strings::table as words;
use crate::widgets::{Skeleton, Time, cell};

/// Rows of each list that show.
const ROWS: usize = 5;

/// The lists that refer to this row; what has none stays away.
pub(super) fn lists(table: Table, id: Uuid) -> AnyView {
    let viewer = table.session.viewer();
    registry::lists_of(table.resource())
        .filter(|(page, _)| untrack(move || viewer.may(Verb::Read, page.resource())))
        .map(|(page, key)| list(page, key, id))
        .collect_view()
        .into_any()
}

fn list(page: &'static TablePage, key: &'static str, id: Uuid) -> AnyView {
    let query = format!("{key}={id}&page_size={ROWS}");
    let rows = LocalResource::new(move || server_fns::list(page.resource(), query.clone()));
    let href = format!("{}?{key}={id}", page.path);
    let content = move || {
        rows.get().map(|rows| match rows {
            Ok(found) if found.results.is_empty() => ().into_any(),
            Ok(found) => section(
                heading(page.title, Some((&found, href.clone()))),
                lines(page, &found),
            ),
            Err(failure) => section(heading(page.title, None), failed(&failure)),
        })
    };
    view! { <Suspense fallback=|| view! { <Skeleton lines=2 /> }>{content}</Suspense> }.into_any()
}

fn section(heading: AnyView, content: AnyView) -> AnyView {
    view! { <section class="mt-5 border-t border-line pt-4">{heading} {content}</section> }.into_any()
}

fn heading(title: &'static str, all: Option<(&Page, String)>) -> AnyView {
    let all = all.map(|(found, href)| {
        view! {
            <a class="link text-sm" href=href>
                {words::view_all(found.count, found.count_estimated)}
            </a>
        }
    });
    view! {
        <div class="mb-2 flex items-center justify-between gap-3">
            <h3 class="font-semibold">{title}</h3>
            {all}
        </div>
    }
    .into_any()
}

/// The rows by their labels, each with the first figure that the list shows of it.
fn lines(page: &'static TablePage, found: &Page) -> AnyView {
    let figure = page.columns.iter().skip(1).find(|column| is_figure(column));
    let lines = found.results.iter().map(|row| {
        let label = row.get(page.label()).to_plain();
        let beside =
            figure.map(|column| cell::cell(column.cell, &column.field, row.get(&column.field), row.id, None));
        view! {
            <li class="flex items-center justify-between gap-3 py-1">
                <a class="link min-w-0 truncate leading-6" href=format!("{}/{}", page.path, row.id)>
                    {label}
                </a>
                <span class="shrink-0 text-muted tabular-nums">{beside}</span>
            </li>
        }
    });
    view! { <ul class="text-sm">{lines.collect_view()}</ul> }.into_any()
}

/// Whether a column tells the rows of a short list apart at a glance.
const fn is_figure(column: &Column) -> bool {
    !column.hidden && matches!(column.cell, Cell::Number | Cell::Badge)
}

fn failed(failure: &Failure) -> AnyView {
    view! { <p class="text-sm text-bad">{failure.0.detail.clone()}</p> }.into_any()
}

/// What happened to the row, for whoever reads the audit log.
pub(super) fn history(table: Table, id: Uuid) -> Option<AnyView> {
    let resource = table.resource();
    let reads = untrack(move || table.session.may(Verb::Read, Of::Logs)) && !resource.is_platform();
    reads.then(|| {
        let entries = LocalResource::new(move || server_fns::history(resource, id));
        let content = move || {
            entries.get().map(|entries| match entries {
                Ok(entries) if entries.is_empty() => ().into_any(),
                Ok(entries) => section(heading(words::HISTORY, None), timeline(entries)),
                Err(failure) => section(heading(words::HISTORY, None), failed(&failure)),
            })
        };
        view! { <Suspense fallback=|| view! { <Skeleton lines=2 /> }>{content}</Suspense> }.into_any()
    })
}

fn timeline(entries: Vec<HistoryEntry>) -> AnyView {
    let lines = entries.into_iter().map(|entry| {
        let done = entry.action.unwrap_or_else(|| entry.verb.label().to_owned());
        view! {
            <li class="border-l-2 border-line py-1 pl-3">
                <p>
                    <span class="font-medium">{done}</span>
                    <span class="text-muted">{words::by(&entry.who)} <Time at=entry.at /></span>
                </p>
                {entry.changes.map(|changes| view! { <p class="text-muted break-words">{changes}</p> })}
            </li>
        }
    });
    view! { <ol class="space-y-2 text-sm">{lines.collect_view()}</ol> }.into_any()
}
