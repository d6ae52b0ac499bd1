//! One row: its box, its cells (the first opens it) and the button of its menu.

use igny8::page::Column;
use igny8::value::Row;
use leptos::ev;
use leptos::prelude::*;

use super::menu;
use super::table::Table;
use crate::widgets::{IconView, cell};
use crate::words::table as words;

/// On a phone a row is a card with its first columns only.
const ON_A_CARD: usize = 3;

/// The row at this place of the page.
pub(super) fn row(
    table: Table,
    columns: &[&'static Column],
    row: &Row,
    place: usize,
    dense: bool,
    selects: bool,
) -> AnyView {
    let id = row.id;
    let label = table.label(row);
    let cells = columns.iter().enumerate().map(|(i, column)| match i {
        0 => title(table, column, row, &label),
        _ => plain(table, column, row, i),
    });
    let cells = cells.collect_view();
    let height = if dense { "sm:h-8" } else { "sm:h-10" };
    let class = move || {
        let picked = table.picked.with(|picked| picked.contains(id));
        let here = table.cursor.get() == Some(place);
        let look = match (picked, here) {
            (true, true) => "bg-brand-soft outline-2 -outline-offset-2 outline-link",
            (true, false) => "bg-brand-soft",
            (false, true) => "bg-sunken outline-2 -outline-offset-2 outline-link",
            (false, false) => "hover:bg-sunken/60",
        };
        format!(
            "group relative border-b border-line last:border-b-0 {height} {look} max-sm:grid max-sm:grid-cols-[auto_1fr_auto] max-sm:items-center max-sm:gap-x-3 max-sm:py-2"
        )
    };
    let menu_row = row.clone();
    let context_row = row.clone();
    let context = move |event: ev::MouseEvent| menu::by_pointer(table, &context_row, &event);
    let select = selects.then(|| {
        view! {
            <td role="cell" class="w-10 pl-3">
                <label class="flex size-6 items-center justify-center">
                    <input
                        type="checkbox"
                        class="check"
                        aria-label=words::select_row(&label)
                        prop:checked=move || table.picked.with(|picked| picked.contains(id))
                        on:change=move |_| table.toggle(id)
                    />
                </label>
            </td>
        }
    });
    view! {
        <tr
            role="row"
            id=format!("row-{place}")
            class=class
            aria-selected=move || selects.then(|| table.picked.with(|picked| picked.contains(id)).to_string())
            on:contextmenu=context
            on:pointerup=move |_| menu::released(table)
        >
            {select}
            {cells}
            <td role="cell" class="w-10 pr-2 text-right max-sm:col-start-3 max-sm:row-start-1">
                <button
                    type="button"
                    class="inline-flex size-7 items-center justify-center rounded-sm text-muted hover:bg-sunken hover:text-ink"
                    aria-haspopup="menu"
                    aria-label=words::actions_for(&label)
                    on:click=move |event| menu::by_button(table, &menu_row, &event)
                >
                    <IconView icon=icondata_lu::LuEllipsis />
                </button>
            </td>
        </tr>
    }
    .into_any()
}

/// The first cell opens the row.
fn title(table: Table, column: &'static Column, row: &Row, label: &str) -> AnyView {
    let href = untrack(move || table.row_href(row.id));
    let value = row.get(&column.field);
    let shown = if value.is_null() || label.is_empty() {
        words::details(table.resource()).into_any()
    } else {
        cell::cell(column.cell, &column.field, value, row.id, None)
    };
    view! {
        <td role="cell" class="px-3 max-sm:px-0">
            <a class="inline-block min-h-6 max-w-full font-medium text-ink underline-offset-2 hover:text-link hover:underline" href=href data-noscroll="true">
                {shown}
            </a>
        </td>
    }
    .into_any()
}

fn plain(table: Table, column: &'static Column, row: &Row, place: usize) -> AnyView {
    let figure = if cell::is_figure(column.cell) {
        "sm:text-right tabular-nums"
    } else {
        ""
    };
    let card = if place < ON_A_CARD {
        "max-sm:col-start-2 max-sm:col-end-4 max-sm:flex max-sm:items-center max-sm:justify-between max-sm:gap-3 max-sm:px-0 max-sm:pr-3"
    } else {
        "max-sm:hidden"
    };
    let state = table.page.entity.by_key("status");
    let tone = state.and_then(|field| cell::tone_of(field, row.get(field)));
    view! {
        <td role="cell" class=format!("px-3 whitespace-nowrap {figure} {card}")>
            <span class="text-muted sm:hidden">{column.title}</span>
            {cell::cell(column.cell, &column.field, row.get(&column.field), row.id, tone)}
        </td>
    }
    .into_any()
}
