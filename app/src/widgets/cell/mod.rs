//! Cells: how a table draws one value, for every way that a column can declare.

mod graphic;

use igny8::choice::{Choice, Tone};
use igny8::entity::{Field, Kind};
use igny8::page::{Cell, Widget};
use igny8::registry;
use igny8::resource::Resource as Of;
use igny8::value::Value;
use leptos::prelude::*;
use uuid::Uuid;

use crate::state::site_filter::SiteFilter;
use crate::strings::cell as words;
use crate::strings::number::{decimal, percent, trimmed};
use crate::widgets::{Badge, IconView, Time};

/// Whether the cell is a figure, which stands on the right with tabular digits.
pub const fn is_figure(cell: Cell) -> bool {
    matches!(
        cell,
        Cell::Number | Cell::Money | Cell::Cost | Cell::Related(..) | Cell::Custom(Widget::Share)
    )
}

/// Whether people who sort by such a cell first want the most or latest.
pub const fn starts_high(cell: Cell) -> bool {
    match cell {
        Cell::Number
        | Cell::Money
        | Cell::Cost
        | Cell::Time
        | Cell::Related(..)
        | Cell::Custom(
            Widget::DifficultyBar | Widget::Share | Widget::Progress | Widget::Sparkline | Widget::Score,
        ) => true,
        Cell::Text
        | Cell::Badge
        | Cell::Link
        | Cell::Check
        | Cell::Custom(Widget::Thumbnail | Widget::Address | Widget::Page) => false,
    }
}

/// Whether the cell shows nothing to those who see it but a dash, so that on a card its label would stand alone.
pub fn is_blank(cell: Cell, field: &Field, value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(false) => cell == Cell::Check && !field.nullable,
        other => other.to_plain().trim().is_empty(),
    }
}

/// Draws `value`, which is `field`'s of the row `id`, as `cell` says. `tone` is the state that a progress bar takes its colour from.
pub fn cell(cell: Cell, field: &Field, value: &Value, id: Uuid, tone: Option<Tone>) -> AnyView {
    if value.is_null() {
        return unknown();
    }
    match cell {
        Cell::Text => words_of(field, value).map_or_else(|| text(value), |words| text(&Value::Text(words))),
        Cell::Number => figure(value, |number| trimmed(number, 2)),
        Cell::Money => figure(value, |number| decimal(number, 2)),
        Cell::Cost => figure(value, |number| trimmed(number, 6)),
        Cell::Badge => badge(field, value),
        Cell::Link => link(field, value),
        Cell::Time => view! { <Time at=value.to_plain() /> }.into_any(),
        Cell::Check => check(field, value),
        Cell::Related(resource, key) => related(resource, key, value, id),
        Cell::Custom(Widget::Score) => value.as_f64().map_or_else(unknown, graphic::score),
        Cell::Custom(Widget::Thumbnail) => thumbnail(value),
        Cell::Custom(Widget::Address) => address(value),
        Cell::Custom(Widget::Page) => page(value),
        Cell::Custom(Widget::Share) => figure(value, percent),
        Cell::Custom(Widget::DifficultyBar) => value.as_f64().map_or_else(unknown, graphic::difficulty),
        Cell::Custom(Widget::Sparkline) => graphic::sparkline(value).unwrap_or_else(unknown),
        Cell::Custom(Widget::Progress) => value
            .as_f64()
            .map_or_else(unknown, |done| graphic::progress(done, tone)),
    }
}

/// The tone of a row's state: that of its field called `status`, where it has one.
pub fn tone_of(field: &Field, value: &Value) -> Option<Tone> {
    choice(field, value).map(|choice| choice.tone)
}

fn choice(field: &Field, value: &Value) -> Option<&'static Choice> {
    match field.kind {
        Kind::Choice(set) => Choice::find(set, value.as_str()?),
        _ => None,
    }
}

/// Several choices as people read them.
fn words_of(field: &Field, value: &Value) -> Option<String> {
    let (Kind::Choices(set), Value::Json(list)) = (field.kind, value) else {
        return None;
    };
    let words = list.as_array()?.iter().filter_map(|word| word.as_str());
    let labels = words.map(|word| Choice::find(set, word).map_or(word, |choice| choice.label));
    Some(labels.collect::<Vec<_>>().join(", "))
}

/// What is unknown is not zero: it shows a dash.
fn unknown() -> AnyView {
    view! { <span class="text-muted"><span aria-hidden="true">"–"</span><span class="sr-only">{words::UNKNOWN}</span></span> }
        .into_any()
}

fn text(value: &Value) -> AnyView {
    let text = value.to_plain();
    view! { <span class="block max-w-48 truncate 2xl:max-w-80 max-sm:max-w-none max-sm:whitespace-normal" title=text.clone()>{text.clone()}</span> }
        .into_any()
}

fn figure(value: &Value, write: impl Fn(f64) -> String) -> AnyView {
    value
        .as_f64()
        .map_or_else(|| text(value), |number| write(number).into_any())
}

fn badge(field: &Field, value: &Value) -> AnyView {
    match choice(field, value) {
        Some(choice) => view! { <Badge tone=choice.tone text=choice.label /> }.into_any(),
        None => view! { <Badge tone=Tone::Neutral text=value.to_plain() /> }.into_any(),
    }
}

fn link(field: &Field, value: &Value) -> AnyView {
    let Kind::Reference(resource) = field.kind else {
        return text(value);
    };
    match (registry::link_to(resource), value) {
        (Some(page), Value::Ref { id, label }) => {
            let href = format!("{}/{id}", page.path);
            // Rows come anew with another place, so their links need not follow it.
            let href =
                use_context::<SiteFilter>().map_or(href.clone(), |scope| untrack(|| scope.link(&href)));
            view! {
                <a class="link inline-block min-h-6 max-w-44 truncate align-bottom leading-6 2xl:max-w-56" href=href title=label.clone()>
                    {label.clone()}
                </a>
            }
            .into_any()
        }
        _ => text(value),
    }
}

/// A number that opens the rows behind it.
fn related(resource: Of, key: &str, value: &Value, id: Uuid) -> AnyView {
    let number = trimmed(value.as_f64().unwrap_or_default(), 0);
    match registry::link_to(resource).filter(|_| value.as_f64().is_some_and(|number| number > 0.0)) {
        Some(page) => view! {
            <a class="link inline-block min-h-6 min-w-6 text-right leading-6" href=format!("{}?{key}={id}", page.path)>
                {number}
                <span class="sr-only">{format!(" {}", resource.many())}</span>
            </a>
        }
        .into_any(),
        None => number.into_any(),
    }
}

/// A picture that says nothing which the row does not.
fn thumbnail(value: &Value) -> AnyView {
    let src = value.to_plain();
    let img = view! { <img class="h-9 w-14 rounded-sm bg-sunken object-cover" src=src.clone() alt="" loading="lazy" width="56" height="36" /> };
    match src.split_once("/thumb") {
        Some((base, _)) => view! {
            <a class="inline-block" href=format!("{base}/large") target="_blank" rel="noopener" aria-label=words::LARGE>
                {img}
            </a>
        }
        .into_any(),
        None => img.into_any(),
    }
}

/// An address on the web, opened beside this page.
fn address(value: &Value) -> AnyView {
    let url = value.to_plain();
    if !url.starts_with("https://") && !url.starts_with("http://") {
        return text(value);
    }
    let shown = url
        .split_once("://")
        .map_or(url.clone(), |(_, rest)| rest.to_owned());
    view! {
        <a class="link inline-block min-h-6 max-w-56 truncate align-bottom leading-6" href=url target="_blank" rel="noopener noreferrer">
            {shown}
        </a>
    }
    .into_any()
}

/// The way to a page of ours.
fn page(value: &Value) -> AnyView {
    let path = value.to_plain();
    // A path that begins with two slashes would lead elsewhere.
    if !path.starts_with('/') || path.starts_with("//") {
        return text(value);
    }
    view! { <a class="link inline-block min-h-6 leading-6" href=path>{words::OPEN}</a> }.into_any()
}

/// Yes or no. Where it may be unknown, no is a finding of its own.
fn check(field: &Field, value: &Value) -> AnyView {
    if matches!(value, Value::Bool(true)) {
        view! { <span class="text-good"><IconView icon=icondata_lu::LuCheck /><span class="sr-only">{words::YES}</span></span> }
            .into_any()
    } else if field.nullable && !value.is_null() {
        view! { <span class="text-bad"><IconView icon=icondata_lu::LuX /><span class="sr-only">{words::NO}</span></span> }
            .into_any()
    } else {
        let text = if value.is_null() { "" } else { words::NO };
        view! { <span class="sr-only">{text}</span> }.into_any()
    }
}

#[cfg(test)]
mod tests {
    use igny8::page::Cell;
    use igny8::registry::tables;
    use igny8::value::Value;

    use super::is_blank;

    #[test]
    fn a_card_has_no_label_of_what_is_not_there() {
        let mut checks = 0;
        for column in tables().flat_map(|table| table.columns) {
            assert!(
                is_blank(column.cell, &column.field, &Value::Null),
                "{}",
                column.title
            );
            let empty = Value::Text(" ".into());
            assert!(is_blank(column.cell, &column.field, &empty), "{}", column.title);
            assert!(!is_blank(column.cell, &column.field, &Value::Bool(true)));
            // A tick that is not there is nothing; where it may be unknown, its absence is a finding and drawn.
            let unticked = is_blank(column.cell, &column.field, &Value::Bool(false));
            assert_eq!(unticked, column.cell == Cell::Check && !column.field.nullable);
            checks += usize::from(unticked);
        }
        assert!(checks > 0);
    }
}
