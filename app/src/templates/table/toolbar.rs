//! What stands over the rows: search, filters, columns, export. A plain form without scripts, enhanced with them.

use igny8::page::{ActionKind, Filter, Layout};
use leptos::ev;
use leptos::html;
use leptos::prelude::*;

use super::actions::export_href;
use super::state::ListState;
use super::table::Table;
use super::{arrange, columns, filters};
use crate::strings::table as words;
use crate::widgets::IconView;

/// Milliseconds without a key after which the list is searched.
const DEBOUNCE: u32 = 250;
/// The search input, for the `/` key.
pub(super) const SEARCH_ID: &str = "list-search";

/// The bar over the rows.
pub(super) fn toolbar(table: Table) -> AnyView {
    let page = table.page;
    let searches = page
        .filters
        .iter()
        .any(|filter| matches!(filter, Filter::Search(_)));
    let exports = page
        .bulk_actions
        .iter()
        .find(|action| action.kind == ActionKind::Export);
    let export = exports.map(|action| {
        let href = move || export_href(page.resource(), &table.list().query.to_query_string(page));
        view! {
            <a class="btn btn-sm" href=href download="">
                <IconView icon=icondata_lu::LuDownload />
                <span class="max-sm:sr-only">{action.label}</span>
            </a>
        }
    });
    view! {
        <div class="mb-3 flex flex-wrap items-center gap-2">
            <form
                method="get"
                action=page.path
                role="search"
                class="flex min-w-0 grow basis-48 items-center gap-2"
                on:submit=move |event| filters::submitted(table, &event)
            >
                {searches.then(|| search(table))}
                {filters::filters(table)}
                {move || kept(&table.list())}
            </form>
            {arrange::layouts(table)}
            {arrange::groups(table)}
            {columns::columns(table)}
            {export}
        </div>
    }
    .into_any()
}

/// What the form must send along so that it is not lost.
fn kept(state: &ListState) -> AnyView {
    let columns = state.columns.as_ref().map(|keys| keys.join(","));
    let dense = (state.density == super::state::Density::Dense).then_some("dense");
    let size = (state.query.page_size != igny8::query::PAGE_SIZE).then_some(state.query.page_size);
    let group = state.query.group.map(|field| field.key);
    let closed = (group.is_some() && !state.closed.is_empty()).then(|| state.closed.join(","));
    let layout = (state.layout != Layout::Table).then_some(state.layout.as_str());
    let month = state.month.filter(|_| state.layout == Layout::Calendar);
    let scope = state
        .query
        .conditions
        .iter()
        .map(igny8::query::Condition::to_pair);
    let scope = scope.filter(|(key, _)| super::state::is_scope(key));
    view! {
        {columns.map(|keys| view! { <input type="hidden" name="columns" value=keys /> })}
        {dense.map(|dense| view! { <input type="hidden" name="density" value=dense /> })}
        {group.map(|key| view! { <input type="hidden" name="group" value=key /> })}
        {closed.map(|words| view! { <input type="hidden" name="closed" value=words /> })}
        {layout.map(|word| view! { <input type="hidden" name="layout" value=word /> })}
        {month.map(|month| view! { <input type="hidden" name="month" value=month.to_string() /> })}
        {size.map(|size| view! { <input type="hidden" name="page_size" value=size.to_string() /> })}
        {scope.map(|(key, id)| view! { <input type="hidden" name=key value=id /> }).collect_view()}
    }
    .into_any()
}

fn search(table: Table) -> AnyView {
    let node = NodeRef::<html::Input>::new();
    let turn = StoredValue::new(0_u32);
    let asked = Memo::new(move |_| table.list().query.search);
    // Going back and resetting change the search from outside; what is being typed is left alone.
    Effect::new(move |_| {
        let asked = asked.get();
        if let Some(input) = node.get()
            && document().active_element().as_ref() != Some(input.as_ref())
        {
            input.set_value(&asked);
        }
    });
    let typed = move |event: ev::Event| {
        let text = event_target_value(&event);
        let mine = turn.get_value().wrapping_add(1);
        turn.set_value(mine);
        leptos::task::spawn_local(async move {
            gloo_timers::future::TimeoutFuture::new(DEBOUNCE).await;
            if turn.try_get_value() == Some(mine) {
                let text: String = text.trim().chars().take(igny8::query::MAX_SEARCH).collect();
                let next = untrack(move || table.list()).with(|query| query.search = text);
                table.show(&next, true);
            }
        });
    };
    view! {
        <label class="relative w-full min-w-0 sm:max-w-xs">
            <span class="sr-only">{words::search(table.resource())}</span>
            <span class="pointer-events-none absolute inset-y-0 left-2.5 flex items-center text-muted">
                <IconView icon=icondata_lu::LuSearch />
            </span>
            <input
                node_ref=node
                id=SEARCH_ID
                class="input h-8 pl-8 text-sm"
                type="search"
                name="search"
                autocomplete="off"
                aria-keyshortcuts="/"
                maxlength=igny8::query::MAX_SEARCH.to_string()
                placeholder=words::search(table.resource())
                value=asked.get_untracked()
                on:input=typed
            />
        </label>
    }
    .into_any()
}
