//! The headings of the columns, with links that sort and the box that selects the page.

use igny8::page::Column;
use igny8::query::Direction;
use leptos::prelude::*;

use super::table::{Seen, Table};
use crate::strings::table as words;
use crate::widgets::{IconView, cell};

/// The row of headings.
pub(super) fn head(table: Table, columns: &[&'static Column], selects: bool, acts: bool) -> AnyView {
    let headings = columns.iter().map(|column| heading(table, column)).collect_view();
    view! {
        <thead role="rowgroup" class="sticky top-0 z-10 bg-surface text-muted max-sm:hidden">
            <tr role="row" class="[&>th]:border-b [&>th]:border-line">
                {selects.then(|| view! { <th role="columnheader" scope="col" class="w-10 pl-3 text-left">{box_of_page(table)}</th> })}
                {headings}
                {acts
                    .then(|| {
                        view! {
                            <th role="columnheader" scope="col" class="sticky right-0 w-10 bg-surface">
                                <span class="sr-only">{words::MORE}</span>
                            </th>
                        }
                    })}
            </tr>
        </thead>
    }
    .into_any()
}

fn heading(table: Table, column: &'static Column) -> AnyView {
    let side = if cell::is_figure(column.cell) {
        "text-right"
    } else {
        "text-left"
    };
    let first = column.field.same(&table.page.columns[0].field);
    let padding = if first { "px-3" } else { "px-3 sm:max-2xl:px-2" };
    let class = format!("h-9 {padding} font-medium whitespace-nowrap {side}");
    if !column.sortable {
        return view! { <th role="columnheader" scope="col" class=class>{column.title}</th> }.into_any();
    }
    let now = move || {
        table.state.with(|state| {
            let (field, direction) = state.as_ref().ok()?.query.sort;
            field.same(&column.field).then_some(direction)
        })
    };
    let said = move || match now() {
        Some(Direction::Ascending) => "ascending",
        Some(Direction::Descending) => "descending",
        None => "none",
    };
    let arrow = move || match now() {
        Some(Direction::Ascending) => {
            view! { <IconView icon=icondata_lu::LuArrowUp class="size-3.5 shrink-0" /> }.into_any()
        }
        Some(Direction::Descending) => {
            view! { <IconView icon=icondata_lu::LuArrowDown class="size-3.5 shrink-0" /> }.into_any()
        }
        None => view! {
            <span class="opacity-0 group-hover:opacity-100 group-focus-visible:opacity-100">
                <IconView icon=icondata_lu::LuChevronsUpDown class="size-3.5 shrink-0" />
            </span>
        }
        .into_any(),
    };
    // The arrow of a figure stands before its title, so that the title ends where the figures do.
    let link = format!(
        "group inline-flex min-h-6 items-center gap-1 hover:text-ink {}",
        if cell::is_figure(column.cell) {
            "flex-row-reverse"
        } else {
            ""
        }
    );
    let href = move || table.list().sorted_by(table.page, column).href(table.page);
    view! {
        <th role="columnheader" scope="col" class=class aria-sort=said>
            <a class=link href=href data-noscroll="true">
                {column.title}
                {arrow}
            </a>
        </th>
    }
    .into_any()
}

fn box_of_page(table: Table) -> AnyView {
    let all = move || {
        let ids = table.seen.with(Seen::ids);
        table.picked.with(|picked| picked.has_page(&ids))
    };
    let some = move || {
        let ids = table.seen.with(Seen::ids);
        table
            .picked
            .with(|picked| !picked.has_page(&ids) && ids.iter().any(|id| picked.contains(*id)))
    };
    let change = move |_| {
        let ids = table.seen.with_untracked(Seen::ids);
        table.picked.update(|picked| picked.toggle_page(&ids));
    };
    view! {
        <label class="flex size-6 items-center justify-center">
            <input type="checkbox" class="check" aria-label=words::SELECT_PAGE prop:checked=all prop:indeterminate=some on:change=change />
        </label>
    }
    .into_any()
}
