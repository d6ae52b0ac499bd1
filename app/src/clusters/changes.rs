//! What a preview would change, by kind, and the clusters that would be largest.

use igny8::planner::recut::{Recut, RecutChange, RecutKind};
use leptos::prelude::*;

use crate::strings::clusters as words;
use crate::strings::number::count;

/// The changes, those that matter most first; each kind opens to its list.
pub(super) fn changes(recut: &Recut) -> AnyView {
    let kinds = [
        RecutKind::Gone,
        RecutKind::Split,
        RecutKind::Merged,
        RecutKind::New,
        RecutKind::Grown,
        RecutKind::Shrunk,
        RecutKind::Changed,
    ];
    let parts: Vec<_> = kinds
        .into_iter()
        .filter(|kind| recut.counts.of(*kind) > 0)
        .map(|kind| {
            let own: Vec<_> = recut
                .changes
                .iter()
                .filter(|change| change.kind == kind)
                .collect();
            let number = recut.counts.of(kind);
            let left = number.saturating_sub(own.len() as u64);
            let more = (left > 0).then(|| view! { <p class="py-1 text-muted">{words::more(left)}</p> });
            view! {
                <details class="border-t border-line py-1">
                    <summary class="cursor-pointer py-1.5 font-medium">{words::kind(kind, number)}</summary>
                    <ul class="pb-2 pl-4 text-sm">{own.into_iter().map(change).collect_view()}</ul>
                    {more}
                </details>
            }
        })
        .collect();
    if parts.is_empty() {
        return view! { <p class="text-muted">{words::SAME}</p> }.into_any();
    }
    parts.into_any()
}

fn change(change: &RecutChange) -> AnyView {
    let line = |text: Option<String>| text.map(|text| view! { <p class="break-words text-muted">{text}</p> });
    let others = (!change.others.is_empty()).then(|| words::others(change.kind, &change.others));
    let joining = (!change.joining.is_empty()).then(|| words::joining(&change.joining));
    let leaving = (!change.leaving.is_empty()).then(|| words::leaving(&change.leaving));
    view! {
        <li class="border-t border-line py-2 first:border-t-0">
            <p class="flex flex-wrap justify-between gap-x-3">
                <span class="min-w-0 font-medium break-words">{change.name.clone()}</span>
                <span class="text-muted tabular-nums">{words::sizes(change.before, change.after)}</span>
            </p>
            {line(others)}
            {line(joining)}
            {line(leaving)}
        </li>
    }
    .into_any()
}

/// The clusters with the most searches, as they would be.
pub(super) fn largest(recut: &Recut) -> AnyView {
    let rows = recut.largest.iter().map(|cluster| {
        let new = cluster.id.is_none().then(
            || view! { <span class="ml-2 rounded bg-info-soft px-1.5 text-xs text-info">{words::NEW}</span> },
        );
        view! {
            <tr class="border-t border-line">
                <th scope="row" class="py-1.5 pr-3 text-left font-normal break-words">
                    {cluster.name.clone()}
                    {new}
                </th>
                <td class="py-1.5 pl-3 text-right tabular-nums">{count(cluster.keywords)}</td>
                <td class="py-1.5 pl-3 text-right tabular-nums">{count(cluster.volume.unsigned_abs())}</td>
            </tr>
        }
    });
    view! {
        <table class="w-full text-sm">
            <thead>
                <tr class="text-muted">
                    <th scope="col" class="py-1 text-left font-medium">{words::CLUSTER}</th>
                    <th scope="col" class="py-1 pl-3 text-right font-medium">{words::KEYWORDS}</th>
                    <th scope="col" class="py-1 pl-3 text-right font-medium">{words::VOLUME}</th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
    }
    .into_any()
}
