//! The button and the entries by which light, dark or as the system is chosen.

use leptos::prelude::*;

use crate::state::theme::{apply, choose};
use crate::strings;
use crate::widgets::live::{click, watch};
use crate::widgets::{IconView, Menu};

/// The choices: what is remembered, what people read, the drawing.
const CHOICES: [(&str, &str, &icondata_core::IconData); 3] = [
    ("light", strings::frame::LIGHT, icondata_lu::LuSun),
    ("dark", strings::frame::DARK, icondata_lu::LuMoon),
    ("system", strings::frame::SYSTEM, icondata_lu::LuMonitor),
];

/// The button with the choices; it also follows the system while the page is open.
#[component]
pub(super) fn ThemeSwitch() -> impl IntoView {
    watch(|| {
        use leptos::wasm_bindgen::JsCast;
        use leptos::wasm_bindgen::closure::Closure;
        if let Ok(Some(query)) = window().match_media("(prefers-color-scheme: dark)") {
            let changed = Closure::<dyn Fn()>::new(apply);
            query.set_onchange(Some(changed.as_ref().unchecked_ref()));
            // The page listens as long as it lives.
            changed.forget();
        }
    });
    let trigger = || {
        view! {
            <span class="dark:hidden">
                <IconView icon=icondata_lu::LuSun />
            </span>
            <span class="hidden dark:inline">
                <IconView icon=icondata_lu::LuMoon />
            </span>
        }
    };
    view! {
        <div class="hidden sm:block">
            <Menu id="theme" label=strings::frame::THEME class="btn btn-ghost btn-icon" trigger=trigger>
                {entries()}
            </Menu>
        </div>
    }
    .into_any()
}

/// One menu entry for each choice.
pub(super) fn entries() -> AnyView {
    CHOICES
        .into_iter()
        .map(|(name, label, icon)| {
            view! {
                <button type="button" class="menu-item" role="menuitem" on:click=click(move |_| choose(name))>
                    <IconView icon=icon />
                    {label}
                </button>
            }
        })
        .collect_view()
        .into_any()
}
