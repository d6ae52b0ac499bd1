//! The input of a point in time: entered in the reader's zone, kept in UTC.

use igny8::page::Input;
use igny8::value::Value;
use leptos::html;
use leptos::prelude::*;

use crate::state::browser::in_browser;
use crate::strings;
use crate::widgets::FormState;

/// What stands for a date that is half typed: nothing that the check takes for a time.
const HALF: &str = "half a time";

/// Such as `2027-01-31T08:00`, in the reader's zone, of an RFC 3339 time; in a browser only.
fn local(at: &str) -> Option<String> {
    let date = js_sys::Date::new(&at.into());
    (!date.get_time().is_nan()).then(|| {
        format!(
            "{:04}-{:02}-{:02}T{:02}:{:02}",
            date.get_full_year(),
            date.get_month() + 1,
            date.get_date(),
            date.get_hours(),
            date.get_minutes()
        )
    })
}

/// RFC 3339 in UTC of what the browser's input holds; what is none stays, for the check to name.
fn utc(entered: &str) -> Value {
    if entered.is_empty() {
        return Value::Null;
    }
    let date = js_sys::Date::new(&entered.into());
    if date.get_time().is_nan() {
        return Value::Text(entered.to_owned());
    }
    Value::Text(date.to_iso_string().into())
}

/// The reader's zone, such as `Europe/Berlin`.
fn zone() -> Option<String> {
    if !in_browser() {
        return None;
    }
    let options = js_sys::Intl::DateTimeFormat::default().resolved_options();
    js_sys::Reflect::get(&options, &"timeZone".into())
        .ok()?
        .as_string()
}

/// The input, with the zone below it.
pub(super) fn time_input(
    input: &'static Input,
    state: FormState,
    id: String,
    disabled: bool,
    fault: Memo<Option<String>>,
    described: Signal<Option<String>>,
) -> AnyView {
    let key = input.field.key;
    let node = NodeRef::<html::Input>::new();
    let shown = RwSignal::new(None::<String>);
    // A date that is half typed reads as empty: the input is written to only where it says something else.
    Effect::new(move |_| {
        shown.set(zone());
        let (value, Some(input)) = (state.value(key), node.get()) else {
            return;
        };
        match local(&value.to_plain()) {
            Some(text) if text != input.value() => input.set_value(&text),
            None if value.is_null() && !input.validity().bad_input() => input.set_value(""),
            _ => {}
        }
    });
    let entered = move |event| {
        let half = node
            .get_untracked()
            .is_some_and(|input| input.validity().bad_input());
        let value = if half {
            Value::Text(HALF.to_owned())
        } else {
            utc(&event_target_value(&event))
        };
        state.set(key, value);
    };
    let about = format!("{id}-zone");
    let described = {
        let about = about.clone();
        move || match described.get() {
            Some(others) => format!("{others} {about}"),
            None => about.clone(),
        }
    };
    view! {
        <input
            node_ref=node
            id=id
            name=key
            type="datetime-local"
            class="input"
            disabled=disabled
            aria-required=input.required.then_some("true")
            aria-invalid=move || fault.with(Option::is_some).then_some("true")
            aria-describedby=described
            on:input=entered
            on:blur=move |_| state.check(input)
        />
        <p id=about class="mt-1 text-sm text-muted">
            {move || shown.get().map(|zone| strings::form::in_zone(&zone))}
        </p>
    }
    .into_any()
}
