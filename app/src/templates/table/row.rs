//! One row: its box, its cells (the first opens it) and the button of its menu.

use std::sync::Arc;

use igny8::page::{Cell, Column, Input};
use igny8::value::Row;
use leptos::ev;
use leptos::prelude::*;

use super::table::Table;
use super::{edit, menu};
use crate::strings::table as words;
use crate::widgets::cell;

/// On a phone a row is a card with its first columns only.
const ON_A_CARD: usize = 3;

/// What the rows of a page have in common.
pub(super) struct Look {
    /// The columns that show.
    pub(super) columns: Vec<&'static Column>,
    /// Whether rows are low.
    pub(super) dense: bool,
    /// Whether rows can be selected.
    pub(super) selects: bool,
    /// Whether the person may edit cells.
    pub(super) edits: bool,
}

/// One cell that is to be drawn.
#[derive(Clone)]
struct Spot {
    table: Table,
    row: Arc<Row>,
    label: Arc<str>,
    column: &'static Column,
    input: Option<&'static Input>,
    /// Where the input stands, so that it does not leave the table.
    side: &'static str,
}

/// The row at this place of the page.
pub(super) fn row(table: Table, look: &Look, row: &Row, place: usize) -> AnyView {
    let id = row.id;
    let row = Arc::new(row.clone());
    let label: Arc<str> = table.label(&row).into();
    let edited = Memo::new(move |_| {
        table
            .editing
            .get()
            .filter(|(row, _)| *row == id)
            .map(|(_, key)| key)
    });
    let cells = look.columns.iter().enumerate().map(|(i, column)| {
        let spot = Spot {
            table,
            row: row.clone(),
            label: label.clone(),
            column,
            input: table.page.editor(column).filter(|_| look.edits),
            side: if i * 2 < look.columns.len() {
                "left-0"
            } else {
                "right-0"
            },
        };
        spot.cell(i, edited)
    });
    let cells = cells.collect_view();
    let selects = look.selects;
    let height = if look.dense { "sm:h-8" } else { "sm:h-10" };
    let class = move || {
        let here = table.cursor.get() == Some(place);
        let look = if here { "row row-here" } else { "row" };
        format!(
            "{look} group relative scroll-mt-10 {height} max-sm:grid max-sm:grid-cols-[auto_1fr_auto] max-sm:items-center max-sm:gap-x-3 max-sm:border-b max-sm:border-line max-sm:py-2 max-sm:last:border-b-0"
        )
    };
    let context_row = row.clone();
    let context = move |event: ev::MouseEvent| menu::by_pointer(table, &context_row, &event);
    let select = selects.then(|| {
        view! {
            <td role="cell" class="w-10 pl-3">
                // With Shift the browser would select the text between two clicks.
                <label
                    class="flex size-6 items-center justify-center"
                    on:mousedown=|event| {
                        if event.shift_key() {
                            event.prevent_default();
                        }
                    }
                >
                    <input
                        type="checkbox"
                        class="check"
                        aria-label=words::select_row(&label)
                        prop:checked=move || table.picked.with(|picked| picked.contains(id))
                        on:click=move |event| table.toggle(id, event.shift_key())
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
            <td
                role="cell"
                class="row-menu w-10 pr-2 text-right max-sm:col-start-3 max-sm:row-start-1 sm:sticky sm:right-0"
            >
                {menu::button(table, row, &label, "size-7")}
            </td>
        </tr>
    }
    .into_any()
}

impl Spot {
    fn cell(self, place: usize, edited: Memo<Option<&'static str>>) -> AnyView {
        let class = if place == 0 {
            // It gives way to the others, down to what can still be read.
            "relative px-3 max-sm:px-0 sm:w-2/5 sm:max-w-0 sm:min-w-44 xl:min-w-56".to_owned()
        } else {
            self.plain_class(place)
        };
        let value = move |spot: &Self| {
            if place == 0 { spot.title() } else { spot.plain() }
        };
        let Some(input) = self.input else {
            return view! { <td role="cell" class=class>{value(&self)}</td> }.into_any();
        };
        let (table, id, key) = (self.table, self.row.id, self.column.field.key);
        let content = move || {
            if edited.get() == Some(key) {
                return view! {
                    <span class="invisible">{value(&self)}</span>
                    {edit::editor(self.table, self.column, input, &self.row, self.side)}
                }
                .into_any();
            }
            view! {
                {value(&self)}
                {edit::pencil(self.table, self.column, self.row.id, &self.label)}
            }
            .into_any()
        };
        view! {
            <td role="cell" class=class on:dblclick=move |_| edit::begin(table, id, key)>
                {content}
            </td>
        }
        .into_any()
    }

    /// The first cell opens the row.
    fn title(&self) -> AnyView {
        let (table, id) = (self.table, self.row.id);
        let href = untrack(move || table.row_href(id));
        let value = self.row.get(&self.column.field);
        let shown = if value.is_null() || self.label.is_empty() {
            words::details(table.resource()).into_any()
        } else if self.column.cell == Cell::Text {
            // As wide as its cell, which no other text is.
            let text = self.label.to_string();
            view! { <span class="block truncate max-sm:whitespace-normal" title=text.clone()>{text.clone()}</span> }
                .into_any()
        } else {
            cell::cell(self.column.cell, &self.column.field, value, id, None)
        };
        view! {
            <a class="inline-block min-h-6 max-w-full sm:truncate max-sm:line-clamp-3 align-middle leading-6 font-medium text-ink underline-offset-2 hover:text-link hover:underline" href=href data-noscroll="true">
                {shown}
            </a>
        }
        .into_any()
    }

    fn plain(&self) -> AnyView {
        let column = self.column;
        let state = self.table.page.entity.by_key("status");
        let tone = state.and_then(|field| cell::tone_of(field, self.row.get(field)));
        view! {
            <span class="text-muted sm:hidden">{column.title}</span>
            {cell::cell(column.cell, &column.field, self.row.get(&column.field), self.row.id, tone)}
        }
        .into_any()
    }

    fn plain_class(&self, place: usize) -> String {
        let figure = if cell::is_figure(self.column.cell) {
            "sm:text-right tabular-nums"
        } else {
            ""
        };
        let field = &self.column.field;
        // A label without a value says nothing; one that can be edited has its pencil.
        let says = || self.input.is_some() || !cell::is_blank(self.column.cell, field, self.row.get(field));
        let card = if place < ON_A_CARD && says() {
            "max-sm:col-start-2 max-sm:col-end-4 max-sm:flex max-sm:items-center max-sm:justify-between max-sm:gap-3 max-sm:px-0 max-sm:pr-3"
        } else {
            "max-sm:hidden"
        };
        format!("relative px-3 sm:max-2xl:px-2 whitespace-nowrap {figure} {card}")
    }
}
