//! The calendar: rows by the days of a month, taken to another day by dragging, by their menu, or by keys. On a phone it is the
//! list of the days that have some.

use igny8::entity::Field;
use igny8::month::{Day, Month};
use igny8::page::{Layout, TablePage};
use igny8::query::{Condition, Direction, MAX_PAGE_SIZE};
use igny8::services::Page;
use igny8::value::Row;
use leptos::ev;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::card::card;
use super::empty;
use super::moves;
use super::state::ListState;
use super::table::{Seen, Table};
use crate::server_fns;
use crate::state::browser::in_browser;
use crate::state::toasts::leave_if_signed_out;
use crate::strings::table as words;
use crate::widgets::{IconView, Skeleton, failed};

/// A month with its rows; which month that is of today is found out once, where it was asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Sheet {
    month: String,
    rows: Page,
}

/// The calendar of the rows that match.
pub(super) fn calendar(table: Table) -> AnyView {
    let Some(field) = table.page.calendar else {
        return ().into_any();
    };
    let asked = Memo::new(move |_| {
        let state = table.state.try_with(|state| state.as_ref().ok().cloned());
        state.flatten().map(|state| {
            let month = state.month.map(|month| month.to_string());
            (month, state.query.to_query_string(table.page))
        })
    });
    let sheet = Resource::new_blocking(
        move || (asked.try_get().flatten(), table.changes.try_get()),
        move |(asked, _)| async move {
            let (month, query) = asked.unwrap_or_default();
            let month = month.unwrap_or_else(this_month);
            let query = query_of(table.page, &field, &month, &query);
            let rows = server_fns::list(table.resource(), query).await?;
            Ok::<_, server_fns::Failure>(Sheet { month, rows })
        },
    );
    // The server knows no zone but its own: days are those of UTC until the page runs.
    let local = RwSignal::new(false);
    Effect::new(move |_| local.set(true));
    let wrong = move || {
        table.state.with(|state| {
            let problem = state.as_ref().err()?;
            Some(empty::bad_address(table, problem))
        })
    };
    let days = move || {
        let local = local.get();
        sheet.get().map(|found| match found {
            Ok(sheet) => drawn(table, field, &sheet, local),
            Err(failure) => {
                leave_if_signed_out(&failure);
                failed(&failure, Callback::new(move |()| table.refresh()))
            }
        })
    };
    view! {
        {wrong}
        <Transition fallback=|| view! { <Skeleton lines=10 /> } set_pending=table.pending>
            {days}
        </Transition>
    }
    .into_any()
}

/// The month of today.
fn this_month() -> String {
    today().map_or_else(|| "2026-01".to_owned(), |day| day.month().to_string())
}

/// The day of today: where the person is, or on the server that of UTC.
fn today() -> Option<Day> {
    if in_browser() {
        return local_day(&js_sys::Date::new_0());
    }
    let since = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .ok()?;
    let days = i64::try_from(since.as_secs() / 86_400).ok()?;
    Some(Day::read("1970-01-01")?.plus(days))
}

fn local_day(date: &js_sys::Date) -> Option<Day> {
    Day::read(&format!(
        "{:04}-{:02}-{:02}",
        date.get_full_year(),
        date.get_month() + 1,
        date.get_date()
    ))
}

/// The day of a time, where the person is or in UTC.
fn day_of(at: &str, local: bool) -> Option<Day> {
    if local && in_browser() {
        return local_day(&js_sys::Date::new(&at.into()));
    }
    Day::read(at)
}

/// What the list is asked for: the rows of the weeks of a month, and of a day before and after, which may be part of it elsewhere.
fn query_of(page: &'static TablePage, field: &Field, month: &str, query: &str) -> String {
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

/// The rows of one day with their places among those that show.
type OfDay = Vec<(usize, Row)>;

fn drawn(table: Table, field: Field, sheet: &Sheet, local: bool) -> AnyView {
    let Some(month) = Month::read(&sheet.month) else {
        return ().into_any();
    };
    let days: Vec<Day> = month.weeks().collect();
    let of = |day: &Day| {
        let at = |row: &&Row| row.get(&field).as_str().and_then(|at| day_of(at, local)) == Some(*day);
        sheet.rows.results.iter().filter(at).cloned().collect::<Vec<_>>()
    };
    let mut rows = Vec::new();
    let mut each: Vec<(Day, OfDay)> = Vec::with_capacity(days.len());
    for day in days {
        let own = of(&day);
        let placed = own
            .iter()
            .cloned()
            .enumerate()
            .map(|(i, row)| (rows.len() + i, row))
            .collect();
        rows.extend(own);
        each.push((day, placed));
    }
    let none = rows.is_empty();
    note(table, rows, &sheet.rows);
    let left = sheet.rows.count.saturating_sub(sheet.rows.results.len() as u64);
    let more = (left > 0).then(|| {
        let href = move || table.list().laid_out(Layout::Table).href(table.page);
        view! {
            <p class="mt-2 text-sm text-muted">
                {words::calendar_rest(left)} " "
                <a class="link" href=href data-noscroll="true">{words::SHOW_AS_TABLE}</a>
            </p>
        }
    });
    let now = local.then(today).flatten();
    let cells = each
        .into_iter()
        .map(|(day, rows)| cell(table, field, month, day, rows, now == Some(day)))
        .collect_view();
    let names = words::WEEKDAYS
        .map(|name| view! { <div class="px-2 py-1.5 text-xs font-medium text-muted">{name}</div> });
    let empty = none
        .then(|| view! { <p class="px-3 py-6 text-center text-muted sm:hidden">{words::EMPTY_MONTH}</p> });
    view! {
        {head(table, month)}
        <section class="card overflow-hidden" aria-label=words::month(month)>
            <div class="hidden grid-cols-7 border-b border-line sm:grid" aria-hidden="true">{names.into_iter().collect_view()}</div>
            <ol class="calendar">{cells}</ol>
            {empty}
        </section>
        {more}
    }
    .into_any()
}

/// Notes what shows, by day, for keys, the side panel and the bar of the selection.
fn note(table: Table, rows: Vec<Row>, page: &Page) {
    let seen = Seen {
        count: page.count,
        estimated: page.count_estimated,
        rows,
    };
    Effect::new(move |_| {
        let here = table.cursor.get_untracked().and_then(|place| {
            table
                .seen
                .with_untracked(|seen| seen.rows.get(place).map(|row| row.id))
        });
        let place = here.and_then(|id| seen.rows.iter().position(|row| row.id == id));
        table.cursor.set(place);
        table.seen.set(seen.clone());
    });
}

/// The month, with links to those beside it and to that of today.
fn head(table: Table, month: Month) -> AnyView {
    let to = move |by: i64| move || table.list().in_month(month.plus(by)).href(table.page);
    let today = move || {
        let state = ListState {
            month: None,
            ..table.list()
        };
        state.href(table.page)
    };
    view! {
        <div class="mb-3 flex items-center gap-2">
            <h2 class="grow text-lg font-semibold" aria-live="polite">{words::month(month)}</h2>
            <a class="btn btn-sm" href=today data-noscroll="true">{words::TODAY}</a>
            <a class="btn btn-sm btn-icon" href=to(-1) aria-label=words::PREVIOUS_MONTH data-noscroll="true">
                <IconView icon=icondata_lu::LuChevronLeft />
            </a>
            <a class="btn btn-sm btn-icon" href=to(1) aria-label=words::NEXT_MONTH data-noscroll="true">
                <IconView icon=icondata_lu::LuChevronRight />
            </a>
        </div>
    }
    .into_any()
}

fn cell(table: Table, field: Field, month: Month, day: Day, rows: OfDay, is_today: bool) -> AnyView {
    let over = RwSignal::new(false);
    let free = Memo::new(move |_| table.dragged.with(Option::is_some));
    let hover = move |event: ev::DragEvent| {
        if free.get_untracked() {
            event.prevent_default();
            over.set(true);
        }
    };
    let dropped = move |event: ev::DragEvent| {
        event.prevent_default();
        over.set(false);
        let row = table.dragged.get_untracked();
        table.dragged.set(None);
        let Some(row) = row else { return };
        let from = row.get(&field).as_str().and_then(|at| day_of(at, true));
        if let Some(from) = from.filter(|from| *from != day) {
            moves::by_days(table, &row, day.since(from));
        }
    };
    let beside = day.month() != month;
    let look = if rows.is_empty() {
        "calendar-day max-sm:hidden"
    } else {
        "calendar-day"
    };
    let class = move || {
        let ground = if over.get() {
            "board-over"
        } else if beside {
            "bg-sunken/50"
        } else {
            ""
        };
        format!("{look} {ground}")
    };
    let number = if is_today {
        "inline-flex size-6 items-center justify-center rounded-full bg-brand font-semibold text-on-brand"
    } else if beside {
        "inline-flex size-6 items-center justify-center text-muted"
    } else {
        "inline-flex size-6 items-center justify-center"
    };
    let cards = rows.iter().map(|(place, row)| {
        let drags = moves::is_movable(table, &field, row);
        card(table, row, *place, &[], drags)
    });
    view! {
        <li
            class=class
            aria-current=is_today.then_some("date")
            on:dragenter=hover
            on:dragover=hover
            on:dragleave=move |_| over.set(false)
            on:drop=dropped
        >
            <time datetime=day.to_string() class="text-xs">
                <span class="max-sm:hidden" aria-hidden="true">
                    <span class=number>{day.of_month()}</span>
                </span>
                <span class="sm:sr-only font-semibold">{words::day(day)}</span>
            </time>
            <ul class="mt-1 space-y-1">{cards.collect_view()}</ul>
        </li>
    }
    .into_any()
}
