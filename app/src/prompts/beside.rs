//! Two versions of a prompt beside each other, line by line; one below the other on a phone.

use igny8::writer::document::{Change, ChangeKind};
use leptos::prelude::*;

use super::state::Texts;
use crate::compare::{by_field, changes, differs, near, of_blocks, piece};
use crate::words::{compare as marks, prompts as words};

/// What must happen to `old` so that it becomes `new`.
pub(super) fn compare(old: &Texts, new: &Texts) -> Vec<Change> {
    let mut out = Vec::new();
    of_blocks("system", &lines(&old.system), &lines(&new.system), &mut out);
    of_blocks("template", &lines(&old.template), &lines(&new.template), &mut out);
    out
}

/// The lines of a text; an empty one has a space, so that it is seen when it comes or goes.
fn lines(text: &str) -> Vec<String> {
    let line = |line: &str| if line.trim().is_empty() { "\u{a0}" } else { line }.to_owned();
    text.lines().map(line).collect()
}

/// Both versions: their names stand above their columns.
pub(super) fn beside(old: (String, &Texts), new: (String, &Texts)) -> AnyView {
    let found = compare(old.1, new.1);
    if !differs(&found) {
        return changes(found, words::field);
    }
    let tables = by_field(found.clone())
        .into_iter()
        .filter(|(_, blocks)| blocks.iter().any(|block| differs(block)))
        .map(|(field, blocks)| table(&field, blocks, &old.0, &new.0));
    view! {
        <p class="mb-3 text-sm text-muted">{words::MARKS}</p>
        <div class="hidden lg:block">{tables.collect_view()}</div>
        <div class="lg:hidden">{changes(found, words::field)}</div>
    }
    .into_any()
}

fn table(field: &str, blocks: Vec<Vec<Change>>, old: &str, new: &str) -> AnyView {
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
            <h3 class="mb-1 font-medium">{words::field(field)}</h3>
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

/// A line as it was and as it is.
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
                <span class="sr-only">{marks::UNCHANGED}</span>
            </td>
        </tr>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(template: &str) -> Texts {
        Texts {
            system: "You write.".into(),
            template: template.into(),
        }
    }

    #[test]
    fn lines_are_compared_and_an_empty_one_is_a_difference() {
        let told = |old, new| -> Vec<(ChangeKind, String)> {
            let all = compare(&texts(old), &texts(new)).into_iter();
            all.filter(|change| change.kind != ChangeKind::Same)
                .map(|change| (change.kind, change.text))
                .collect()
        };
        assert!(told("One\ntwo", "One\ntwo").is_empty());
        assert_eq!(
            told("One\ntwo", "One\n\ntwo"),
            [(ChangeKind::Added, "\u{a0}".to_owned())]
        );
        assert_eq!(
            told("Write {{count}} ideas.", "Write {{count}} fresh ideas."),
            [(ChangeKind::Added, "fresh".to_owned())]
        );
    }
}
