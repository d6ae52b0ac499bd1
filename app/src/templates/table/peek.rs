//! The side panel of a row: what is known of it, what belongs to it and what happened to it, while the list stays at hand.
//!
//! It shows the row that the keyboard is on, so that `j` and `k` lead through the rows with the panel open.

use igny8::page::ActionKind;
use igny8::permission::Verb;
use igny8::resource::Resource;
use igny8::services::Selection;
use igny8::value::Row;
use leptos::html;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast as _;
use uuid::Uuid;

use super::table::Table;
use super::{actions, belongings, keys, picture};
use crate::state::late::DrawReasons;
use crate::strings::common;
use crate::strings::table as words;
use crate::widgets::icon::drawing;
use crate::widgets::{IconView, cell};

const HEADING: &str = "peek-heading";

/// The panel, which is there only while it is open.
pub(super) fn panel(table: Table) -> AnyView {
    let row = Memo::new(move |_| {
        let place = table.cursor.get().filter(|_| table.peek.get())?;
        table.seen.with(|seen| seen.rows.get(place).cloned())
    });
    let content = move || row.get().map(|row| sheet(table, &row));
    content.into_any()
}

/// Opens the panel for a row by its menu, and goes there.
pub(super) fn open(table: Table, row: &Row) {
    let place = table
        .seen
        .with_untracked(|seen| seen.rows.iter().position(|one| one.id == row.id));
    table.cursor.set(place);
    table.peek.set(true);
    request_animation_frame(|| {
        let heading = document().get_element_by_id(HEADING);
        if let Some(heading) = heading.and_then(|heading| heading.dyn_into::<web_sys::HtmlElement>().ok()) {
            let _ = heading.focus();
        }
    });
}

/// Closes the panel; whoever was in it goes on at the row.
pub(super) fn close(table: Table, node: NodeRef<html::Section>) {
    let within = node.get_untracked().is_some_and(|panel| {
        document()
            .active_element()
            .is_some_and(|active| panel.contains(Some(&active)))
    });
    table.peek.set(false);
    if within && let Some(place) = table.cursor.get_untracked() {
        keys::focus_row(place);
    }
}

fn sheet(table: Table, row: &Row) -> AnyView {
    let id = row.id;
    let node = NodeRef::<html::Section>::new();
    let label = table.label(row);
    let label = if label.is_empty() {
        words::details(table.resource())
    } else {
        label
    };
    let href = untrack(move || table.row_href(id));
    let may_edit = untrack(move || table.may(Verb::Update)) && table.page.offers(Verb::Update);
    let opens = if may_edit { words::EDIT } else { words::OPEN };
    let facts = table.page.columns.iter().skip(1).filter_map(|column| {
        let value = row.get(&column.field);
        (!cell::is_blank(column.cell, &column.field, value)).then(|| {
            view! {
                <dt class="text-muted">{column.title}</dt>
                <dd class="min-w-0 break-words">{cell::cell(column.cell, &column.field, value, id, None)}</dd>
            }
        })
    });
    view! {
        <section node_ref=node class="peek" aria-labelledby=HEADING>
            <header class="flex shrink-0 items-center gap-1 border-b border-line py-3 pr-3 pl-5">
                <h2 id=HEADING tabindex="-1" class="min-w-0 grow truncate text-lg font-semibold outline-none" title=label.clone()>
                    {label.clone()}
                </h2>
                {step(table, false)}
                {step(table, true)}
                <button
                    type="button"
                    class="btn btn-ghost btn-icon btn-sm"
                    aria-label=common::CLOSE
                    on:click=move |_| close(table, node)
                >
                    <IconView icon=icondata_lu::LuX />
                </button>
            </header>
            <div class="min-h-0 grow overflow-y-auto px-5 py-4" tabindex="0" role="group" aria-labelledby=HEADING>
                {picture::large(table, id)}
                <dl class="grid grid-cols-[auto_1fr] gap-x-6 gap-y-2 text-sm">{facts.collect_view()}</dl>
                {why_here(table, id)}
                {belongings::lists(table, id)}
                {belongings::history(table, id)}
            </div>
            <footer class="flex shrink-0 flex-wrap gap-2 border-t border-line px-5 py-3">
                <a class="btn btn-sm" href=href data-noscroll="true">
                    {opens}
                </a>
                {offered(table, row)}
            </footer>
        </section>
    }
    .into_any()
}

/// Why the keywords of a cluster are in it, or a keyword where it is.
fn why_here(table: Table, id: Uuid) -> Option<AnyView> {
    let resource = table.resource();
    let told = matches!(resource, Resource::Clusters | Resource::Keywords);
    let draw = use_context::<DrawReasons>()?.0;
    told.then(|| (move || draw(resource, id)).into_any())
}

/// What can be done to the row; what cannot now stays in the menu, which says why.
fn offered(table: Table, row: &Row) -> AnyView {
    let id = row.id;
    let all = table.page.row_actions.iter();
    let all = all.filter(|action| !action.destructive && action.kind != ActionKind::Edit);
    let all = all.filter(|action| untrack(move || table.may(action.verb())));
    let all = all.filter(|action| action.refusal(table.page.entity, row).is_none());
    all.map(|action| {
        let click = move |_| actions::start(table, action, Selection::Ids(vec![id]), 1);
        view! {
            <button type="button" class="btn btn-sm" on:click=click>
                <IconView icon=drawing(action.icon) />
                {action.label}
            </button>
        }
    })
    .collect_view()
    .into_any()
}

/// The button to the row before or after.
fn step(table: Table, down: bool) -> AnyView {
    let (icon, label) = if down {
        (icondata_lu::LuChevronDown, words::NEXT_ROW)
    } else {
        (icondata_lu::LuChevronUp, words::PREVIOUS_ROW)
    };
    let ends = move || {
        let last = table.seen.with(|seen| seen.rows.len()).checked_sub(1);
        table.cursor.get() == if down { last } else { Some(0) }
    };
    view! {
        <button
            type="button"
            class="btn btn-ghost btn-icon btn-sm"
            aria-label=label
            disabled=ends
            on:click=move |_| {
                keys::step(table, down);
            }
        >
            <IconView icon=icon />
        </button>
    }
    .into_any()
}
