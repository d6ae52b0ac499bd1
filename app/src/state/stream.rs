//! The server's events: one connection for all tabs of a browser, with a watch that renews it.
//!
//! The tab that holds a lock keeps the connection and passes what it hears on; when it closes, the lock and with it the
//! duty goes to the next tab. Where locks do not exist (pages without HTTPS), each tab has its own connection.

use std::cell::RefCell;
use std::rc::Rc;

use igny8::job_run::JobRun;
use igny8::writer::article::Words;
use js_sys::{Function, Promise, Reflect};
use leptos::prelude::*;
use leptos::wasm_bindgen::closure::Closure;
use leptos::wasm_bindgen::{JsCast, JsValue};
use web_sys::{BroadcastChannel, EventSource, MessageEvent};

use crate::state::events::Events;
use crate::state::words::Writing;

/// The name of the lock and of the channel between tabs.
const NAME: &str = "igny8-events";
/// Where the server sends them.
const URL: &str = "/api/v1/events";
/// Passed on instead of a run when events were missed.
const RESYNC: &str = "resync";
/// The event, passed on as it is, that says that there are new notifications.
const NOTICE: &str = "notice";
/// The event with words that a model is writing, and what it begins with when it is passed on.
const WORDS: &str = "words";
const WORDS_PASSED: &str = "words:";
/// Milliseconds between two looks at the connection, at first and at most.
const WATCHDOG_INTERVAL: u32 = 5_000;
const MAX_WATCH: u32 = 60_000;

/// Listens as long as the page lives, from where events stood when the page was read; in a browser only.
pub fn connect(events: Events, writing: Writing, since: Option<&str>) {
    let url = since.map_or_else(|| URL.to_owned(), |since| format!("{URL}?since={since}"));
    let Ok(channel) = BroadcastChannel::new(NAME) else {
        keep_open(&url, Rc::new(move |data: &str| hear(events, writing, data)));
        return;
    };
    let heard = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        if let Some(data) = event.data().as_string() {
            hear(events, writing, &data);
        }
    });
    channel.set_onmessage(Some(heard.as_ref().unchecked_ref()));
    heard.forget();
    // A tab that was frozen may have missed what the others heard.
    let woke = window_event_listener_untyped("online", move |_| events.resync());
    let shown = window_event_listener_untyped("pageshow", move |event| {
        if Reflect::get(&event, &"persisted".into()).is_ok_and(|kept| kept.is_truthy()) {
            events.resync();
        }
    });
    on_cleanup(move || {
        woke.remove();
        shown.remove();
    });
    let lead: Rc<dyn Fn()> = Rc::new(move || {
        let channel = channel.clone();
        // Its own messages do not come back to the tab that sends them.
        let heard = Rc::new(move |data: &str| {
            let _ = channel.post_message(&data.into());
            hear(events, writing, data);
        });
        keep_open(&url, heard);
    });
    if !queue_for_the_lock(&lead) {
        lead();
    }
}

fn hear(events: Events, writing: Writing, data: &str) {
    if events.tasks.is_disposed() {
        return;
    }
    if data == RESYNC {
        events.resync();
        events.changed.update(|count| *count += 1);
    } else if data == NOTICE {
        events.changed.update(|count| *count += 1);
    } else if let Some(data) = data.strip_prefix(WORDS_PASSED) {
        if let Ok(words) = serde_json::from_str::<Words>(data) {
            writing.apply(words);
        }
    } else if let Ok(task) = serde_json::from_str::<JobRun>(data) {
        events.apply(task);
    }
}

/// Asks for the browser's lock and leads once it is granted, until the tab closes. Says whether locks exist.
fn queue_for_the_lock(lead: &Rc<dyn Fn()>) -> bool {
    let navigator: JsValue = window().navigator().into();
    let locks = Reflect::get(&navigator, &"locks".into()).unwrap_or(JsValue::UNDEFINED);
    let Ok(request) = Reflect::get(&locks, &"request".into()).and_then(JsCast::dyn_into::<Function>) else {
        return false;
    };
    let lead = Rc::clone(lead);
    let granted = Closure::<dyn Fn(JsValue) -> Promise>::new(move |_| {
        lead();
        // Never settled: the lock is given back when the tab goes away.
        Promise::new(&mut |_, _| {})
    });
    let asked = request.call2(&locks, &NAME.into(), granted.as_ref()).is_ok();
    granted.forget();
    asked
}

/// Keeps one connection open: the browser renews a lost one by itself, but not one that the server refused.
fn keep_open(url: &str, pass_on: Rc<dyn Fn(&str)>) {
    let source = Rc::new(RefCell::new(open(url, &pass_on)));
    leptos::task::spawn_local(async move {
        let mut pause = WATCHDOG_INTERVAL;
        loop {
            gloo_timers::future::TimeoutFuture::new(pause).await;
            let closed = source
                .borrow()
                .as_ref()
                .is_none_or(|one| one.ready_state() == EventSource::CLOSED);
            pause = if closed {
                (pause * 2).min(MAX_WATCH)
            } else {
                WATCHDOG_INTERVAL
            };
            if closed {
                *source.borrow_mut() = open(URL, &pass_on);
            }
        }
    });
}

fn open(url: &str, pass_on: &Rc<dyn Fn(&str)>) -> Option<EventSource> {
    let source = EventSource::new(url).ok()?;
    let task = Rc::clone(pass_on);
    let heard = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        if let Some(data) = event.data().as_string() {
            task(&data);
        }
    });
    let _ = source.add_event_listener_with_callback("task", heard.as_ref().unchecked_ref());
    heard.forget();
    let words = Rc::clone(pass_on);
    let written = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        if let Some(data) = event.data().as_string() {
            words(&format!("{WORDS_PASSED}{data}"));
        }
    });
    let _ = source.add_event_listener_with_callback(WORDS, written.as_ref().unchecked_ref());
    written.forget();
    for name in [RESYNC, NOTICE] {
        let passed = Rc::clone(pass_on);
        let told = Closure::<dyn Fn()>::new(move || passed(name));
        let _ = source.add_event_listener_with_callback(name, told.as_ref().unchecked_ref());
        told.forget();
    }
    Some(source)
}
