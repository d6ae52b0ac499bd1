//! The calendar: rows by the days of a month, taken to another day by dragging, by their menu, or by keys. On a phone it is the
//! list of the days that have some.

use igny8::entity::Field;
use igny8::month::{Day, Month};
use igny8::page::Layout;
use igny8::services::Page;
use igny8::value::Row;
use leptos::ev;
use leptos::prelude::*;

use super::asked::{Laid, local_day, today};
use super::card::card;
use super::empty;
use super::moves;
use super::state::ListState;
use super::table::{Seen, Table};
use crate::state::browser::in_browser;
use crate::strings::{common, table as words};
use crate::widgets::{IconView, Skeleton, failed};

/// The calendar of the rows that match.
pub(super) fn calendar(table: Table) -> AnyView {
    let Some(field) = table.page.calendar else {
        return ().into_any();
    };
    // The server knows no zone but its own: days are those of UTC until the page runs.
    let local = RwSignal::new(false);
    Effect::new(move |_| local.set(true));
    let days = move || {
        // Rows that are still on their way when the calendar gives way to a table are drawn there.
        let local = local.try_get()?;
        table.laid().get().map(|found| match found {
            Ok(laid) => drawn(table, field, &laid, local),
            Err(failure) => failed(&failure, Callback::new(move |()| table.refresh())),
        })
    };
    view! {
        {empty::bad_address(table)}
        <Transition fallback=|| view! { <Skeleton lines=10 /> } set_pending=table.waits()>
            {days}
        </Transition>
    }
    .into_any()
}

/// The day of a time, where the person is or in UTC.
fn day_of(at: &str, local: bool) -> Option<Day> {
    if local && in_browser() {
        return local_day(&js_sys::Date::new(&at.into()));
    }
    Day::read(at)
}

/// The rows of one day with their places among those that show.
type OfDay = Vec<(usize, Row)>;

fn drawn(table: Table, field: Field, laid: &Laid, local: bool) -> AnyView {
    let (Some(month), Some(page)) = (Month::read(&laid.month), laid.pages.first()) else {
        return view! { <Skeleton lines=10 /> }.into_any();
    };
    let days: Vec<Day> = month.weeks().collect();
    let of = |day: &Day| {
        let at = |row: &&Row| row.get(&field).as_str().and_then(|at| day_of(at, local)) == Some(*day);
        page.results.iter().filter(at).cloned().collect::<Vec<_>>()
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
    note(table, rows, page);
    let left = page.count.saturating_sub(page.results.len() as u64);
    let more = (left > 0).then(|| {
        let href = move || table.list().laid_out(Layout::Table).href(table.page);
        view! {
            <p class="mt-2 text-sm text-muted">
                {words::calendar_rest(left)} " "
                <a class="link" href=href data-noscroll="true">{common::AS_TABLE}</a>
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
    table.sees(seen);
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
