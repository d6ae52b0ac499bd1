//! Two versions of a text beside each other, block by block; one below the other on a phone.

use igny8::writer::article::{Change, ChangeKind};
use leptos::prelude::*;

use super::changes::{by_field, changes, differs, near, piece};
use crate::strings::versioned as words;

/// What must happen to the old version so that it becomes the new one, whose names stand above their columns; `field` is what people
/// call a field.
pub(crate) fn beside(
    found: Vec<Change>,
    [old, new]: [String; 2],
    field: fn(&str) -> &'static str,
) -> AnyView {
    if !differs(&found) {
        return changes(found, field);
    }
    let tables = by_field(found.clone())
        .into_iter()
        .filter(|(_, blocks)| blocks.iter().any(|block| differs(block)))
        .map(|(name, blocks)| table(field(&name), blocks, &old, &new));
    view! {
        <p class="mb-3 text-sm text-muted">{words::MARKS}</p>
        <div class="hidden lg:block">{tables.collect_view()}</div>
        <div class="lg:hidden">{changes(found, field)}</div>
    }
    .into_any()
}

fn table(field: &'static str, blocks: Vec<Vec<Change>>, old: &str, new: &str) -> AnyView {
    let near = near(&blocks);
    let mut skipped = false;
    let mut rows = Vec::new();
    for (block, near) in blocks.into_iter().zip(near) {
        if near {
            skipped = false;
            rows.push(row(&block));
        } else if !skipped {
            skipped = true;
            rows.push(gap());
        }
    }
    let column = |name: &str| {
        view! {
            <th scope="col" class="w-1/2 border-b border-line px-3 py-2 text-left font-medium">
                {name.to_owned()}
            </th>
        }
    };
    view! {
        <section class="mb-4">
            <h3 class="mb-1 font-medium">{field}</h3>
            <div class="overflow-hidden rounded-md border border-line">
                <table class="w-full table-fixed border-collapse">
                    <thead class="bg-sunken text-sm">
                        <tr>{column(old)} {column(new)}</tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

/// A block as it was and as it is.
fn row(block: &[Change]) -> AnyView {
    let look = if differs(block) { "" } else { "text-muted" };
    let side = |not: ChangeKind| {
        let pieces = block
            .iter()
            .filter(|change| change.kind != not)
            .cloned()
            .map(piece);
        view! { <td class="px-3 py-0.5 align-top break-words first:border-r first:border-line">{pieces.collect_view()}</td> }
    };
    view! { <tr class=look>{side(ChangeKind::Added)} {side(ChangeKind::Removed)}</tr> }.into_any()
}

fn gap() -> AnyView {
    view! {
        <tr class="text-muted">
            <td colspan="2" class="px-3 py-0.5">
                <span aria-hidden="true">"⋯"</span>
                <span class="sr-only">{words::UNCHANGED}</span>
            </td>
        </tr>
    }
    .into_any()
}
