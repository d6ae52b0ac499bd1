//! The table template: any resource as a list that people search, narrow, sort, select from and work on.

mod actions;
mod belongings;
mod bulk;
mod chips;
mod columns;
mod dialog;
mod edit;
mod empty;
mod filters;
mod grid;
mod head;
mod keys;
mod labels;
mod menu;
mod once;
mod pager;
mod pairs;
mod peek;
mod row;
mod save_view;
mod selection;
mod state;
#[expect(clippy::module_inception, reason = "the table itself, within its template")]
mod table;
mod toolbar;
mod views;

use igny8::page::TablePage;
use igny8::permission::Verb;
use igny8::services::Selection;
use leptos::prelude::*;

use crate::state::site_filter::SiteFilter;
use crate::widgets::icon::drawing;
use crate::widgets::price::PriceDialog;
use crate::widgets::{IconView, PageHead};
use table::Table;

/// The page of a resource's rows; the dialog of the row that the URL names lies over them.
#[component]
pub fn TablePageView(
    /// What it shows.
    page: &'static TablePage,
) -> impl IntoView {
    let table = Table::provide(page);
    keys::listen(table);
    view! {
        <PageHead title=table.page.title>{buttons(table)}</PageHead>
        // First, since a row that is not there is told here and not in a dialog.
        {dialog::dialogs(table)}
        {views::views(table)}
        {toolbar::toolbar(table)}
        {chips::chips(table)}
        {grid::grid(table)}
        {bulk::bar(table)}
        {menu::menu(table)}
        {peek::panel(table)}
        {once::dialog(table)}
        <PriceDialog ask=table.ask started=Callback::new(move |_| actions::changed(table)) />
    }
    .into_any()
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
