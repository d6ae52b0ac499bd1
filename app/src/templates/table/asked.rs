//! What a board and a calendar ask the list for. It is asked with the page, since whatever is drawn may be made several times on
//! the server and only once in the browser, which must find the same answers.

use futures::future::join_all;
use igny8::choice::Choice;
use igny8::entity::Field;
use igny8::error::Problem;
use igny8::month::{Day, Month};
use igny8::page::{Board, Layout, TablePage};
use igny8::query::{Condition, Direction, MAX_PAGE_SIZE};
use igny8::services::Page;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::state::ListState;
use crate::server_fns::{self, Failure};
use crate::state::browser::in_browser;

/// Cards of a column; the list behind it has the rest.
const CARDS: u32 = 50;

/// The rows of a board by column, or of a calendar; nothing for a table.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Laid {
    /// The month of a calendar; that of today is found out where it is asked for.
    pub(super) month: String,
    /// The answers.
    pub(super) pages: Vec<Page>,
}

/// What is asked.
#[derive(Clone, Debug, PartialEq)]
enum Asked {
    /// Each column.
    Board(Vec<String>),
    /// A month, or that of today, and what the list is narrowed to.
    Calendar(Option<String>, String),
}

/// The answers, asked again whenever rows may have changed.
pub(super) fn laid(
    page: &'static TablePage,
    state: Memo<Result<ListState, Problem>>,
    changes: RwSignal<u32>,
) -> Resource<Result<Laid, Failure>> {
    let asked = Memo::new(move |_| {
        let asks = |state: &Result<ListState, Problem>| asks(page, state.as_ref().ok()?);
        state.try_with(asks).flatten()
    });
    Resource::new_blocking(
        move || {
            let asked = asked.try_get().flatten();
            // A table is not read for them.
            let changes = asked.is_some().then(|| changes.try_get()).flatten();
            (asked, changes)
        },
        move |(asked, _)| answers(page, asked),
    )
}

fn asks(page: &'static TablePage, state: &ListState) -> Option<Asked> {
    match state.layout {
        Layout::Board => Some(Asked::Board(queries(page, &page.board?, state))),
        Layout::Calendar => {
            let month = state.month.map(|month| month.to_string());
            Some(Asked::Calendar(month, state.query.to_query_string(page)))
        }
        Layout::Table | Layout::Gallery => None,
    }
}

async fn answers(page: &'static TablePage, asked: Option<Asked>) -> Result<Laid, Failure> {
    let ask = move |query| server_fns::list(page.resource(), query);
    match (asked, page.calendar) {
        (Some(Asked::Board(queries)), _) => {
            let month = String::new();
            if in_browser() {
                let found = join_all(queries.into_iter().map(ask)).await;
                let pages = found.into_iter().collect::<Result<Vec<Page>, Failure>>()?;
                return Ok(Laid { month, pages });
            }
            // Whoever opens a page takes one connection to the database at a time.
            let mut pages = Vec::with_capacity(queries.len());
            for query in queries {
                pages.push(ask(query).await?);
            }
            Ok(Laid { month, pages })
        }
        (Some(Asked::Calendar(month, query)), Some(field)) => {
            let month = month
                .or_else(|| today().map(|day| day.month().to_string()))
                .unwrap_or_default();
            let pages = vec![ask(of_month(page, &field, &month, &query)).await?];
            Ok(Laid { month, pages })
        }
        _ => Ok(Laid::default()),
    }
}

/// What each column asks for. A column that the filters leave out gets nothing.
fn queries(page: &'static TablePage, board: &Board, state: &ListState) -> Vec<String> {
    let columns = board
        .columns()
        .map(|column| column_state(page, board, state, column));
    let asked = columns.map(|mut column| {
        column.query.page_size = CARDS;
        column.query.to_query_string(page)
    });
    asked.collect()
}

/// The list of one column's rows.
pub(super) fn column_state(
    page: &'static TablePage,
    board: &Board,
    state: &ListState,
    column: Option<&'static Choice>,
) -> ListState {
    let (key, value) = board.condition(column);
    let mut next = state.with(|query| query.group = None);
    if let Ok(own) = ListState::read(page, &format!("{key}={value}")) {
        // What the filters say of the same field stays, so that a column that they leave out stays empty.
        next.query.conditions.extend(own.query.conditions);
    }
    next
}

/// The rows of the weeks of a month, and of a day before and after, which may be part of it elsewhere.
fn of_month(page: &'static TablePage, field: &Field, month: &str, query: &str) -> String {
    let state = ListState::read(page, query).unwrap_or_else(|_| ListState::opening(page));
    let all: Vec<_> = Month::read(month).into_iter().flat_map(Month::weeks).collect();
    let (Some(first), Some(last)) = (all.first(), all.last()) else {
        return String::new();
    };
    let next = state.with(|query| {
        query
            .conditions
            .push(Condition::Since(*field, first.plus(-1).to_string()));
        query
            .conditions
            .push(Condition::Until(*field, last.plus(1).to_string()));
        query.group = None;
        query.page_size = MAX_PAGE_SIZE;
        if page.column(field.key).is_some_and(|column| column.sortable) {
            query.sort = (*field, Direction::Ascending);
        }
    });
    next.query.to_query_string(page)
}

/// The day of today: where the person is, or on the server that of UTC.
pub(super) fn today() -> Option<Day> {
    if in_browser() {
        return local_day(&js_sys::Date::new_0());
    }
    let since = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .ok()?;
    let days = i64::try_from(since.as_secs() / 86_400).ok()?;
    Some(Day::read("1970-01-01")?.plus(days))
}

/// The day of a time where the person is; in a browser only.
pub(super) fn local_day(date: &js_sys::Date) -> Option<Day> {
    Day::read(&format!(
        "{:04}-{:02}-{:02}",
        date.get_full_year(),
        date.get_month() + 1,
        date.get_date()
    ))
}
