//! How the file is read, where a person knows better: its encoding, its header, the table in it.

use igny8::planner::import::{Encoding, Preview, Reading};
use leptos::prelude::*;

use super::Wizard;
use crate::strings::import as words;

/// The choices that there are for this file; each reads it anew at once.
pub(super) fn choices(wizard: Wizard, preview: &Preview) -> AnyView {
    let reading = StoredValue::new(preview.reading.clone());
    let change = move |set: &dyn Fn(&mut Reading)| {
        let mut reading = reading.get_value();
        set(&mut reading);
        wizard.read_again(reading);
    };
    let tables = (preview.tables.len() > 1).then(|| {
        let options = preview.tables.iter().map(|table| {
            let label = format!("{} ({})", table.name, table.what);
            (table.name.clone(), label, table.chosen)
        });
        let chosen = Callback::new(move |name: String| {
            change(&|reading| {
                *reading = Reading {
                    table: Some(name.clone()),
                    ..Reading::default()
                };
            });
        });
        choice("import-table", words::TABLE, &[(None, options.collect())], chosen)
    });
    let encoding = preview.encoding.map(|now| {
        let option = |encoding: Encoding, sample: &str| {
            let label = if sample.is_empty() {
                encoding.label().to_owned()
            } else {
                format!("{}: {sample}", encoding.label())
            };
            (encoding.as_str().to_owned(), label, encoding == now)
        };
        let fits: Vec<_> = preview
            .encodings
            .iter()
            .map(|each| option(each.encoding, &each.sample))
            .collect();
        let others: Vec<_> = Encoding::ALL
            .iter()
            .filter(|encoding| preview.encodings.iter().all(|each| each.encoding != **encoding))
            .map(|encoding| option(*encoding, ""))
            .collect();
        let chosen = Callback::new(move |name: String| {
            change(&|reading| reading.encoding = Encoding::from_name(&name));
        });
        let groups = [
            (Some(words::ENCODINGS_THAT_FIT), fits),
            (Some(words::OTHER_ENCODINGS), others),
        ];
        choice("import-encoding", words::ENCODING, &groups, chosen)
    });
    let header = (!preview.head.is_empty()).then(|| {
        let none = (
            "0".to_owned(),
            words::NO_HEADER.to_owned(),
            preview.header.is_none(),
        );
        let rows = preview.head.iter().map(|row| {
            let cells = row.cells.iter().filter(|cell| !cell.trim().is_empty());
            let cells: Vec<&str> = cells.take(3).map(String::as_str).collect();
            let label = words::header_row(row.line, &cells.join(" · "));
            (row.line.to_string(), label, preview.header == Some(row.line))
        });
        let options = std::iter::once(none).chain(rows).collect();
        let chosen = Callback::new(move |line: String| {
            change(&|reading| reading.header_row = line.parse().ok());
        });
        choice("import-header", words::HEADER, &[(None, options)], chosen)
    });
    view! { <div class="mt-4 grid gap-4 sm:grid-cols-2">{tables} {encoding} {header}</div> }.into_any()
}

/// A name, where the group has one, and its options: value, label and whether it is the one in use.
type Group = (Option<&'static str>, Vec<(String, String, bool)>);

/// One choice of options in groups.
fn choice(id: &'static str, label: &'static str, groups: &[Group], chosen: Callback<String>) -> AnyView {
    let groups = groups
        .iter()
        .filter(|(_, options)| !options.is_empty())
        .map(|(name, options)| {
            let options = options.iter().map(|(value, label, now)| {
                view! { <option value=value.clone() selected=*now>{label.clone()}</option> }
            });
            let options = options.collect_view();
            match name {
                Some(name) => view! { <optgroup label=*name>{options}</optgroup> }.into_any(),
                None => options.into_any(),
            }
        });
    view! {
        <div class="min-w-0">
            <label class="mb-1 block text-sm text-muted" for=id>{label}</label>
            <select id=id class="input w-full" on:change=move |event| chosen.run(event_target_value(&event))>
                {groups.collect_view()}
            </select>
        </div>
    }
    .into_any()
}
