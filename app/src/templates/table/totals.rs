//! What the rows come to: asked for once the page runs, and shown below the rows and at the head of each group.

use std::sync::Arc;
use std::time::Duration;

use igny8::entity::{Field, Kind};
use igny8::page::{Cell, Column, Layout, Total};
use igny8::services::Selection;
use igny8::totals::{ADDED_UNASKED, Sums, Totals, key};
use igny8::value::{Row, Value};
use leptos::prelude::*;

use super::chips::choice_label;
use super::row::Look;
use super::state::{ListState, group_word};
use super::table::Table;
use crate::server_fns;
use crate::state::browser;
use crate::strings::number::{decimal, trimmed};
use crate::strings::{common, table as words};
use crate::widgets::IconView;
use crate::widgets::live::click;

/// Milliseconds in which rows are ticked one after the other.
const DEBOUNCE: u32 = 150;
/// How long rows that are there already take to be drawn anew.
const DRAWN: Duration = Duration::from_millis(100);

/// Asks for what the rows come to whenever other rows match, rows change, or others are selected.
pub(super) fn watch(table: Table) {
    let page = table.page;
    let query = Memo::new(move |_| {
        table.state.with(|state| {
            let state = state.as_ref().ok()?;
            let told = state.query.group.is_some() || adds(&state.shown(page));
            (state.layout == Layout::Table && told).then(|| state.added_up(page))
        })
    });
    // A list that is known to be longer than what is added up unasked is not read for that.
    let count = Memo::new(move |_| table.seen.with(|seen| seen.count));
    Effect::new(move |before: Option<Option<String>>| {
        let now = query.get();
        table.changes.track();
        if before.is_some_and(|before| before != now) {
            table.figures().asked_all.set(false);
            table.figures().listed.set(None);
        }
        let (all, count) = (table.figures().asked_all.get(), count.get());
        match now.clone() {
            Some(_) if count > ADDED_UNASKED.unsigned_abs() && !all => {
                // What was asked before is not to be taken for it.
                table
                    .figures()
                    .turns
                    .0
                    .update_value(|turn| *turn = turn.wrapping_add(1));
                table.figures().listed.set(Some(Totals {
                    count,
                    more: true,
                    ..Totals::default()
                }));
            }
            Some(query) if count > 0 => ask(table, Selection::Query(query), all, table.figures().listed, 0),
            _ => {}
        }
        now
    });
    Effect::new(move |_| {
        let picked = table.picked.get();
        table.changes.track();
        if picked.is_empty() || picked.is_all() || query.with_untracked(Option::is_none) {
            table.figures().chosen.set(None);
        } else {
            ask(table, picked.selection(), true, table.figures().chosen, DEBOUNCE);
        }
    });
}

/// Asks, unless something else is asked meanwhile; the answer to what nobody asks for any more is dropped.
fn ask(table: Table, selection: Selection, all: bool, answer: RwSignal<Option<Totals>>, pause: u32) {
    let turns = if pause == 0 {
        table.figures().turns.0
    } else {
        table.figures().turns.1
    };
    let mine = turns.with_value(|turn| turn.wrapping_add(1));
    turns.set_value(mine);
    leptos::task::spawn_local(async move {
        if pause > 0 {
            gloo_timers::future::TimeoutFuture::new(pause).await;
        }
        if turns.try_get_value() != Some(mine) {
            return;
        }
        let found = server_fns::totals(table.resource(), selection, all).await;
        if turns.try_get_value() != Some(mine) {
            return;
        }
        match found {
            Ok(totals) => answer.set(Some(totals)),
            // Somebody pressed a button for these; the others are looked for in vain, and the rows are there.
            Err(failure) if all && pause == 0 => table.toasts.failure(&failure),
            Err(_) => {}
        }
    });
}

/// Whether one of these columns comes to something.
fn adds(columns: &[&'static Column]) -> bool {
    columns.iter().any(|column| column.total.is_some())
}

/// The last row of the table; nothing where no column comes to something.
pub(super) fn foot(table: Table, look: &Look) -> AnyView {
    if !adds(&look.columns) {
        return ().into_any();
    }
    let count = move || {
        if let Some(chosen) = table.figures().chosen.get() {
            return words::selected(chosen.count).into_any();
        }
        match table.figures().listed.get() {
            None => view! { <span class="text-muted">{words::TOTALS}</span> }.into_any(),
            Some(listed) if listed.more => {
                view! {
                    <button type="button" class="link min-h-6 font-medium" on:click=move |_| table.figures().asked_all.set(true)>
                        {words::CALCULATE}
                    </button>
                }
                .into_any()
            }
            Some(listed) => words::rows(table.resource(), listed.count).into_any(),
        }
    };
    let cells = look.columns.iter().enumerate().map(|(place, column)| {
        if place == 0 {
            return view! { <td role="cell" class="h-9 px-3 font-medium whitespace-nowrap tabular-nums max-sm:h-auto max-sm:w-full max-sm:p-0">{count}</td> }
                .into_any();
        }
        let sums = move || {
            let of = |totals: &Option<Totals>| totals.as_ref().map(|totals| totals.sums.clone());
            table.figures().chosen.with(of).or_else(|| table.figures().listed.with(of))
        };
        figure(column, sums)
    });
    view! {
        <tfoot role="rowgroup" class="totals sticky bottom-0 z-10 bg-surface max-sm:static max-sm:block">
            <tr role="row" class="max-sm:flex max-sm:flex-wrap max-sm:gap-x-4 max-sm:gap-y-1 max-sm:px-3 max-sm:py-2 sm:[&>td]:border-t sm:[&>td]:border-line">
                {look.selects.then(|| view! { <td role="cell" class="max-sm:hidden"></td> })}
                {cells.collect_view()}
                <td role="cell" class="max-sm:hidden"></td>
            </tr>
        </tfoot>
    }
    .into_any()
}

/// What a column comes to, under its heading; on a phone with its title.
fn figure(column: &'static Column, sums: impl Fn() -> Option<Sums> + Send + Sync + 'static) -> AnyView {
    let Some(total) = column.total else {
        return view! { <td role="cell" class="max-sm:hidden"></td> }.into_any();
    };
    let side = if crate::widgets::cell::is_figure(column.cell) {
        "sm:text-right"
    } else {
        ""
    };
    let text = move || {
        let sums = sums()?;
        Some(
            sums.get(column.field.key)
                .map(|sum| said(column.cell, total, *sum)),
        )
    };
    let value = move || match text() {
        None | Some(None) => "–".to_owned(),
        Some(Some(text)) => text,
    };
    view! {
        <td role="cell" class=format!("px-3 whitespace-nowrap tabular-nums sm:max-2xl:px-2 max-sm:p-0 {side}")>
            <span class="text-xs text-muted">
                <span class="sm:hidden">{column.title} " "</span>
                {words::total(total)}
                " "
            </span>
            {value}
        </td>
    }
    .into_any()
}

/// A figure of a column as its cells would show it.
fn said(cell: Cell, total: Total, sum: f64) -> String {
    match (cell, total) {
        (Cell::Money, _) => decimal(sum, 2),
        (Cell::Cost, _) => trimmed(sum, 4),
        (_, Total::Mean) => trimmed(sum, 1),
        (_, Total::Sum) => trimmed(sum, 2),
    }
}

/// The head of a group: what its rows have in common, how many there are on all pages, and what they come to. It folds them away and
/// brings them back, by an address that saved views keep.
pub(super) fn group(table: Table, look: &Look, state: &ListState, field: Field, row: &Row) -> AnyView {
    let value = row.get(&field);
    let own: Arc<str> = key(value).into();
    let title = table.page.column(field.key).map_or("", |column| column.title);
    let name = name(&field, title, value);
    let fold = state.folded(&group_word(value)).href(table.page);
    let id = format!("group-{own}");
    let again = id.clone();
    // The heads are drawn anew with the rows: the keyboard goes on at the one that was pressed.
    let pressed = click(move |_| {
        let id = again.clone();
        set_timeout(move || browser::focus(&id), DRAWN);
    });
    let (open, icon) = if state.folds(row) {
        ("false", icondata_lu::LuChevronRight)
    } else {
        ("true", icondata_lu::LuChevronDown)
    };
    let found = {
        let own = own.clone();
        move || {
            table.figures().listed.with(|listed| {
                let listed = listed.as_ref()?;
                listed.groups.iter().find(|group| group.key == *own).cloned()
            })
        }
    };
    let count = {
        let found = found.clone();
        move || found().map(|group| words::rows(table.resource(), group.count))
    };
    let cells = look.columns.iter().skip(1).map(|column| {
        let found = found.clone();
        figure(column, move || found().map(|group| group.sums))
    });
    view! {
        <tr role="row" class="group-head max-sm:flex max-sm:flex-wrap max-sm:items-baseline max-sm:gap-x-4 max-sm:px-3 max-sm:py-2">
            {look.selects.then(|| view! { <td role="cell" class="max-sm:hidden"></td> })}
            <th role="rowheader" scope="row" class="h-9 px-3 text-left font-semibold sm:max-w-0 sm:truncate max-sm:h-auto max-sm:w-full max-sm:p-0">
                <a
                    class="inline-flex min-h-6 max-w-full items-center gap-1.5 align-middle hover:text-link"
                    id=id
                    href=fold
                    on:click=pressed
                    aria-expanded=open
                    data-noscroll="true"
                >
                    <IconView icon=icon class="size-4 shrink-0 rtl:-scale-x-100" />
                    <span class="truncate">{name}</span>
                </a>
                " "
                <span class="ms-1 text-xs font-normal text-muted tabular-nums">{count}</span>
            </th>
            {cells.collect_view()}
            <td role="cell" class="max-sm:hidden"></td>
        </tr>
    }
    .into_any()
}

/// What people call the rows of a group.
fn name(field: &Field, title: &str, value: &Value) -> AnyView {
    match (field.kind, value) {
        (_, Value::Null) => words::without(title).into_any(),
        (Kind::Choice(_), Value::Text(text)) => choice_label(field, text).to_owned().into_any(),
        (_, Value::Bool(yes)) => {
            let answer = if *yes { common::YES } else { common::NO };
            format!("{title}: {answer}").into_any()
        }
        (_, value) => value.to_plain().into_any(),
    }
}
