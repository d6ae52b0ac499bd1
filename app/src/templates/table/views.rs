//! Saved views as tabs over the list: the list as it opens, the own views and those of the team.

use igny8::choice::Tone;
use igny8::view::{View, ViewDraft};
use leptos::prelude::*;

use super::kept_views::{Kept, refetch};
use super::save_view::SaveViewDialog;
use super::state::ListState;
use super::table::Table;
use crate::server_fns;
use crate::strings::{common, table as words};
use crate::widgets::{IconView, Menu};

/// The tabs, with what can be done to the view that shows.
pub(super) fn views(table: Table) -> AnyView {
    let kept: Kept = Resource::new_blocking(|| (), move |()| server_fns::views(table.resource()));
    let keeping = SaveViewDialog::new(table, kept);
    // Without an answer there is still the list as it opens.
    let strip = move || {
        kept.get()
            .map(|views| strip(table, keeping, views.unwrap_or_default()))
    };
    view! {
        <nav aria-label=words::VIEWS class="mb-3 flex min-h-9 items-center gap-1 border-b border-line">
            <Transition>{strip}</Transition>
        </nav>
        {keeping.dialog()}
    }
    .into_any()
}

fn strip(table: Table, keeping: SaveViewDialog, views: Vec<View>) -> AnyView {
    let page = table.page;
    let views: Vec<View> = views.into_iter().map(|view| as_told(table, view)).collect();
    let now = Memo::new(move |_| table.list().to_view(page));
    let as_opened = ListState::opening(page).to_view(page);
    let all = tab(table, words::ALL_ROWS.to_owned(), as_opened.clone(), now, false);
    let tabs = views
        .iter()
        .map(|view| tab(table, view.name.clone(), view.query.clone(), now, view.shared));
    let tabs = tabs.collect_view();
    let views = StoredValue::new(views);
    let shown = Memo::new(move |_| {
        let now = now.get();
        views.with_value(|views| views.iter().find(|view| view.query == now).cloned())
    });
    // The list as it opens needs no name.
    let new = move || now.with(|now| *now != as_opened) && shown.with(Option::is_none);
    let save = move || {
        new().then(|| {
            let ask = move |_| keeping.begin(untrack(move || now.get()), views.get_value());
            view! {
                <button type="button" class="btn btn-sm btn-ghost" on:click=ask>
                    <IconView icon=icondata_lu::LuBookmarkPlus />
                    {words::SAVE_VIEW}
                </button>
            }
        })
    };
    let menu = move || {
        shown
            .get()
            .filter(|view| view.editable)
            .map(|view| menu(keeping, view))
    };
    view! {
        <ul class="-mb-px flex min-w-0 overflow-x-auto overflow-y-hidden">{all} {tabs}</ul>
        {menu}
        {save}
    }
    .into_any()
}

/// The view with its query as this list would write it, so that the two can be compared.
fn as_told(table: Table, view: View) -> View {
    match ListState::read(table.page, &view.query) {
        Ok(state) => View {
            query: state.to_view(table.page),
            ..view
        },
        Err(_) => view,
    }
}

/// A link to the list as a view has it; the place and what else the frame narrows stay.
fn tab(table: Table, name: String, query: String, now: Memo<String>, shared: bool) -> AnyView {
    let page = table.page;
    let own = query.clone();
    let current = move || now.with(|now| *now == own).then_some("page");
    let href = move || match table.list().as_view(page, &query) {
        Ok(state) => state.href(page),
        // The page says what the view asks for and the list does not have any more.
        Err(_) => format!("{}?{query}", page.path),
    };
    let team = shared.then(|| {
        view! {
            <IconView icon=icondata_lu::LuUsers class="size-3.5 shrink-0" />
            <span class="sr-only">{words::OF_TEAM}</span>
        }
    });
    view! {
        <li class="shrink-0">
            <a class="tab" href=href aria-current=current data-noscroll="true">
                {name}
                {team}
            </a>
        </li>
    }
    .into_any()
}

/// What can be done to the view that shows.
fn menu(keeping: SaveViewDialog, view: View) -> AnyView {
    let label = words::actions_for(&view.name);
    let renamed = view.clone();
    let trigger = || view! { <IconView icon=icondata_lu::LuEllipsis /> };
    view! {
        <Menu id="view-menu" label=label class="btn btn-sm btn-ghost btn-icon" trigger=trigger>
            <button type="button" class="menu-item" role="menuitem" on:click=move |_| keeping.rename(&renamed)>
                <IconView icon=icondata_lu::LuPencil />
                {words::RENAME_VIEW}
            </button>
            <button type="button" class="menu-item text-bad" role="menuitem" on:click=move |_| delete(keeping, view.clone())>
                <IconView icon=icondata_lu::LuTrash2 />
                {words::DELETE_VIEW}
            </button>
        </Menu>
    }
    .into_any()
}

/// Deletes a view; undo saves it again.
fn delete(keeping: SaveViewDialog, view: View) {
    let (resource, kept, toasts) = (keeping.resource, keeping.kept, keeping.toasts);
    leptos::task::spawn_local(async move {
        if let Err(failure) = server_fns::delete_view(resource, view.id).await {
            toasts.failure(&failure);
            return;
        }
        refetch(kept);
        let text = words::view_deleted(&view.name);
        let undo = Callback::new(move |()| {
            let draft = ViewDraft {
                name: view.name.clone(),
                query: view.query.clone(),
                shared: view.shared,
            };
            leptos::task::spawn_local(async move {
                match server_fns::save_view(resource, None, draft).await {
                    Ok(_) => refetch(kept),
                    Err(failure) => toasts.failure(&failure),
                }
            });
        });
        toasts.offer(Tone::Good, text, common::UNDO, undo);
    });
}
