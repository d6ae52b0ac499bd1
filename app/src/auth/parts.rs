//! What the cards of these pages are made of.

use igny8::auth::sign_up::{MAX_PASSWORD, MIN_PASSWORD};
use igny8::choice::Tone;
use leptos::prelude::*;

use super::Refused;
use crate::strings;
use crate::widgets::Notice;

/// A part of a card under a heading of its own.
pub(super) fn section(title: &'static str, content: AnyView) -> AnyView {
    view! {
        <section class="space-y-3 border-t border-line pt-4">
            <h2 class="font-semibold">{title}</h2>
            {content}
        </section>
    }
    .into_any()
}

/// What was wrong with what was sent.
pub(super) fn trouble(refused: &Refused) -> AnyView {
    let error = refused.error.clone();
    (!error.is_empty())
        .then(|| view! { <div role="alert"><Notice tone=Tone::Bad text=error /></div> })
        .into_any()
}

pub(super) fn line(
    name: &'static str,
    label: &'static str,
    kind: &'static str,
    autocomplete: &'static str,
    value: String,
) -> AnyView {
    view! {
        <div>
            <label for=name class="mb-1 block font-medium">
                {label}
            </label>
            <input
                id=name
                name=name
                type=kind
                autocomplete=autocomplete
                value=value
                class="input"
                maxlength="254"
                required
            />
        </div>
    }
    .into_any()
}

/// The password; with `help` it may be a new one.
pub(super) fn password(autocomplete: &'static str, help: Option<&'static str>) -> AnyView {
    let fresh = autocomplete == "new-password";
    let described = help.is_some().then_some("password-help");
    let help = help.map(|text| {
        view! {
            <p id="password-help" class="mt-1 text-sm text-muted">
                {text}
            </p>
        }
    });
    view! {
        <div>
            <label for="password" class="mb-1 block font-medium">
                {strings::auth::PASSWORD}
            </label>
            <input
                id="password"
                name="password"
                type="password"
                autocomplete=autocomplete
                class="input"
                minlength=fresh.then(|| MIN_PASSWORD.to_string())
                maxlength=MAX_PASSWORD.to_string()
                aria-describedby=described
                required
            />
            {help}
        </div>
    }
    .into_any()
}
