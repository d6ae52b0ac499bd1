//! Cells: how a table draws one value, for every way that a column can declare.

pub mod format;
mod graphic;

use igny8::choice::{Choice, Tone};
use igny8::entity::{Field, Kind};
use igny8::page::{Cell, Widget};
use igny8::registry;
use igny8::value::Value;
use leptos::prelude::*;

use crate::state::scope::Scope;
use crate::widgets::number::{decimal, percent};
use crate::widgets::{Badge, IconView, Time};
use crate::words::cell as words;

/// Whether the cell is a figure, which stands on the right with tabular digits.
pub const fn is_figure(cell: Cell) -> bool {
    matches!(cell, Cell::Number | Cell::Money | Cell::Custom(Widget::Share))
}

/// Whether people who sort by such a cell first want the most or latest.
pub const fn starts_high(cell: Cell) -> bool {
    match cell {
        Cell::Number
        | Cell::Money
        | Cell::Time
        | Cell::Custom(Widget::DifficultyBar | Widget::Share | Widget::Progress | Widget::Sparkline) => true,
        Cell::Text | Cell::Badge | Cell::Link | Cell::Check => false,
    }
}

/// Draws `value`, which is `field`'s, as `cell` says. `tone` is the state that a progress bar takes its colour from.
pub fn cell(cell: Cell, field: &Field, value: &Value, tone: Option<Tone>) -> AnyView {
    if value.is_null() {
        return unknown();
    }
    match cell {
        Cell::Text => text(value),
        Cell::Number => figure(value, |number| format::trimmed(number, 2)),
        Cell::Money => figure(value, |number| decimal(number, 2)),
        Cell::Badge => badge(field, value),
        Cell::Link => link(field, value),
        Cell::Time => view! { <Time at=value.to_plain() /> }.into_any(),
        Cell::Check => check(value),
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

/// What is unknown is not zero: it shows a dash.
fn unknown() -> AnyView {
    view! { <span class="text-muted"><span aria-hidden="true">"–"</span><span class="sr-only">{words::UNKNOWN}</span></span> }
        .into_any()
}

fn text(value: &Value) -> AnyView {
    let text = value.to_plain();
    view! { <span class="block max-w-80 truncate max-sm:max-w-none max-sm:whitespace-normal" title=text.clone()>{text.clone()}</span> }
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
    match (registry::table(resource), value) {
        (Some(page), Value::Ref { id, label }) => {
            let href = format!("{}/{id}", page.path);
            // Rows come anew with another place, so their links need not follow it.
            let href = use_context::<Scope>().map_or(href.clone(), |scope| untrack(|| scope.link(&href)));
            view! {
                <a class="link inline-block min-h-6 max-w-56 truncate align-bottom leading-6" href=href title=label.clone()>
                    {label.clone()}
                </a>
            }
            .into_any()
        }
        _ => text(value),
    }
}

fn check(value: &Value) -> AnyView {
    if matches!(value, Value::Bool(true)) {
        view! { <span class="text-good"><IconView icon=icondata_lu::LuCheck /><span class="sr-only">{words::YES}</span></span> }
            .into_any()
    } else {
        view! { <span class="sr-only">{words::NO}</span> }.into_any()
    }
}
