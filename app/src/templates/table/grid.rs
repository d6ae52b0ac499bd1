//! The rows as a table, on a phone as cards: what loads, what failed and what there is not.

use igny8::choice::Tone;
use igny8::permission::Verb;
use igny8::services::Page;
use leptos::prelude::*;

use super::state::Density;
use super::table::Table;
use super::{empty, head, pager, row, totals};
use crate::server_fns::Failure;
use crate::state::toasts::leave_if_signed_out;
use crate::status::{request_id, set_page_status};
use crate::strings::{common, table as words};
use crate::widgets::{Notice, Skeleton};

/// The rows of the list, or why there are none.
pub(super) fn grid(table: Table) -> AnyView {
    let view = Memo::new(move |_| {
        table.state.with(|state| {
            state
                .as_ref()
                .ok()
                .map(|state| (state.columns.clone(), state.density, state.closed.clone()))
        })
    });
    let body = move || {
        // Columns, density and folded groups change how the same rows are drawn. A memo that nobody reads would never say so.
        // Rows that are still on their way when the table gives way to a board are drawn there.
        view.try_with(|_| ())?;
        table.rows.get().map(|rows| match rows {
            Ok(listing) => body(table, listing),
            Err(failure) => failed(table, &failure),
        })
    };
    let class = move || {
        if table.pending.get() {
            "card overflow-hidden opacity-60 transition-opacity delay-1000"
        } else {
            "card overflow-hidden transition-opacity"
        }
    };
    let right = move || table.state.with(Result::is_ok);
    view! {
        {empty::bad_address(table)}
        <section class=class class:hidden=move || !right() aria-label=table.page.title aria-busy=move || table.pending.get().to_string()>
            <Transition fallback=|| view! { <Skeleton lines=10 /> } set_pending=table.waits()>
                {table.note()}
                {body}
            </Transition>
        </section>
    }
    .into_any()
}

fn body(table: Table, listing: Page) -> AnyView {
    let state = untrack(move || table.list());
    if listing.results.is_empty() {
        return empty::empty(table, &state, &listing);
    }
    let columns = state.shown(table.page);
    let dense = state.density == Density::Dense;
    let may = |verb| untrack(move || table.may(verb));
    let selects = table.page.bulk_actions.iter().any(|action| may(action.verb()));
    let acts = may(Verb::Read);
    let look = row::Look {
        dense,
        selects,
        edits: may(Verb::Update),
        columns,
    };
    let mut last = None;
    let mut drawn = Vec::with_capacity(listing.results.len());
    let mut place = 0;
    for row in &listing.results {
        if let Some(field) = state.query.group {
            let key = igny8::totals::key(row.get(&field));
            if last.as_ref() != Some(&key) {
                drawn.push(totals::group(table, &look, &state, field, row));
                last = Some(key);
            }
        }
        if !state.folds(row) {
            drawn.push(row::row(table, &look, row, place));
            place += 1;
        }
    }
    view! {
        <div class="sm:max-h-[calc(100dvh-16rem)] sm:min-h-64 sm:overflow-auto">
            <table role="table" class="w-full border-separate border-spacing-0 text-sm">
                <caption class="sr-only">{table.page.title}</caption>
                {head::head(table, &look.columns, selects, acts)}
                <tbody role="rowgroup" class="max-sm:block">
                    {drawn}
                </tbody>
                {totals::foot(table, &look)}
            </table>
        </div>
        {pager::pager(table, &listing)}
    }
    .into_any()
}

fn failed(table: Table, failure: &Failure) -> AnyView {
    leave_if_signed_out(failure);
    set_page_status(failure.0.status);
    view! {
        <div class="p-4">
            <Notice tone=Tone::Bad text=failure.0.detail.clone()>
                <div class="mt-2 flex gap-2">
                    <button type="button" class="btn btn-sm" on:click=move |_| table.refresh()>
                        {common::RETRY}
                    </button>
                    <a class="btn btn-sm" href=table.page.path>
                        {words::RESET_VIEW}
                    </a>
                </div>
            </Notice>
        </div>
        {(failure.0.status < 500).then(request_id).flatten()}
    }
    .into_any()
}
