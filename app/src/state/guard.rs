//! Asks before what is entered and not saved is lost: by leaving the site, or by a link inside it.

use leptos::ev;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::wasm_bindgen::closure::Closure;
use web_sys::HtmlElement;

use crate::state::confirm::{Confirm, Question};
use crate::strings;

/// Guards while `dirty`, as long as the current part of the page lives.
pub(crate) fn guard(dirty: Memo<bool>) {
    let confirm = Confirm::expect();
    let leaving = StoredValue::new(false);
    Effect::new(move |_| {
        let away = window_event_listener(ev::beforeunload, move |event| {
            if dirty.try_get_untracked() == Some(true) && !leaving.get_value() {
                event.prevent_default();
            }
        });
        // In the capturing phase, before the router takes the click.
        let clicked = Closure::<dyn Fn(web_sys::MouseEvent)>::new(move |event: web_sys::MouseEvent| {
            ask(&event, dirty, leaving, confirm);
        });
        let callback: js_sys::Function = clicked.into_js_value().unchecked_into();
        let _ = document().add_event_listener_with_callback_and_bool("click", &callback, true);
        // A handle that the owner may keep although it belongs to this thread's browser.
        let callback = StoredValue::new_local(callback);
        on_cleanup(move || {
            away.remove();
            let _ =
                document().remove_event_listener_with_callback_and_bool("click", &callback.get_value(), true);
        });
    });
}

fn ask(event: &web_sys::MouseEvent, dirty: Memo<bool>, leaving: StoredValue<bool>, confirm: Confirm) {
    let changed = dirty.try_get_untracked() == Some(true) && !leaving.get_value();
    let plain = !(event.ctrl_key() || event.meta_key() || event.shift_key()) && event.button() == 0;
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let link = target.and_then(|target| target.closest("a[href]").ok().flatten());
    let Some(link) = link.and_then(|link| link.dyn_into::<HtmlElement>().ok()) else {
        return;
    };
    let inside = link
        .get_attribute("href")
        .is_some_and(|href| href.starts_with('/'));
    if !changed || !plain || !inside {
        return;
    }
    event.prevent_default();
    event.stop_propagation();
    let link = StoredValue::new_local(link);
    confirm.ask(Question {
        title: strings::form::LEAVE_TITLE.to_owned(),
        text: strings::form::LEAVE_TEXT.to_owned(),
        verb: strings::form::LEAVE.to_owned(),
        destructive: true,
        yes: Callback::new(move |()| {
            leaving.set_value(true);
            if let Some(link) = link.try_get_value() {
                link.click();
            }
        }),
    });
}
