//! Points in time: exact in UTC from the server, relative and in the reader's zone once the page runs.

use leptos::prelude::*;

use crate::state::browser::in_browser;

/// `2026-11-23 08:43` of an RFC 3339 time, as the server writes it.
pub fn exact_utc(at: &str) -> String {
    let date = at.get(..10).unwrap_or(at);
    match at.get(11..16) {
        Some(time) => format!("{date} {time}"),
        None => date.to_owned(),
    }
}

/// The time in the reader's zone and words; in a browser only.
pub fn exact_local(at: &str) -> String {
    if !in_browser() {
        return exact_utc(at);
    }
    let date = js_sys::Date::new(&at.into());
    if date.get_time().is_nan() {
        return at.to_owned();
    }
    let options = js_sys::Object::new();
    let _ = js_sys::Reflect::set(&options, &"dateStyle".into(), &"medium".into());
    let _ = js_sys::Reflect::set(&options, &"timeStyle".into(), &"short".into());
    date.to_locale_string("default", &options).into()
}

/// `08:43:12` of an RFC 3339 time, as the server writes it.
pub fn clock_utc(at: &str) -> String {
    at.get(11..19).unwrap_or(at).to_owned()
}

/// The time of day in the reader's zone; in a browser only.
pub fn clock_local(at: &str) -> String {
    if !in_browser() {
        return clock_utc(at);
    }
    let date = js_sys::Date::new(&at.into());
    if date.get_time().is_nan() {
        return at.to_owned();
    }
    format!(
        "{:02}:{:02}:{:02}",
        date.get_hours(),
        date.get_minutes(),
        date.get_seconds()
    )
}

/// How long ago, in one or two words; in a browser only. What is older than a month shows its date.
pub fn relative(at: &str) -> String {
    if !in_browser() {
        return exact_utc(at);
    }
    let seconds = (js_sys::Date::now() - js_sys::Date::new(&at.into()).get_time()) / 1000.0;
    if seconds.is_nan() {
        return at.to_owned();
    }
    crate::strings::common::ago(seconds).unwrap_or_else(|| at.get(..10).unwrap_or(at).to_owned())
}

/// A point in time: relative in the page, exact when pointed at.
#[component]
pub fn Time(
    /// RFC 3339 in UTC.
    #[prop(into)]
    at: String,
) -> impl IntoView {
    let shown = RwSignal::new(exact_utc(&at));
    let title = RwSignal::new(format!("{} UTC", exact_utc(&at)));
    let stamp = at.clone();
    Effect::new(move |_| {
        shown.set(relative(&at));
        title.set(exact_local(&at));
    });
    view! {
        <time datetime=stamp title=move || title.get() class="whitespace-nowrap">
            {move || shown.get()}
        </time>
    }
    .into_any()
}

/// A point in time to come or of weight: the date and the time of day in the reader's zone.
#[component]
pub fn Moment(
    /// RFC 3339 in UTC.
    #[prop(into)]
    at: String,
) -> impl IntoView {
    let shown = RwSignal::new(format!("{} UTC", exact_utc(&at)));
    let stamp = at.clone();
    Effect::new(move |_| shown.set(exact_local(&at)));
    view! {
        <time datetime=stamp class="whitespace-nowrap">
            {move || shown.get()}
        </time>
    }
    .into_any()
}

/// A moment within a run: the time of day, with the date when pointed at.
#[component]
pub fn Clock(
    /// RFC 3339 in UTC.
    #[prop(into)]
    at: String,
) -> impl IntoView {
    let shown = RwSignal::new(clock_utc(&at));
    let title = RwSignal::new(format!("{} UTC", exact_utc(&at)));
    let stamp = at.clone();
    Effect::new(move |_| {
        shown.set(clock_local(&at));
        title.set(exact_local(&at));
    });
    view! {
        <time datetime=stamp title=move || title.get() class="whitespace-nowrap tabular-nums">
            {move || shown.get()}
        </time>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::{clock_utc, exact_utc};

    #[test]
    fn the_server_writes_times_without_a_clock() {
        assert_eq!(exact_utc("2026-11-23T08:43:12.345Z"), "2026-11-23 08:43");
        assert_eq!(exact_utc("2026-11-23"), "2026-11-23");
        assert_eq!(exact_utc(""), "");
    }

    #[test]
    fn the_server_writes_the_time_of_day_to_the_second() {
        assert_eq!(clock_utc("2026-11-23T08:43:12.345Z"), "08:43:12");
        assert_eq!(clock_utc("soon"), "soon");
    }
}
