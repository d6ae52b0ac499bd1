//! Where in the list the page is, and the way to the others.

use icondata_core::IconData;
use igny8::query::MAX_PAGE;
use igny8::services::Page;
use leptos::prelude::*;

use super::table::Table;
use crate::strings::table as words;
use crate::widgets::IconView;

/// How many rows a page may have.
const SIZES: [u32; 4] = [25, 50, 100, 200];

/// The line below the rows.
pub(super) fn pager(table: Table, listing: &Page) -> AnyView {
    let state = untrack(move || table.list());
    let page = table.page;
    let size = u64::from(listing.page_size.max(1));
    let shown = listing.results.len() as u64;
    let before = u64::from(listing.page.saturating_sub(1)) * size;
    let at = |number: u32| state.with(|query| query.page = number).href(page);
    let more = before + shown < listing.count || (listing.count_estimated && shown == size);
    let reachable = listing.page < MAX_PAGE;
    let previous = (listing.page > 1).then(|| at(listing.page - 1));
    let next = (more && reachable).then(|| at(listing.page + 1));
    let sizes = SIZES.map(|size| {
        let href = state.with(|query| query.page_size = size).href(page);
        let here = size == listing.page_size;
        let look = if here {
            "font-semibold text-ink"
        } else {
            "text-link hover:underline"
        };
        view! {
            <a
                class=format!("inline-flex min-h-6 min-w-6 items-center justify-center {look}")
                href=href
                data-noscroll="true"
                aria-label=words::page_size(size)
                aria-current=here.then_some("true")
            >
                {size}
            </a>
        }
    });
    view! {
        <nav class="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 border-t border-line px-3 py-2 text-sm text-muted" aria-label=words::PAGES>
            <p class="tabular-nums" role="status">{words::range(before + 1, before + shown, listing.count, listing.count_estimated)}</p>
            <div class="flex items-center gap-4">
                <p class="flex items-center gap-2 max-sm:hidden">{words::ROWS_A_PAGE} {sizes.into_iter().collect_view()}</p>
                <div class="flex gap-1">
                    {step(previous, words::PREVIOUS, icondata_lu::LuChevronLeft)}
                    {step(next, words::NEXT, icondata_lu::LuChevronRight)}
                </div>
            </div>
        </nav>
    }
    .into_any()
}

fn step(href: Option<String>, label: &'static str, icon: &'static IconData) -> AnyView {
    match href {
        Some(href) => view! {
            <a class="btn btn-sm btn-icon" href=href aria-label=label>
                <IconView icon=icon />
            </a>
        }
        .into_any(),
        None => view! {
            <a class="btn btn-sm btn-icon" role="link" aria-disabled="true" aria-label=label>
                <IconView icon=icon />
            </a>
        }
        .into_any(),
    }
}
