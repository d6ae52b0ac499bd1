//! The board: cards in a column for each choice of a field, taken from one to another by dragging, by a card's menu, or by keys.

use igny8::choice::Choice;
use igny8::page::Board;
use igny8::services::Page;
use leptos::ev;
use leptos::prelude::*;

use super::asked::column_state;
use super::card::card;
use super::empty;
use super::moves::{self, column_name};
use super::table::{Seen, Table};
use crate::strings::number::count;
use crate::strings::table as words;
use crate::widgets::{Skeleton, failed};

type Column = Option<&'static Choice>;

/// The board of the rows that match.
pub(super) fn board(table: Table) -> AnyView {
    let Some(board) = table.page.board else {
        return ().into_any();
    };
    let columns = move || {
        table.laid().get().map(|found| match found {
            // Those of another layout are not for these columns.
            Ok(laid) if laid.pages.len() != board.columns().count() => {
                view! { <Skeleton lines=10 /> }.into_any()
            }
            Ok(laid) => {
                note(table, &laid.pages);
                drawn(table, &board, &laid.pages)
            }
            Err(failure) => failed(&failure, Callback::new(move |()| table.refresh())),
        })
    };
    view! {
        {empty::bad_address(table)}
        <Transition fallback=|| view! { <Skeleton lines=10 /> } set_pending=table.waits()>
            {columns}
        </Transition>
    }
    .into_any()
}

/// Notes what shows, in the order of the columns, for keys, the side panel and the bar of the selection.
fn note(table: Table, pages: &[Page]) {
    let rows: Vec<_> = pages
        .iter()
        .flat_map(|page| page.results.iter().cloned())
        .collect();
    let seen = Seen {
        count: pages.iter().map(|page| page.count).sum(),
        estimated: pages.iter().any(|page| page.count_estimated),
        rows,
    };
    table.sees(seen);
}

fn drawn(table: Table, board: &Board, pages: &[Page]) -> AnyView {
    let mut place = 0;
    let mut columns = Vec::with_capacity(pages.len());
    for (column, page) in board.columns().zip(pages) {
        columns.push(drawn_column(table, *board, column, page, place));
        place += page.results.len();
    }
    view! {
        <div class="board" role="group" aria-label=words::BOARD tabindex="0">
            {columns}
        </div>
    }
    .into_any()
}

fn drawn_column(table: Table, board: Board, column: Column, page: &Page, first: usize) -> AnyView {
    let key = board.field.key;
    let heading = format!("column-{}", board.condition(column).1);
    let over = RwSignal::new(false);
    let leads = Memo::new(move |_| {
        table
            .dragged
            .with(|row| row.as_ref().is_some_and(|row| moves::leads(table, row, column)))
    });
    let hover = move |event: ev::DragEvent| {
        if leads.get_untracked() {
            event.prevent_default();
            over.set(true);
        }
    };
    let dropped = move |event: ev::DragEvent| {
        event.prevent_default();
        over.set(false);
        let row = table.dragged.get_untracked();
        table.dragged.set(None);
        if let Some(row) = row {
            moves::to_column(table, &row, column);
        }
    };
    let class = move || match (leads.get(), over.get()) {
        (true, true) => "board-column board-over",
        (true, false) => "board-column board-free",
        (false, _) => "board-column",
    };
    let cards = page.results.iter().enumerate().map(|(i, row)| {
        let drags = board.columns().any(|to| moves::leads(table, row, to));
        card(table, row, first + i, &[key], drags)
    });
    let cards = cards.collect_view();
    let rest = page.count.saturating_sub(page.results.len() as u64);
    let more = (rest > 0).then(|| {
        let href = move || {
            let mut state = table.list();
            // An address says each field once.
            state
                .query
                .conditions
                .retain(|condition| condition.field().key != key);
            let state = column_state(table.page, &board, &state, column);
            state.laid_out(igny8::page::Layout::Table).href(table.page)
        };
        view! {
            <a class="link block px-1 py-2 text-sm" href=href data-noscroll="true">
                {words::view_all(page.count, page.count_estimated)}
            </a>
        }
    });
    let number = if page.count_estimated {
        format!("{}+", count(page.count))
    } else {
        count(page.count)
    };
    let labelled = heading.clone();
    view! {
        <section
            class=class
            aria-labelledby=labelled
            on:dragenter=hover
            on:dragover=hover
            on:dragleave=move |_| over.set(false)
            on:drop=dropped
        >
            <h2 id=heading class="flex items-baseline gap-2 px-1 text-sm font-semibold">
                {column_name(column)}
                " "
                <span class="font-normal text-muted tabular-nums">{number}</span>
            </h2>
            <ul class="mt-2 space-y-2">{cards}</ul>
            {more}
        </section>
    }
    .into_any()
}
