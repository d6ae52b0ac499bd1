//! The pages of links by mail: asking for one, choosing a new password, and confirming an address.

use igny8::auth::email_link::{EmailLink, Purpose};
use igny8::choice::Tone;
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_query_map};

use super::Refused;
use super::answered::answered_or;
use super::parts::{line, password, trouble};
use crate::server_fns;
use crate::strings::auth as words;
use crate::widgets::Notice;

/// Whether the address of the page names this state. Only fixed words can, so that nobody puts other words onto our pages.
pub(super) fn says(state: &str) -> bool {
    use_query_map().get_untracked().get_str(state).is_some()
}

/// The card that asks where a link shall go.
pub(super) fn forgot(refused: &Refused) -> AnyView {
    if says("sent") {
        return view! { <Notice tone=Tone::Good text=words::FORGOT_SENT /> }.into_any();
    }
    view! {
        <form method="post" action="/forgot" class="space-y-4">
            {trouble(refused)}
            <p class="text-muted">{words::FORGOT_HELP}</p>
            {line("email", words::EMAIL, "email", "username", refused.entered("email").unwrap_or_default())}
            <button type="submit" class="btn btn-primary w-full">
                {words::SEND_LINK}
            </button>
        </form>
    }
    .into_any()
}

/// The card of a link to choose a new password.
pub(super) fn reset(refused: Refused) -> AnyView {
    let path = use_location().pathname.get_untracked();
    let refused = StoredValue::new(refused);
    linked("/reset/", words::NEW_LINK, "/forgot", move |link| {
        let path = path.clone();
        view! {
            <form method="post" action=path class="space-y-4">
                {refused.with_value(trouble)}
                <p class="text-muted">{words::reset_for(&link.email)}</p>
                {address_of(&link)}
                {password("new-password", Some(words::PASSWORD_HELP))}
                <button type="submit" class="btn btn-primary w-full">
                    {words::SET_PASSWORD}
                </button>
            </form>
        }
        .into_any()
    })
}

/// Whose password a form asks for, for programs that keep passwords.
pub(super) fn address_of(link: &EmailLink) -> impl IntoView + use<> {
    view! {
        <input
            name="username"
            type="email"
            autocomplete="username"
            value=link.email.clone()
            class="input"
            aria-label=words::EMAIL
            readonly
        />
    }
}

/// The card of a link that confirms an address, or of the way to another one.
pub(super) fn confirm(refused: Refused) -> AnyView {
    let path = use_location().pathname.get_untracked();
    if path.strip_prefix("/confirm/").is_none_or(str::is_empty) {
        return ask(&refused);
    }
    let refused = StoredValue::new(refused);
    linked("/confirm/", words::NEW_LINK, "/confirm", move |link| {
        let path = path.clone();
        let text = match link.purpose {
            Purpose::ChangeAddress => words::change_to(&link.email),
            Purpose::VerifyAddress | Purpose::PasswordReset | Purpose::SignUp => words::confirm(&link.email),
        };
        view! {
            <form method="post" action=path class="space-y-4">
                {refused.with_value(trouble)}
                <p>{text}</p>
                <button type="submit" class="btn btn-primary w-full">
                    {words::CONFIRM}
                </button>
            </form>
        }
        .into_any()
    })
}

fn ask(refused: &Refused) -> AnyView {
    let (notice, next) = (
        |text| view! { <Notice tone=Tone::Good text=text /> }.into_any(),
        "/",
    );
    let said = if says("done") {
        notice(words::CONFIRMED)
    } else if says("sent") {
        notice(words::CONFIRM_SENT)
    } else {
        view! {
            <form method="post" action="/confirm" class="space-y-4">
                {trouble(refused)}
                <p class="text-muted">{words::CONFIRM_HELP}</p>
                <button type="submit" class="btn btn-primary w-full">
                    {words::SEND_LINK}
                </button>
            </form>
        }
        .into_any()
    };
    view! {
        {said}
        <p>
            <a class="link" rel="external" href=next>
                {words::CONTINUE}
            </a>
        </p>
    }
    .into_any()
}

/// What is shown for the link in the path while it holds, or why it does not and where to get another.
pub(super) fn linked(
    before: &'static str,
    again: &'static str,
    href: &'static str,
    shown: impl Fn(EmailLink) -> AnyView + Clone + Send + Sync + 'static,
) -> AnyView {
    let path = use_location().pathname.get_untracked();
    let token = path.strip_prefix(before).unwrap_or_default().to_owned();
    let found = Resource::new_blocking(|| (), move |()| server_fns::email_link(token.clone()));
    answered_or(found, shown, move || {
        view! {
            <p>
                <a class="link" rel="external" href=href>
                    {again}
                </a>
            </p>
        }
        .into_any()
    })
}
