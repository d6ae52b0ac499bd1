//! The keys of a list: `j` and `k` move, arrows go to a cell, space opens the side panel, `x` selects, `e` edits, Enter opens, Esc
//! lets go, Ctrl+Z takes back; Shift and an arrow move a card.

use igny8::value::Row;
use leptos::ev;
use leptos::leptos_dom::helpers::window_event_listener;
use leptos::prelude::*;

use super::table::Table;
use super::toolbar::SEARCH_ID;
use super::{edit, moves};
use crate::state::browser;

/// Listens as long as the page shows.
pub(super) fn listen(table: Table) {
    Effect::new(move |_| {
        let handle = window_event_listener(ev::keydown, move |event| pressed(table, &event));
        on_cleanup(move || handle.remove());
    });
}

fn pressed(table: Table, event: &ev::KeyboardEvent) {
    let back = (event.ctrl_key() || event.meta_key()) && !event.shift_key() && !event.alt_key();
    if back && event.key().eq_ignore_ascii_case("z") && !event.default_prevented() && !is_covered() {
        // Whoever is typing takes back what was typed.
        if !takes_text(event) && table.undo_last() {
            event.prevent_default();
        }
        return;
    }
    if event.default_prevented() || event.ctrl_key() || event.meta_key() || event.alt_key() || is_covered() {
        return;
    }
    if table.editing.with_untracked(Option::is_some) {
        return;
    }
    let key = event.key();
    if takes_text(event) {
        if key == "Escape"
            && document()
                .active_element()
                .is_some_and(|element| element.id() == SEARCH_ID)
        {
            leave_search();
        }
        return;
    }
    let done = match key.as_str() {
        "j" => step(table, true),
        "k" => step(table, false),
        // It ticks the box that it is on, and presses the button.
        " " if !on_control() && !is_on(&["INPUT"]) => peek(table),
        "x" | "X" => here(table).map(|row| table.toggle(row.id, key == "X")).is_some(),
        "e" => edit_cell() || open(table),
        "ArrowRight" | "ArrowLeft" | "ArrowUp" | "ArrowDown" if event.shift_key() => {
            here(table).is_some_and(|row| moves::by_key(table, &row, &key))
        }
        "ArrowRight" | "ArrowLeft" => table
            .cursor
            .get_untracked()
            .is_some_and(|place| edit::step(place, key == "ArrowRight")),
        // On a link or a button, Enter is theirs.
        "Enter" if !on_control() => open(table),
        "Escape" => let_go(table),
        _ => false,
    };
    if done {
        event.prevent_default();
    }
}

/// Whether a dialog or a menu is open, which has the keys to itself.
fn is_covered() -> bool {
    document()
        .query_selector("dialog[open], [popover]:popover-open")
        .ok()
        .flatten()
        .is_some()
}

/// Whether the key is typed into something; a box that is ticked is not.
fn takes_text(event: &ev::KeyboardEvent) -> bool {
    let ticks = document().active_element().is_some_and(|element| {
        element.tag_name() == "INPUT"
            && matches!(
                element.get_attribute("type").as_deref(),
                Some("checkbox" | "radio")
            )
    });
    !ticks && browser::is_typing(event)
}

fn on_control() -> bool {
    is_on(&["A", "BUTTON", "SUMMARY"])
}

/// Whether an element of one of these names has the focus.
fn is_on(names: &[&str]) -> bool {
    document()
        .active_element()
        .is_some_and(|element| names.contains(&element.tag_name().as_str()))
}

fn leave_search() {
    use leptos::wasm_bindgen::JsCast;
    if let Some(input) = document()
        .active_element()
        .and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok())
    {
        let _ = input.blur();
    }
}

fn here(table: Table) -> Option<Row> {
    let place = table.cursor.get_untracked()?;
    table.seen.with_untracked(|seen| seen.rows.get(place).cloned())
}

fn open(table: Table) -> bool {
    let Some(row) = here(table) else { return false };
    let href = untrack(move || table.row_href(row.id));
    table.go(&href, false);
    true
}

/// Edits the cell whose pencil has the focus.
fn edit_cell() -> bool {
    use leptos::wasm_bindgen::JsCast;
    let pencil = edit::focused().and_then(|_| document().active_element());
    pencil
        .and_then(|pencil| pencil.dyn_into::<web_sys::HtmlElement>().ok())
        .is_some_and(|pencil| {
            pencil.click();
            true
        })
}

/// Opens the side panel of the row, or closes it; without a row, of the first.
fn peek(table: Table) -> bool {
    if table.cursor.get_untracked().is_none() && !step(table, true) {
        return false;
    }
    table.peek.update(|open| *open = !*open);
    true
}

/// Puts the focus on a row's first link.
pub(super) fn focus_row(place: usize) {
    use leptos::wasm_bindgen::JsCast;
    let link = document().query_selector(&format!("#row-{place} a"));
    if let Some(link) = link
        .ok()
        .flatten()
        .and_then(|link| link.dyn_into::<web_sys::HtmlElement>().ok())
    {
        let _ = link.focus();
    }
}

/// Goes to the next row or the one before.
pub(super) fn step(table: Table, down: bool) -> bool {
    let last = table.seen.with_untracked(|seen| seen.rows.len()).checked_sub(1);
    let Some(last) = last else { return false };
    let place = match table.cursor.get_untracked() {
        None => 0,
        Some(place) if down => (place + 1).min(last),
        Some(place) => place.saturating_sub(1),
    };
    table.cursor.set(Some(place));
    if let Some(key) = edit::focused() {
        edit::focus(place, &key);
    }
    browser::show(&format!("row-{place}"));
    true
}

/// First the side panel closes, then the row is let go, then the selection.
fn let_go(table: Table) -> bool {
    if table.peek.get_untracked() {
        table.peek.set(false);
        return true;
    }
    if table.cursor.get_untracked().is_some() {
        table.cursor.set(None);
        return true;
    }
    let some = table.picked.with_untracked(|picked| !picked.is_empty());
    if some {
        table.picked.update(super::selection::RowSelection::clear);
    }
    some
}
