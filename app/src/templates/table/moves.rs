//! Where a card can go: to another column of a board, to another day of a calendar; by dragging, by its menu, by keys.

use igny8::cards::{Way, at_time};
use igny8::choice::Choice;
use igny8::entity::Field;
use igny8::page::Layout;
use igny8::permission::Verb;
use igny8::services::Selection;
use igny8::value::{Record, Row, Value};
use leptos::prelude::*;

use super::table::Table;
use super::{actions, change};
use crate::strings::{common, table as words};

/// What a column of a board is called.
pub(super) fn column_name(column: Option<&'static Choice>) -> &'static str {
    column.map_or(common::NONE, |choice| choice.label)
}

/// The columns that a row's card could go to, with why it cannot where that is so now.
pub(super) fn columns(table: Table, row: &Row) -> Vec<(Option<&'static Choice>, Option<&'static str>)> {
    let Some(board) = table.page.board else {
        return Vec::new();
    };
    let ways = board
        .columns()
        .filter_map(|column| match way(table, row, column) {
            Ok(Some(_)) => Some((column, None)),
            Ok(None) => None,
            Err(why) => Some((column, Some(why))),
        });
    ways.collect()
}

/// What would take a row to a column, if the person may do it.
fn way(table: Table, row: &Row, to: Option<&'static Choice>) -> Result<Option<Way>, &'static str> {
    let Some(board) = &table.page.board else {
        return Ok(None);
    };
    let may = |way: &Way| {
        let verb = match way {
            Way::Set => Verb::Update,
            Way::Act(action) => action.verb(),
        };
        untrack(move || table.may(verb))
    };
    Ok(board.way(table.page, row, to)?.filter(may))
}

/// Whether a card may be dropped into a column.
pub(super) fn leads(table: Table, row: &Row, to: Option<&'static Choice>) -> bool {
    matches!(way(table, row, to), Ok(Some(_)))
}

/// Takes a row to a column, where that is allowed.
pub(super) fn to_column(table: Table, row: &Row, to: Option<&'static Choice>) {
    let Some(board) = &table.page.board else { return };
    match way(table, row, to) {
        Ok(Some(Way::Set)) => {
            let value = to.map_or(Value::Null, |choice| Value::Text(choice.value.to_owned()));
            let record = Record::from([(board.field.key.to_owned(), value)]);
            let said = words::moved(&table.label(row), column_name(to));
            change::give(table, row.id, record, said);
        }
        Ok(Some(Way::Act(action))) => actions::start(table, action, Selection::Ids(vec![row.id]), 1),
        Ok(None) => {}
        Err(why) => table.toasts.say(igny8::choice::Tone::Info, why),
    }
}

/// Whether the person may give a row another time.
pub(super) fn is_movable(table: Table, field: &Field, row: &Row) -> bool {
    untrack(move || table.may(Verb::Update)) && table.page.sets(field, row)
}

/// Takes a row so many days later, at the same time of day where the person is.
pub(super) fn by_days(table: Table, row: &Row, days: i64) {
    let Some(field) = table.page.calendar.filter(|field| is_movable(table, field, row)) else {
        return;
    };
    let Some(at) = row.get(&field).as_str().and_then(|at| later(at, days)) else {
        return;
    };
    let said = words::moved(&table.label(row), &crate::widgets::time::exact_local(&at));
    change::give(table, row.id, at_time(table.page, &field, &at), said);
}

/// The time so many days later; in a browser only.
fn later(at: &str, days: i64) -> Option<String> {
    if !crate::state::browser::in_browser() {
        return None;
    }
    let date = js_sys::Date::new(&at.into());
    if date.get_time().is_nan() {
        return None;
    }
    // By the day of the month, since days on which clocks are changed are not as long as others.
    let there = js_sys::Date::new_with_year_month_day_hr_min_sec(
        date.get_full_year(),
        i32::try_from(date.get_month()).ok()?,
        i32::try_from(i64::from(date.get_date()) + days).ok()?,
        i32::try_from(date.get_hours()).ok()?,
        i32::try_from(date.get_minutes()).ok()?,
        i32::try_from(date.get_seconds()).ok()?,
    );
    Some(there.to_iso_string().into())
}

/// Shift and an arrow: to the next column that a card may go to, or to another day.
pub(super) fn by_key(table: Table, row: &Row, key: &str) -> bool {
    match untrack(move || table.list()).layout {
        Layout::Board => {
            let Some(board) = &table.page.board else {
                return false;
            };
            let Some(here) = board.place_of(row) else {
                return false;
            };
            let all: Vec<_> = board.columns().collect();
            let to = match key {
                "ArrowRight" => all[here + 1..].iter().copied().find(|to| leads(table, row, *to)),
                "ArrowLeft" => all[..here]
                    .iter()
                    .rev()
                    .copied()
                    .find(|to| leads(table, row, *to)),
                _ => return false,
            };
            if let Some(to) = to {
                to_column(table, row, to);
            }
            to.is_some()
        }
        Layout::Calendar => {
            let days = match key {
                "ArrowRight" => 1,
                "ArrowLeft" => -1,
                "ArrowDown" => 7,
                _ => -7,
            };
            by_days(table, row, days);
            true
        }
        Layout::Table | Layout::Gallery => false,
    }
}
