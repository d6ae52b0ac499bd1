//! The card of signing up: the form, the way to the mail that finishes it, and the page of that mail's link.

use igny8::choice::Tone;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::Refused;
use super::parts::{line, password, trouble};
use super::recover::{address_of, linked, says};
use crate::strings::auth as words;
use crate::widgets::Notice;

/// The card.
pub(super) fn card(refused: Refused) -> AnyView {
    let path = use_location().pathname.get_untracked();
    if path
        .strip_prefix("/signup/")
        .is_some_and(|token| !token.is_empty())
    {
        return finish(refused);
    }
    if says("sent") {
        return view! {
            <Notice tone=Tone::Good text=words::SIGN_UP_SENT />
            {again()}
        }
        .into_any();
    }
    let given = |key: &str| refused.entered(key).unwrap_or_default();
    view! {
        <form method="post" action="/signup" class="space-y-4">
            {trouble(&refused)}
            {line("name", words::NAME, "text", "name", given("name"))}
            {line("email", words::EMAIL, "email", "username", given("email"))}
            {password("new-password", Some(words::PASSWORD_HELP))}
            {line("account", words::ACCOUNT, "text", "organization", given("account"))}
            <button type="submit" class="btn btn-primary w-full">
                {words::SIGN_UP}
            </button>
        </form>
    }
    .into_any()
}

/// The way on for whoever has no mail, or no longer the password.
fn again() -> impl IntoView {
    view! {
        <p>
            <a class="link" rel="external" href="/signup">
                {words::SIGN_UP_AGAIN}
            </a>
        </p>
    }
}

fn finish(refused: Refused) -> AnyView {
    let path = use_location().pathname.get_untracked();
    let refused = StoredValue::new(refused);
    linked("/signup/", words::SIGN_UP_AGAIN, "/signup", move |link| {
        let path = path.clone();
        view! {
            <form method="post" action=path class="space-y-4">
                {refused.with_value(trouble)}
                <p class="text-muted">{words::finish_sign_up(&link.email)}</p>
                {address_of(&link)}
                {password("current-password", None)}
                <button type="submit" class="btn btn-primary w-full">
                    {words::SIGN_UP}
                </button>
            </form>
            {again()}
        }
        .into_any()
    })
}
