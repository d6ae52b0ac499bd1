//! The menu of a row: one for the whole table, opened by the row's button, a right click or the keyboard.

use std::sync::Arc;

use igny8::page::{Action, ActionKind, Layout};
use igny8::permission::Verb;
use igny8::services::Selection;
use igny8::value::Row;
use leptos::ev;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;

use super::table::Table;
use super::{actions, moves, peek};
use crate::strings::table as words;
use crate::widgets::IconView;
use crate::widgets::icon::drawing;
use crate::widgets::menu::{MenuPanel, close, open_at};

const ID: &str = "row-menu";

/// The menu, empty until a row asks for it.
pub(super) fn menu(table: Table) -> AnyView {
    let content = move || table.menu.get().map(|row| entries(table, &row));
    view! {
        <MenuPanel id=ID label=words::MORE>
            {content}
        </MenuPanel>
    }
    .into_any()
}

/// The button that opens the menu of the row called `label`; `size` says how large it is and what it leaves.
pub(super) fn button(table: Table, row: Arc<Row>, label: &str, size: &str) -> AnyView {
    view! {
        <button
            type="button"
            class=format!("inline-flex items-center justify-center rounded-sm text-muted hover:bg-sunken hover:text-ink {size}")
            aria-haspopup="menu"
            aria-label=words::actions_for(label)
            on:click=move |event| by_button(table, &row, &event)
        >
            <IconView icon=icondata_lu::LuEllipsis />
        </button>
    }
    .into_any()
}

/// Opens the menu of a row below its button.
fn by_button(table: Table, row: &Row, event: &ev::MouseEvent) {
    let Some(button) = event
        .current_target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
    else {
        return;
    };
    let at = button.get_bounding_client_rect();
    show(table, row, at.right(), at.bottom() + 4.0);
}

/// Opens the menu of a row at the pointer. Where the button is still held, as on Linux and macOS, it waits for its
/// release, since that would dismiss the menu again.
pub(super) fn by_pointer(table: Table, row: &Row, event: &ev::MouseEvent) {
    let own_menu = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    if own_menu.is_some_and(|element| element.closest("a, form").ok().flatten().is_some()) {
        // A link keeps the browser's own menu, with its new tab and copy, and an input its paste.
        return;
    }
    event.prevent_default();
    let at = (f64::from(event.client_x()), f64::from(event.client_y()));
    if event.buttons() & 2 == 0 {
        show(table, row, at.0, at.1);
    } else {
        table.menu.set(Some(row.clone()));
        table.held.set_value(Some(at));
    }
}

/// Opens the menu that waited for the button's release.
pub(super) fn released(table: Table) {
    if let Some((x, y)) = table.held.get_value() {
        table.held.set_value(None);
        request_animation_frame(move || open_at(ID, x, y));
    }
}

fn show(table: Table, row: &Row, x: f64, y: f64) {
    table.menu.set(Some(row.clone()));
    // The entries must be drawn before the menu is measured and its first entry focused.
    request_animation_frame(move || open_at(ID, x, y));
}

fn entries(table: Table, row: &Row) -> AnyView {
    let id = row.id;
    let may_edit = untrack(move || table.may(Verb::Update)) && table.page.offers(Verb::Update);
    let href = untrack(move || table.row_href(id));
    let actions = table
        .page
        .row_actions
        .iter()
        .filter(|action| action.kind != ActionKind::Edit && untrack(move || table.may(action.verb())));
    let actions = actions
        .map(|action| entry(table, action, id, action.refusal(table.page.entity, row)))
        .collect_view();
    let seen = row.clone();
    let look = move |_| {
        close(ID);
        peek::open(table, &seen);
    };
    let (icon, label) = if may_edit {
        (icondata_lu::LuPencil, words::EDIT)
    } else {
        (icondata_lu::LuSquareArrowOutUpRight, words::OPEN)
    };
    view! {
        <a class="menu-item" role="menuitem" href=href data-noscroll="true" on:click=move |_| close(ID)>
            <IconView icon=icon />
            {label}
        </a>
        <button type="button" class="menu-item" role="menuitem" on:click=look>
            <IconView icon=icondata_lu::LuPanelRightOpen />
            {words::PEEK}
        </button>
        {steps(table, row)}
        {actions}
    }
    .into_any()
}

/// Where the card of a row can go, while the rows are laid out as cards.
fn steps(table: Table, row: &Row) -> AnyView {
    match untrack(move || table.list()).layout {
        Layout::Board => {
            let columns = moves::columns(table, row).into_iter().map(|(column, why)| {
                let (own, label) = (row.clone(), words::move_to(moves::column_name(column)));
                let go = move |_| {
                    close(ID);
                    moves::to_column(table, &own, column);
                };
                step(label, why, go)
            });
            columns.collect_view().into_any()
        }
        Layout::Calendar => {
            let movable = table
                .page
                .calendar
                .is_some_and(|field| moves::is_movable(table, &field, row));
            let steps = [
                (1, words::DAY_LATER),
                (-1, words::DAY_EARLIER),
                (7, words::WEEK_LATER),
            ];
            let steps = steps.into_iter().filter(|_| movable).map(|(days, label)| {
                let own = row.clone();
                let go = move |_| {
                    close(ID);
                    moves::by_days(table, &own, days);
                };
                step(label.to_owned(), None, go)
            });
            steps.collect_view().into_any()
        }
        Layout::Table | Layout::Gallery => ().into_any(),
    }
}

fn step(label: String, why: Option<&'static str>, go: impl Fn(ev::MouseEvent) + 'static) -> AnyView {
    view! {
        <button type="button" class="menu-item" role="menuitem" disabled=why.is_some() title=why on:click=go>
            <IconView icon=icondata_lu::LuArrowRight />
            <span class="min-w-0">
                {label}
                {why.map(|why| view! { <span class="block max-w-56 text-xs whitespace-normal text-muted">{why}</span> })}
            </span>
        </button>
    }
    .into_any()
}

/// One action; where it cannot be done to the row, it says why.
fn entry(table: Table, action: &'static Action, id: uuid::Uuid, refusal: Option<&'static str>) -> AnyView {
    let look = if action.destructive {
        "menu-item text-bad"
    } else {
        "menu-item"
    };
    let click = move |_| {
        close(ID);
        actions::start(table, action, Selection::Ids(vec![id]), 1);
    };
    view! {
        <button type="button" class=look role="menuitem" disabled=refusal.is_some() title=refusal on:click=click>
            <IconView icon=drawing(action.icon) />
            <span class="min-w-0">
                {action.label}
                {refusal.map(|why| view! { <span class="block max-w-56 text-xs whitespace-normal text-muted">{why}</span> })}
            </span>
        </button>
    }
    .into_any()
}
