//! The gallery: rows as their pictures side by side, each with its label, its state and its menu.

use igny8::choice::Tone;
use igny8::entity::Field;
use igny8::value::Row;
use leptos::prelude::*;

use super::card::card;
use super::table::Table;
use super::{empty, pager};
use crate::state::toasts::leave_if_signed_out;
use crate::strings::table as words;
use crate::widgets::{IconView, Notice, Skeleton};

/// The rows of the page as pictures.
pub(super) fn gallery(table: Table) -> AnyView {
    let Some(field) = table.page.gallery else {
        return ().into_any();
    };
    let body = move || {
        table.rows.get().map(|rows| match rows {
            Ok(listing) if listing.results.is_empty() => {
                let state = untrack(move || table.list());
                view! { <section class="card overflow-hidden">{empty::empty(table, &state, &listing)}</section> }.into_any()
            }
            Ok(listing) => {
                let rows = listing.results.iter().enumerate();
                let pictures = rows.map(|(place, row)| picture(table, field, row, place));
                view! {
                    <ul class="gallery" aria-label=table.page.title>{pictures.collect_view()}</ul>
                    <div class="card mt-3 overflow-hidden">{pager::pager(table, &listing)}</div>
                }
                .into_any()
            }
            Err(failure) => {
                leave_if_signed_out(&failure);
                view! { <Notice tone=Tone::Bad text=failure.0.detail.clone() /> }.into_any()
            }
        })
    };
    view! {
        {empty::bad_address(table)}
        <Transition fallback=|| view! { <Skeleton lines=10 /> } set_pending=table.waits()>
            {table.note()}
            {body}
        </Transition>
    }
    .into_any()
}

fn picture(table: Table, field: Field, row: &Row, place: usize) -> AnyView {
    let href = table.row_href(row.id);
    let shown = match row.get(&field).as_str() {
        Some(address) => {
            view! { <img class="size-full object-cover" src=large(address) alt="" loading="lazy" decoding="async" /> }
                .into_any()
        }
        None => view! {
            <span class="flex size-full flex-col items-center justify-center gap-1 text-sm text-muted">
                <IconView icon=icondata_lu::LuImage class="size-6" />
                {words::NO_PICTURE}
            </span>
        }
        .into_any(),
    };
    view! {
        <li class="min-w-0">
            <a class="block aspect-video overflow-hidden rounded-t-md border border-b-0 border-line bg-sunken" href=href tabindex="-1" aria-hidden="true" data-noscroll="true">
                {shown}
            </a>
            <ul>{card(table, row, place, &[field.key], false)}</ul>
        </li>
    }
    .into_any()
}

/// The address of the same picture in a size that fills a card.
fn large(address: &str) -> String {
    address.replacen("/file/thumb", "/file/medium", 1)
}
