//! The table template: any resource as a list that people search, narrow, sort, select from and work on.

mod actions;
mod arrange;
mod asked;
mod belongings;
mod board;
mod bulk;
mod bulk_edit;
mod calendar;
mod card;
mod change;
mod chips;
mod columns;
mod dialog;
mod edit;
mod empty;
mod filters;
mod gallery;
mod grid;
mod head;
mod kept_views;
mod keys;
mod labels;
mod menu;
mod moves;
mod once;
mod pager;
mod pairs;
mod paste;
mod peek;
mod picture;
mod row;
mod save_view;
mod selection;
mod state;
#[expect(clippy::module_inception, reason = "the table itself, within its template")]
mod table;
mod toolbar;
mod totals;
mod views;

use igny8::page::{Layout, TablePage};
use igny8::permission::Verb;
use igny8::services::Selection;
use leptos::prelude::*;

use crate::state::site_filter::SiteFilter;
use crate::widgets::icon::drawing;
use crate::widgets::price::PriceDialog;
use crate::widgets::{IconView, PageHead, Skeleton};
pub use table::Table;

/// Draws rows otherwise than as a table, once the code for that has come.
pub type DrawLayout = fn(Table, Layout) -> Option<AnyView>;

/// The page of a resource's rows; the dialog of the row that the URL names lies over them.
#[component]
pub fn TablePageView(
    /// What it shows.
    page: &'static TablePage,
    /// Draws its rows otherwise than as a table.
    layouts: DrawLayout,
) -> impl IntoView {
    let table = Table::provide(page);
    keys::listen(table);
    totals::watch(table);
    paste::listen(table);
    view! {
        <PageHead title=table.page.title>{buttons(table)}</PageHead>
        // First, since a row that is not there is told here and not in a dialog.
        {dialog::dialogs(table)}
        {views::views(table)}
        {toolbar::toolbar(table)}
        {chips::chips(table)}
        {rows(table, layouts)}
        {bulk::bar(table)}
        {bulk_edit::offered(table).then(|| bulk_edit::dialog(table))}
        {menu::menu(table)}
        {peek::panel(table)}
        {once::dialog(table)}
        <PriceDialog ask=table.ask started=Callback::new(move |_| actions::changed(table)) />
    }
    .into_any()
}

/// The rows, laid out as the address says; whatever is no table is drawn by code of its own.
fn rows(table: Table, draw: DrawLayout) -> AnyView {
    let layout = Memo::new(move |_| table.list().layout);
    let rows = move || match layout.get() {
        Layout::Table => grid::grid(table),
        other => match draw(table, other) {
            Some(drawn) => drawn,
            None => view! { <Skeleton lines=10 /> }.into_any(),
        },
    };
    rows.into_any()
}

/// The rows as a board, a calendar or a gallery.
pub(crate) fn laid_out(table: Table, layout: Layout) -> AnyView {
    match layout {
        Layout::Table => ().into_any(),
        Layout::Board => board::board(table),
        Layout::Calendar => calendar::calendar(table),
        Layout::Gallery => gallery::gallery(table),
    }
}

/// The buttons that bring rows in, for those who may.
fn buttons(table: Table) -> AnyView {
    let page = table.page;
    let wizard = move || {
        let (screen, label) = page.wizard.filter(|_| table.may(Verb::Create))?;
        let href = format!("{}/{}", page.path, screen.segment());
        Some(view! {
            <a class="btn" href=move || SiteFilter::expect().link(&href)>
                <IconView icon=drawing(screen.icon()) />
                {label}
            </a>
        })
    };
    let create = move || {
        let label = page.create.filter(|_| table.may(Verb::Create))?;
        Some(view! {
            <a class="btn btn-primary" href=move || table.new_href() data-noscroll="true">
                <IconView icon=drawing(igny8::page::Icon::Plus) />
                {label}
            </a>
        })
    };
    let reference = page.reference.map(|(label, address)| {
        view! {
            <a class="btn" href=address rel="external">
                <IconView icon=icondata_lu::LuBookOpen />
                {label}
            </a>
        }
    });
    let sweep = move || {
        let (action, query) = page
            .sweep
            .as_ref()
            .filter(|(action, _)| table.may(action.verb()))?;
        let all = move |_| actions::start(table, action, Selection::Query((*query).to_owned()), 0);
        Some(view! {
            <button type="button" class="btn" on:click=all>
                <IconView icon=drawing(action.icon) />
                {action.label}
            </button>
        })
    };
    view! {
        {reference}
        {sweep}
        {wizard}
        {create}
    }
    .into_any()
}
