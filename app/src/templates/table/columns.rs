//! The menu of the view: which columns show, and how high rows are. It stays open while a person tries columns.

use leptos::prelude::*;

use super::state::Density;
use super::table::Table;
use crate::strings::table as words;
use crate::widgets::{IconView, Menu};

/// The button with its menu; every entry is a link to the list seen that way.
pub(super) fn columns(table: Table) -> AnyView {
    let page = table.page;
    let columns = page.columns.iter().skip(1).map(move |column| {
        let shows = move || table.list().shows(column);
        let href = move || table.list().toggled(page, column).href(page);
        entry(
            "menuitemcheckbox",
            column.title,
            Signal::derive(shows),
            Signal::derive(href),
        )
    });
    let densities = [
        (Density::Comfortable, words::COMFORTABLE),
        (Density::Dense, words::DENSE),
    ];
    let densities = densities.map(move |(density, label)| {
        let is = move || table.list().density == density;
        let href = move || {
            super::state::ListState {
                density,
                ..table.list()
            }
            .href(page)
        };
        entry("menuitemradio", label, Signal::derive(is), Signal::derive(href))
    });
    let reset = move || table.list().with_columns(None).href(page);
    let trigger = || {
        view! {
            <IconView icon=icondata_lu::LuColumns3 />
            <span class="max-sm:sr-only">{words::COLUMNS}</span>
        }
    };
    view! {
        <Menu id="columns" label=words::COLUMNS class="btn btn-sm" trigger=trigger keep=true>
            {columns.collect_view()}
            <a class="menu-item" role="menuitem" href=reset data-noscroll="true">
                <IconView icon=icondata_lu::LuRotateCcw />
                {words::COLUMNS_AS_DECLARED}
            </a>
            <div class="my-1 border-t border-line" role="separator"></div>
            {densities.into_iter().collect_view()}
        </Menu>
    }
    .into_any()
}

/// One entry: a link with a tick where it is on.
pub(super) fn entry(
    role: &'static str,
    label: &'static str,
    on: Signal<bool>,
    href: Signal<String>,
) -> AnyView {
    let mark = move || if on.get() { "text-link" } else { "invisible" };
    view! {
        <a class="menu-item" role=role aria-checked=move || on.get().to_string() href=move || href.get() data-noscroll="true">
            <span class=mark>
                <IconView icon=icondata_lu::LuCheck />
            </span>
            {label}
        </a>
    }
    .into_any()
}
