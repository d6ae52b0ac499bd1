//! Changes between two texts as people read them: by field, with marks that need no colour.

use igny8::writer::article::{Change, ChangeKind};
use leptos::prelude::*;

use crate::strings::versioned as words;

/// Blocks that are shown as they are around a change.
const AROUND: usize = 1;

/// The changes by field, whose names `name` knows; equal blocks far from any change are left out.
pub(crate) fn changes(all: Vec<Change>, name: fn(&str) -> &'static str) -> AnyView {
    let mut fields = by_field(all);
    fields.retain(|(_, blocks)| blocks.iter().any(|block| differs(block)));
    if fields.is_empty() {
        return view! { <p class="text-muted">{words::NO_DIFFERENCE}</p> }.into_any();
    }
    fields
        .into_iter()
        .map(|(field, blocks)| {
            view! {
                <section class="mb-4">
                    <h3 class="mb-1 font-medium">{name(&field)}</h3>
                    <div class="rounded-md border border-line px-3 py-2 break-words">{lines(blocks)}</div>
                </section>
            }
        })
        .collect_view()
        .into_any()
}

/// The changes by field, and those of a field by block.
pub(crate) fn by_field(all: Vec<Change>) -> Vec<(String, Vec<Vec<Change>>)> {
    let mut fields: Vec<(String, Vec<Vec<Change>>)> = Vec::new();
    let mut open = false;
    for change in all {
        if fields.last().is_none_or(|(field, _)| *field != change.field) {
            fields.push((change.field.clone(), Vec::new()));
            open = false;
        }
        let Some((_, blocks)) = fields.last_mut() else {
            continue;
        };
        let ends = change.ends_block;
        match blocks.last_mut() {
            Some(block) if open => block.push(change),
            _ => blocks.push(vec![change]),
        }
        open = !ends;
    }
    fields
}

/// Which blocks changed or stand beside one that did.
pub(crate) fn near(blocks: &[Vec<Change>]) -> Vec<bool> {
    let near = |i: usize| {
        let (from, to) = (i.saturating_sub(AROUND), (i + AROUND + 1).min(blocks.len()));
        blocks[from..to].iter().any(|block| differs(block))
    };
    (0..blocks.len()).map(near).collect()
}

/// Whether a block is not in both texts as it is.
pub(crate) fn differs(block: &[Change]) -> bool {
    block.iter().any(|change| change.kind != ChangeKind::Same)
}

/// Blocks one below the other, without those that are far from any change.
fn lines(blocks: Vec<Vec<Change>>) -> AnyView {
    let near = near(&blocks);
    let mut skipped = false;
    let mut out = Vec::new();
    for (block, near) in blocks.into_iter().zip(near) {
        if near {
            skipped = false;
            out.push(line(block));
        } else if !skipped {
            skipped = true;
            out.push(view! { <p class="py-0.5 text-muted" aria-label=words::UNCHANGED>"⋯"</p> }.into_any());
        }
    }
    out.into_any()
}

fn line(block: Vec<Change>) -> AnyView {
    let same = !differs(&block);
    let pieces = block.into_iter().map(piece).collect_view();
    let look = if same { "py-0.5 text-muted" } else { "py-0.5" };
    view! { <p class=look>{pieces}</p> }.into_any()
}

/// Some words as they are, with a mark where only one of the texts has them.
pub(crate) fn piece(change: Change) -> AnyView {
    let text = change.text;
    match change.kind {
        ChangeKind::Same => view! { <span>{text} " "</span> }.into_any(),
        ChangeKind::Added => view! {
            <ins class="rounded-sm bg-good-soft px-0.5 text-good underline">
                <span class="font-mono" aria-hidden="true">"+"</span>
                <span class="sr-only">{words::ADDED}</span>
                {text}
            </ins>
            " "
        }
        .into_any(),
        ChangeKind::Removed => view! {
            <del class="rounded-sm bg-bad-soft px-0.5 text-bad line-through">
                <span class="font-mono" aria-hidden="true">"\u{2212}"</span>
                <span class="sr-only">{words::REMOVED}</span>
                {text}
            </del>
            " "
        }
        .into_any(),
    }
}
