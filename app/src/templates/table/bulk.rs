//! What can be done with the selected rows; slides up while there are any.

use igny8::page::{Action, ActionKind};
use leptos::prelude::*;

use super::table::{Seen, Table};
use super::{actions, bulk_edit};
use crate::strings::table as words;
use crate::widgets::icon::drawing;
use crate::widgets::{IconView, Menu};

/// The most actions that stand side by side; of more, the last are in a menu.
const MAX_INLINE_ACTIONS: usize = 5;

/// The bar of the selection, at the bottom of the window.
pub(super) fn bar(table: Table) -> AnyView {
    let some = Memo::new(move |_| table.picked.with(|picked| !picked.is_empty()));
    let bar = move || some.get().then(|| content(table));
    view! {
        <div id="bulk" aria-live="polite" class="sticky bottom-4 z-20 max-sm:bottom-0 max-sm:-mx-4">
            {bar}
        </div>
    }
    .into_any()
}

fn content(table: Table) -> AnyView {
    let actions = table
        .page
        .bulk_actions
        .iter()
        .filter(|action| action.kind != ActionKind::Edit && untrack(move || table.may(action.verb())));
    let actions: Vec<_> = actions.collect();
    let shown = if actions.len() > MAX_INLINE_ACTIONS {
        MAX_INLINE_ACTIONS - 1
    } else {
        actions.len()
    };
    let (first, rest) = actions.split_at(shown);
    let buttons = first
        .iter()
        .map(|action| button(table, action, false))
        .collect_view();
    let more = (!rest.is_empty()).then(|| {
        let entries = rest
            .iter()
            .map(|action| button(table, action, true))
            .collect_view();
        let dots = || view! { <IconView icon=icondata_lu::LuEllipsis /> };
        view! {
            <Menu id="bulk-more" label=words::MORE.to_owned() class="btn btn-sm btn-icon" trigger=dots>
                {entries}
            </Menu>
        }
    });
    let edits = bulk_edit::offered(table).then(|| {
        view! {
            <button type="button" class="btn btn-sm" on:click=move |_| table.changing.set(true)>
                <IconView icon=icondata_lu::LuPencil />
                {words::EDIT_FIELDS}
            </button>
        }
    });
    let count = move || words::selected(table.picked.with(super::selection::RowSelection::count));
    // The cards of a phone have no head with a box for the page.
    let page = move || {
        let ids = table.seen.with(Seen::ids);
        let offered = table.picked.with(|picked| !picked.has_page(&ids));
        offered.then(|| {
            let pick = move |_| {
                let ids = table.seen.with_untracked(Seen::ids);
                table.picked.update(|picked| picked.toggle_page(&ids));
            };
            view! {
                <button type="button" class="link min-h-6 text-sm sm:hidden" on:click=pick>
                    {words::SELECT_PAGE}
                </button>
            }
        })
    };
    // Offered once all rows of the page are selected and there are more behind it.
    let all = move || {
        let Seen {
            rows,
            count,
            estimated,
        } = table.seen.get();
        let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
        let more = count > ids.len() as u64;
        let offered = table
            .picked
            .with(|picked| !picked.is_all() && picked.has_page(&ids));
        (more && offered).then(|| {
            let pick = move |_| {
                let matching = untrack(move || table.list()).matching(table.page);
                table.picked.update(|picked| picked.pick_all(matching, count));
            };
            view! {
                <button type="button" class="link min-h-6 text-sm" on:click=pick>
                    {words::select_all(count, estimated)}
                </button>
            }
        })
    };
    view! {
        <div
            role="region"
            aria-label=words::SELECTION
            class="relative mx-auto mt-4 flex w-fit max-w-full flex-wrap items-center gap-x-4 gap-y-2 rounded-lg border border-line bg-raised px-4 py-2 shadow-float transition duration-200 starting:translate-y-8 starting:opacity-0 max-sm:w-full max-sm:rounded-b-none"
        >
            <p class="font-medium tabular-nums">{count}</p>
            {page}
            {all}
            <div class="flex flex-wrap gap-2">{buttons} {edits} {more}</div>
            <button
                type="button"
                class="btn btn-sm btn-ghost btn-icon max-sm:absolute max-sm:top-1 max-sm:right-2"
                aria-label=words::CLEAR_SELECTION
                on:click=move |_| table.picked.update(super::selection::RowSelection::clear)
            >
                <IconView icon=icondata_lu::LuX />
            </button>
        </div>
    }
    .into_any()
}

fn button(table: Table, action: &'static Action, in_menu: bool) -> AnyView {
    let look = match (in_menu, action.destructive, action.primary) {
        (true, true, _) => "menu-item text-bad",
        (true, false, _) => "menu-item",
        (false, true, _) => "btn btn-sm text-bad",
        (false, false, true) => "btn btn-sm btn-primary",
        (false, false, false) => "btn btn-sm",
    };
    let refusal = Memo::new(move |_| refusal(table, action));
    let click = move |_| {
        let (selection, count) = table
            .picked
            .with_untracked(|picked| (picked.selection(), picked.count()));
        actions::start(table, action, selection, count);
    };
    view! {
        <button
            type="button"
            class=look
            role=in_menu.then_some("menuitem")
            disabled=move || refusal.get().is_some()
            title=move || refusal.get()
            on:click=click
        >
            <IconView icon=drawing(action.icon) />
            {action.label}
        </button>
    }
    .into_any()
}

/// Why the action can be done to none of the selected rows, where all of them are in sight.
fn refusal(table: Table, action: &'static Action) -> Option<&'static str> {
    let picked = table.picked.get();
    if picked.is_all() || picked.is_empty() {
        return None;
    }
    table.seen.with(|seen| {
        let chosen: Vec<_> = seen.rows.iter().filter(|row| picked.contains(row.id)).collect();
        let entity = table.page.entity;
        let mut refusals = chosen.iter().map(|row| action.refusal(entity, row));
        let first = refusals.next().flatten()?;
        let all = chosen.len() as u64 == picked.count() && refusals.all(|refusal| refusal.is_some());
        all.then_some(first)
    })
}
