//! Changes between two texts as people read them: by field, with marks that need no colour.

use igny8::writer::document::{Change, ChangeKind};
use leptos::prelude::*;

use crate::words::editor as words;

/// Blocks that are shown as they are around a change.
const AROUND: usize = 1;

/// The changes by field; equal blocks far from any change are left out.
pub(super) fn changes(all: Vec<Change>) -> AnyView {
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
    fields.retain(|(_, blocks)| blocks.iter().any(|block| differs(block)));
    if fields.is_empty() {
        return view! { <p class="text-muted">{words::NO_DIFFERENCE}</p> }.into_any();
    }
    fields
        .into_iter()
        .map(|(field, blocks)| {
            view! {
                <section class="mb-4">
                    <h3 class="mb-1 font-medium">{words::field(&field)}</h3>
                    <div class="rounded-md border border-line px-3 py-2 break-words">{lines(blocks)}</div>
                </section>
            }
        })
        .collect_view()
        .into_any()
}

fn differs(block: &[Change]) -> bool {
    block.iter().any(|change| change.kind != ChangeKind::Same)
}

fn lines(blocks: Vec<Vec<Change>>) -> AnyView {
    let near: Vec<bool> = (0..blocks.len())
        .map(|i| {
            let from = i.saturating_sub(AROUND);
            let to = (i + AROUND + 1).min(blocks.len());
            blocks[from..to].iter().any(|block| differs(block))
        })
        .collect();
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

fn piece(change: Change) -> AnyView {
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
