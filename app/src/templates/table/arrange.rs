//! How the rows are arranged: as a table, a board, a calendar or a gallery, and by what they are grouped. All of it are links.

use igny8::page::Layout;
use leptos::prelude::*;

use super::columns::entry;
use super::table::Table;
use crate::strings::table as words;
use crate::widgets::{IconView, Menu};

/// The ways to lay the rows out, where there are several.
pub(super) fn layouts(table: Table) -> AnyView {
    let page = table.page;
    if page.layouts().count() < 2 {
        return ().into_any();
    }
    let ways = page.layouts().map(move |layout| {
        let href = move || table.list().laid_out(layout).href(page);
        let current = move || (table.list().layout == layout).then_some("true");
        let icon = match layout {
            Layout::Table => icondata_lu::LuTable2,
            Layout::Board => icondata_lu::LuSquareKanban,
            Layout::Calendar => icondata_lu::LuCalendarDays,
            Layout::Gallery => icondata_lu::LuImages,
        };
        view! {
            <a class="segment" href=href aria-current=current aria-label=words::layout(layout) title=words::layout(layout) data-noscroll="true">
                <IconView icon=icon />
            </a>
        }
    });
    view! {
        <div role="group" aria-label=words::LAYOUT class="segments">
            {ways.collect_view()}
        </div>
    }
    .into_any()
}

/// The menu of what the rows of a table are grouped by.
pub(super) fn groups(table: Table) -> AnyView {
    let page = table.page;
    if page.groupings().next().is_none() {
        return ().into_any();
    }
    let ungrouped = std::iter::once((None, words::NO_GROUPS));
    let ways = ungrouped.chain(page.groupings().map(|column| (Some(column.field), column.title)));
    let ways = ways.map(move |(field, label)| {
        let is = move || table.list().query.group.map(|group| group.key) == field.map(|field| field.key);
        let href = move || {
            let mut state = table.list().with(|query| query.group = field);
            // Other groups are all in sight.
            state.closed.clear();
            state.href(page)
        };
        entry("menuitemradio", label, Signal::derive(is), Signal::derive(href))
    });
    let label = Signal::derive(move || {
        let group = table.list().query.group;
        words::grouped(
            group
                .and_then(|field| page.column(field.key))
                .map(|column| column.title),
        )
    });
    let trigger = move || {
        view! {
            <IconView icon=icondata_lu::LuGroup />
            <span class="max-sm:sr-only">{move || label.get()}</span>
        }
    };
    let hidden = move || table.list().layout != Layout::Table;
    view! {
        <div class:hidden=hidden>
            <Menu id="groups" label=label class="btn btn-sm" trigger=trigger>
                {ways.collect_view()}
            </Menu>
        </div>
    }
    .into_any()
}
