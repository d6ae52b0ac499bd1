//! A row as a card: its label, the first of what is known of it, the box that selects it and its menu.

use std::sync::Arc;

use igny8::page::{Cell, Column};
use igny8::value::Row;
use leptos::ev;
use leptos::prelude::*;

use super::menu;
use super::table::Table;
use crate::strings::table as words;
use crate::widgets::cell;

/// Facts on a card.
const FACTS: usize = 3;

/// The card of the row at this place of those that show; `drags` whether it can be taken elsewhere.
pub(super) fn card(table: Table, row: &Row, place: usize, leaves_out: &[&str], drags: bool) -> AnyView {
    let id = row.id;
    let row = Arc::new(row.clone());
    let label = match table.label(&row) {
        label if label.is_empty() => words::details(table.resource()),
        label => label,
    };
    let href = move || table.row_href(id);
    let class = move || {
        if table.cursor.get() == Some(place) {
            "board-card group row-here"
        } else {
            "board-card group"
        }
    };
    let begun = {
        let row = row.clone();
        move |event: ev::DragEvent| {
            if let Some(data) = event.data_transfer() {
                // Some browsers drag nothing that carries nothing.
                let _ = data.set_data("text/plain", &table.label(&row));
                data.set_effect_allowed("move");
            }
            table.dragged.set(Some(Row::clone(&row)));
        }
    };
    let context = {
        let row = row.clone();
        move |event: ev::MouseEvent| menu::by_pointer(table, &row, &event)
    };
    let selects = untrack(move || {
        let mut actions = table.page.bulk_actions.iter();
        actions.any(|action| table.may(action.verb()))
    });
    let select = selects.then(|| {
        view! {
            <label class="flex size-6 shrink-0 items-center justify-center">
                <input
                    type="checkbox"
                    class="check"
                    aria-label=words::select_row(&label)
                    prop:checked=move || table.picked.with(|picked| picked.contains(id))
                    on:click=move |event| table.toggle(id, event.shift_key())
                />
            </label>
        }
    });
    let facts = facts(table, &row, leaves_out);
    let own = row.clone();
    view! {
        <li
            id=format!("row-{place}")
            class=class
            draggable=drags.then_some("true")
            on:dragstart=begun
            on:dragend=move |_| table.dragged.set(None)
            on:contextmenu=context
            on:pointerup=move |_| menu::released(table)
        >
            <div class="flex items-start gap-1.5">
                {select}
                <a class="min-w-0 grow text-sm leading-6 font-medium break-words text-ink underline-offset-2 hover:text-link hover:underline" href=href data-noscroll="true" draggable="false">
                    {label.clone()}
                </a>
                {menu::button(table, own, &label, "size-6 shrink-0")}
            </div>
            {facts}
        </li>
    }
    .into_any()
}

/// The first columns that show and say something.
fn facts(table: Table, row: &Row, leaves_out: &[&str]) -> AnyView {
    let shown = untrack(move || table.list()).shown(table.page);
    let told = |column: &&&'static Column| {
        let value = row.get(&column.field);
        !leaves_out.contains(&column.field.key) && !cell::is_blank(column.cell, &column.field, value)
    };
    let facts = shown.iter().skip(1).filter(told).take(FACTS).map(|column| {
        let value = cell::cell(column.cell, &column.field, row.get(&column.field), row.id, None);
        // A badge says by itself what it is.
        let title = (column.cell != Cell::Badge).then(|| view! { <span class="text-muted">{column.title}</span> });
        view! { <li class="flex min-w-0 items-center gap-1.5 text-xs">{title} <span class="min-w-0 truncate">{value}</span></li> }
    });
    view! { <ul class="mt-1 flex flex-wrap gap-x-3 gap-y-1">{facts.collect_view()}</ul> }.into_any()
}
