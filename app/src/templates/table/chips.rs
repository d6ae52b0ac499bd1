//! The conditions of a list in words, as its filter chips show them.

use igny8::choice::Choice;
use igny8::entity::{Field, Kind};
use igny8::page::{Filter, TablePage};
use igny8::query::{Condition, NONE};

use leptos::prelude::*;

use super::labels::{self, Labels};
use super::state::{field_key, is_scope};
use super::table::Table;
use crate::strings::number::trimmed;
use crate::strings::{common, table as words};
use crate::widgets::IconView;
use crate::widgets::time::exact_utc;

/// A chip for each condition, with a link that removes it.
pub(super) fn chips(table: Table) -> AnyView {
    let labels = labels::asked(table);
    let all = move || labels.get().map(|labels| all(table, &labels));
    view! { <Transition>{all}</Transition> }.into_any()
}

fn all(table: Table, labels: &Labels) -> AnyView {
    let page = table.page;
    let state = table.list();
    let conditions = state.query.conditions.iter().enumerate();
    let shown = conditions.filter(|(_, condition)| !is_scope(field_key(condition)));
    let label = |id| {
        labels
            .iter()
            .find(|(of, _)| *of == id)
            .map(|(_, label)| label.clone())
    };
    let search = (!state.query.search.is_empty()).then(|| {
        let without = state.with(|query| query.search.clear());
        chip(words::searched(&state.query.search), without.href(page))
    });
    let chips: Vec<_> =
        search
            .into_iter()
            .chain(shown.map(|(place, condition)| {
                chip(text(page, condition, label), state.without(place).href(page))
            }))
            .collect();
    if chips.is_empty() {
        return ().into_any();
    }
    view! {
        <ul class="mb-3 flex flex-wrap items-center gap-2" aria-label=words::FILTERS>
            {chips}
            <li>
                <a class="link inline-block min-h-6 text-sm" href=state.reset().href(page) data-noscroll="true">
                    {words::RESET_FILTERS}
                </a>
            </li>
        </ul>
    }
    .into_any()
}

fn chip(text: String, without: String) -> AnyView {
    view! {
        <li class="inline-flex max-w-full items-center gap-1 rounded-full border border-line bg-surface py-0.5 pr-0.5 pl-3 text-sm">
            <span class="truncate">{text.clone()}</span>
            <a
                class="inline-flex size-6 shrink-0 items-center justify-center rounded-full text-muted hover:bg-sunken hover:text-ink"
                href=without
                data-noscroll="true"
                aria-label=words::remove_filter(&text)
            >
                <IconView icon=icondata_lu::LuX class="size-3.5 shrink-0" />
            </a>
        </li>
    }
    .into_any()
}

/// The words of a condition: its filter's name and what it asks for. What a reference is called is not known
/// here, so `label` is asked for it.
pub(super) fn text(
    page: &'static TablePage,
    condition: &Condition,
    label: impl Fn(uuid::Uuid) -> Option<String>,
) -> String {
    let name = name(page, field_key(condition));
    let value = match condition {
        Condition::OneOf(field, values) => values
            .iter()
            .map(|value| choice_label(field, value))
            .collect::<Vec<_>>()
            .join(", "),
        Condition::Is(_, yes) => if *yes { common::YES } else { common::NO }.to_owned(),
        Condition::Min(_, number) => words::at_least(&trimmed(*number, 2)),
        Condition::Max(_, number) => words::at_most(&trimmed(*number, 2)),
        Condition::Since(_, time) => words::at_least(&exact_utc(time)),
        Condition::Until(_, time) => words::at_most(&exact_utc(time)),
        Condition::Ref(_, None) => common::NONE.to_owned(),
        Condition::Ref(_, Some(id)) => label(*id).unwrap_or_else(|| labels::short(*id)),
    };
    format!("{name}: {value}")
}

/// What people call the filter of the field with this wire key.
pub(super) fn name(page: &'static TablePage, key: &str) -> &'static str {
    let mut named = page.filters.iter().filter_map(|filter| match filter {
        Filter::Search(_) => None,
        Filter::OneOf(field, name) | Filter::Range(field, name) | Filter::Ref(field, name) => {
            Some((field.key, *name))
        }
    });
    named
        .find(|(found, _)| *found == key)
        .map_or("", |(_, name)| name)
}

/// The label of a choice of `field`, or the value itself where the set does not have it.
pub(super) fn choice_label<'a>(field: &Field, value: &'a str) -> &'a str {
    match field.kind {
        Kind::Choice(_) if value == NONE => common::NONE,
        Kind::Choice(set) => Choice::find(set, value).map_or(value, |choice| choice.label),
        _ => value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use igny8::planner::keywords::{F, PAGE};

    #[test]
    fn conditions_read_as_words() {
        let said = |condition: Condition| text(&PAGE, &condition, |_| Some("Trail shoes".to_owned()));
        assert_eq!(
            said(Condition::OneOf(F.intent, vec!["commercial", "transactional"])),
            "Intent: Commercial, Transactional"
        );
        assert_eq!(said(Condition::Min(F.volume, 1000.0)), "Volume: from 1,000");
        assert_eq!(said(Condition::Ref(F.cluster, None)), "Cluster: None");
        assert_eq!(
            said(Condition::Ref(F.cluster, Some(uuid::Uuid::nil()))),
            "Cluster: Trail shoes"
        );
    }
}
