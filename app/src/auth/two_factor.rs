//! The pages of the second proof: the code or passkey at sign-in, and turning codes on and off. Plain forms; only a passkey takes a
//! script.

use igny8::auth::two_factor::{Setup, TwoFactor};
use igny8::choice::Tone;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::answered::answered;
use super::parts::{section, trouble};
use super::proof::{self, Proofs, proof};
use super::{Refused, passkeys};
use crate::server_fns;
use crate::strings::two_factor as words;
use crate::widgets::Notice;

/// What the server names recovery codes by in the context of the one page that shows them.
pub const CODES: &str = "recovery_codes";

fn code() -> AnyView {
    view! {
        <div>
            <label for="code" class="mb-1 block font-medium">
                {words::CODE}
            </label>
            <input
                id="code"
                name="code"
                type="text"
                autocomplete="one-time-code"
                autocapitalize="none"
                spellcheck="false"
                class="input"
                maxlength="40"
                aria-describedby="code-help"
                required
            />
            <p id="code-help" class="mt-1 text-sm text-muted">
                {words::CODE_HELP}
            </p>
        </div>
    }
    .into_any()
}

/// The card that asks for a code or a passkey at sign-in.
pub(super) fn at_sign_in(refused: &Refused, passkeys: bool) -> AnyView {
    let asked = use_query_map().get_untracked().get_str("next").map(str::to_owned);
    let next = refused.entered("next").or(asked).unwrap_or_default();
    view! {
        <form method="post" action="/login/code" class="space-y-4">
            {trouble(refused)}
            {code()}
            <input type="hidden" name="next" value=next.clone() />
            <button type="submit" class="btn btn-primary w-full">
                {crate::strings::auth::SIGN_IN}
            </button>
        </form>
        {passkeys.then(|| proof::sign_in("/login/code/passkey", words::USE_PASSKEY, next, false))}
    }
    .into_any()
}

/// The card that turns it on and off.
pub(super) fn card(refused: Refused) -> AnyView {
    if let Some(codes) = refused.entered(CODES) {
        return shown(&codes);
    }
    let state = Resource::new_blocking(|| (), |()| server_fns::two_factor());
    answered(state, move |state| forms(state, &refused))
}

fn forms(state: TwoFactor, refused: &Refused) -> AnyView {
    let required = state.required.then(|| {
        view! {
            <Notice tone=Tone::Warn text=igny8::auth::two_factor::REQUIRED />
            <form method="post" action="/logout">
                <button type="submit" class="link">
                    {crate::strings::frame::SIGN_OUT}
                </button>
            </form>
        }
    });
    let protected = state.on || !state.passkeys.is_empty();
    let proofs = Proofs {
        code: protected,
        passkeys: !state.passkeys.is_empty(),
    };
    let parts = if state.unconfirmed && !protected {
        unconfirmed()
    } else {
        let app = match state.setup {
            _ if state.on => on(proofs),
            Some(setup) => confirm(setup),
            None => off(proofs),
        };
        let codes = protected.then(|| section(words::CODES, codes(state.codes_left, proofs)));
        view! {
            {protected.then(|| view! { <Notice tone=Tone::Good text=words::ON /> })}
            {section(words::PASSKEYS, passkeys::section(state.passkeys, state.no_passkeys, proofs))}
            {section(words::APP, app)}
            {codes}
        }
        .into_any()
    };
    view! {
        {trouble(refused)}
        {required}
        {parts}
    }
    .into_any()
}

fn unconfirmed() -> AnyView {
    view! {
        <p class="text-muted">{words::OFF}</p>
        <p>{words::UNCONFIRMED}</p>
        <p>
            <a class="link" rel="external" href="/confirm">
                {words::CONFIRM_FIRST}
            </a>
        </p>
    }
    .into_any()
}

fn off(proofs: Proofs) -> AnyView {
    view! {
        <form method="post" action="/two-factor/begin" class="space-y-3">
            <p class="text-muted">{words::OFF}</p>
            {proof("begin", proofs)}
            <button type="submit" class="btn w-full">
                {words::SET_UP}
            </button>
        </form>
    }
    .into_any()
}

fn confirm(setup: Setup) -> AnyView {
    view! {
        <form method="post" action="/two-factor/confirm" class="space-y-3">
            <p>{words::SCAN}</p>
            <img src=setup.image alt=words::IMAGE width="200" height="200" class="mx-auto rounded-md bg-white p-2" />
            <p class="text-muted">{words::TYPE_KEY}</p>
            <p class="font-mono text-sm break-all">{setup.key}</p>
            {code()}
            <button type="submit" class="btn btn-primary w-full">
                {words::TURN_ON}
            </button>
        </form>
    }
    .into_any()
}

fn on(proofs: Proofs) -> AnyView {
    view! {
        <p class="text-muted">{words::APP_ON}</p>
        <form method="post" action="/two-factor/off" class="space-y-3">
            {proof("off", proofs)}
            <button type="submit" class="btn w-full">
                {words::TURN_OFF}
            </button>
        </form>
    }
    .into_any()
}

fn codes(left: i64, proofs: Proofs) -> AnyView {
    view! {
        <p class="text-muted">{words::codes_left(left)}</p>
        <form method="post" action="/two-factor/codes" class="space-y-3">
            {proof("codes", proofs)}
            <button type="submit" class="btn w-full">
                {words::NEW_CODES}
            </button>
        </form>
    }
    .into_any()
}

fn shown(codes: &str) -> AnyView {
    let codes: Vec<_> = codes
        .split_whitespace()
        .map(|code| view! { <li>{code.to_owned()}</li> })
        .collect();
    view! {
        <Notice tone=Tone::Good text=words::ON />
        <p>{words::KEEP_CODES}</p>
        <ul class="space-y-1 font-mono text-sm">{codes}</ul>
        <p>
            <a class="link" rel="external" href="/">
                {words::CODES_KEPT}
            </a>
        </p>
    }
    .into_any()
}
