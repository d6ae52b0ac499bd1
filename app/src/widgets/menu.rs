//! Menus on the browser's own popover: light dismissal and Esc come with it; keys and placing are added.

use leptos::ev;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use crate::widgets::live::click;

/// A button that opens a menu; the children are its entries: `<button|a class="menu-item" role="menuitem">`.
#[component]
pub fn Menu(
    /// The id of the menu, unique in the page.
    #[prop(into)]
    id: String,
    /// What the button is called where its content does not say it.
    #[prop(into)]
    label: Signal<String>,
    /// The button's look.
    #[prop(default = "btn")]
    class: &'static str,
    /// The button's content.
    #[prop(into)]
    trigger: ViewFn,
    /// Whether it stays open when an entry is chosen, such as for boxes to tick.
    #[prop(optional)]
    keep: bool,
    /// The entries.
    children: Children,
) -> impl IntoView {
    let button = format!("{id}-button");
    let placed = id.clone();
    view! {
        <button
            type="button"
            id=button
            class=class
            aria-label=label
            aria-haspopup="menu"
            popovertarget=id.clone()
        >
            {trigger.run()}
        </button>
        <MenuPanel id=placed label=label keep=keep>
            {children()}
        </MenuPanel>
    }
    .into_any()
}

/// A menu without a button of its own: opened by `popovertarget` or [`open_at`].
#[component]
pub fn MenuPanel(
    /// The id, unique in the page.
    #[prop(into)]
    id: String,
    /// What the menu is called.
    #[prop(into)]
    label: Signal<String>,
    /// Whether it stays open when an entry is chosen, such as for boxes to tick.
    #[prop(optional)]
    keep: bool,
    /// The entries.
    children: Children,
) -> impl IntoView {
    let own = id.clone();
    let chosen = id.clone();
    let toggled = move |event: ev::Event| {
        if opens(&event)
            && let Some(menu) = element(&own)
        {
            place_under(&own, &format!("{own}-button"));
            focus_item(&menu, 0);
        }
    };
    view! {
        <div
            id=id.clone()
            popover="auto"
            class="popover"
            role="menu"
            aria-label=label
            on:toggle=toggled
            on:keydown=move |event| keys(&id, &event)
            on:click=click(move |_| {
                if !keep {
                    close(&chosen);
                }
            })
        >
            {children()}
        </div>
    }
    .into_any()
}

/// Whether a popover's `toggle` event says that it opened.
pub fn opens(event: &ev::Event) -> bool {
    js_sys::Reflect::get(event, &"newState".into())
        .ok()
        .and_then(|state| state.as_string())
        .is_some_and(|state| state == "open")
}

/// Opens the menu with this id at a point of the window, such as that of a right click.
pub fn open_at(id: &str, x: f64, y: f64) {
    if let Some(menu) = element(id) {
        let _ = menu.show_popover();
        place(&menu, x, y, x);
    }
}

/// Puts an open popover below the element with the second id.
pub fn place_under(popover: &str, button: &str) {
    let (Some(popover), Some(button)) = (element(popover), element(button)) else {
        return;
    };
    let at = button.get_bounding_client_rect();
    let style = popover.style();
    let _ = style.remove_property("max-height");
    let high = popover.get_bounding_client_rect().height();
    let (_, window) = window_size();
    let (below, above) = (window - at.bottom() - 12.0, at.top() - 12.0);
    // Never over its own button: below it, else above it, else as high as there is room.
    let under = high <= below || below >= above;
    let room = if under { below } else { above };
    if high > room {
        let _ = style.set_property("max-height", &format!("{}px", room.max(120.0)));
    }
    let top = if under {
        at.bottom() + 4.0
    } else {
        at.top() - 4.0 - high.min(room)
    };
    place(&popover, at.left(), top, at.right());
}

/// Width and height of what the window shows.
fn window_size() -> (f64, f64) {
    let extent =
        |value: Result<wasm_bindgen::JsValue, _>| value.ok().and_then(|value| value.as_f64()).unwrap_or(0.0);
    (extent(window().inner_width()), extent(window().inner_height()))
}

/// Closes the menu with this id.
pub fn close(id: &str) {
    if let Some(menu) = element(id) {
        let _ = menu.hide_popover();
    }
}

fn element(id: &str) -> Option<HtmlElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// Puts the menu below its button, on the side where it fits into the window.
fn place(menu: &HtmlElement, left: f64, top: f64, right: f64) {
    let size = menu.get_bounding_client_rect();
    let (width, height) = window_size();
    let x = if left + size.width() > width - 8.0 {
        right - size.width()
    } else {
        left
    };
    let y = if top + size.height() > height - 8.0 {
        height - size.height() - 8.0
    } else {
        top
    };
    let style = menu.style();
    let _ = style.set_property("left", &format!("{}px", x.max(8.0)));
    let _ = style.set_property("top", &format!("{}px", y.max(8.0)));
}

fn items(menu: &HtmlElement) -> Vec<HtmlElement> {
    let Ok(found) = menu.query_selector_all("[role^=menuitem]:not(:disabled)") else {
        return Vec::new();
    };
    (0..found.length())
        .filter_map(|i| found.get(i)?.dyn_into().ok())
        .collect()
}

fn focus_item(menu: &HtmlElement, index: usize) {
    if let Some(item) = items(menu).get(index) {
        let _ = item.focus();
    }
}

fn keys(id: &str, event: &ev::KeyboardEvent) {
    let Some(menu) = element(id) else { return };
    let all = items(&menu);
    if all.is_empty() {
        return;
    }
    let active = document().active_element();
    let here = all.iter().position(|item| active.as_ref() == Some(item.as_ref()));
    let to = match event.key().as_str() {
        "ArrowDown" => here.map_or(0, |i| (i + 1) % all.len()),
        "ArrowUp" => here.map_or(all.len() - 1, |i| (i + all.len() - 1) % all.len()),
        "Home" => 0,
        "End" => all.len() - 1,
        "Tab" => {
            close(id);
            return;
        }
        _ => return,
    };
    event.prevent_default();
    focus_item(&menu, to);
}
