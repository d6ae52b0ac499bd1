//! The card with the form of a sign-in page; the server fills it again from the query string when it refuses.

use igny8::choice::Tone;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::parts::{line, password, trouble};
use super::{AuthPage, PasskeysHere, Refused, account, consent, invite, proof, recover, sign_up, two_factor};
use crate::strings;
use crate::widgets::{Brand, Notice, PageTitle};

/// One of the pages without a session.
#[component]
pub(crate) fn AuthScreen(
    /// Which one.
    page: AuthPage,
) -> impl IntoView {
    // Known to the server alone, and so told to the browser, which draws the same again.
    let refused = SharedValue::new(|| use_context::<Refused>().unwrap_or_default()).into_inner();
    let passkeys = SharedValue::new(|| use_context::<PasskeysHere>().is_some_and(|here| here.0)).into_inner();
    let heading = match page {
        AuthPage::SignIn => strings::auth::SIGN_IN_TITLE,
        AuthPage::SignUp => strings::auth::SIGN_UP_TITLE,
        AuthPage::Invite => strings::auth::JOIN_TITLE,
        AuthPage::Forgot => strings::auth::FORGOT_TITLE,
        AuthPage::Reset => strings::auth::RESET_TITLE,
        AuthPage::Confirm => strings::auth::CONFIRM_TITLE,
        AuthPage::Code => strings::two_factor::CODE_TITLE,
        AuthPage::TwoFactor => strings::two_factor::TITLE,
        AuthPage::Consent => strings::consent::TITLE,
        AuthPage::Account => strings::account::TITLE,
    };
    let card = match page {
        AuthPage::SignIn => sign_in(&refused, passkeys),
        AuthPage::SignUp => sign_up::card(refused),
        AuthPage::Invite => invite::card(refused),
        AuthPage::Forgot => recover::forgot(&refused),
        AuthPage::Reset => recover::reset(refused),
        AuthPage::Confirm => recover::confirm(refused),
        AuthPage::Code => two_factor::at_sign_in(&refused, passkeys),
        AuthPage::TwoFactor => two_factor::card(refused),
        AuthPage::Consent => consent::card(refused),
        AuthPage::Account => account::card(refused),
    };
    let (question, other, href) = match page {
        AuthPage::SignIn => (strings::auth::NO_ACCOUNT, strings::auth::SIGN_UP, "/signup"),
        AuthPage::SignUp | AuthPage::Invite => {
            (strings::auth::HAVE_ACCOUNT, strings::auth::SIGN_IN, "/login")
        }
        AuthPage::Forgot | AuthPage::Reset | AuthPage::Confirm | AuthPage::Code => {
            (strings::auth::BACK_TO, strings::auth::SIGN_IN, "/login")
        }
        AuthPage::Account => (
            strings::auth::BACK_TO,
            igny8::auth::users::PAGE.title,
            igny8::auth::users::PAGE.path,
        ),
        AuthPage::TwoFactor => (
            strings::auth::BACK_TO,
            igny8::auth::profile::PAGE.title,
            igny8::auth::profile::PAGE.path,
        ),
        AuthPage::Consent => (
            strings::consent::LATER,
            igny8::auth::apps::PAGE.title,
            igny8::auth::apps::PAGE.path,
        ),
    };
    let asks_for_passkeys = matches!(
        page,
        AuthPage::SignIn | AuthPage::Code | AuthPage::TwoFactor | AuthPage::Account
    );
    view! {
        <PageTitle text=heading />
        <main class="flex min-h-dvh flex-col items-center justify-center px-4 py-10">
            <div class="mb-6 flex flex-col items-center gap-2">
                <Brand />
                <p class="text-muted">{strings::auth::PITCH}</p>
            </div>
            <div class="card w-full max-w-sm space-y-4 p-6">
                <h1 class="text-lg font-semibold">{heading}</h1>
                {card}
            </div>
            {asks_for_passkeys.then(proof::script)}
            <p class="mt-4 text-muted">
                {question} " "
                // What the server alone knows of these pages comes with a whole one.
                <a href=href class="link font-medium" rel="external">
                    {other}
                </a>
            </p>
        </main>
    }
    .into_any()
}

fn sign_in(refused: &Refused, passkeys: bool) -> AnyView {
    let given = |key: &str| refused.entered(key).unwrap_or_default();
    let asked = use_query_map().get_untracked().get_str("next").map(str::to_owned);
    let next = refused.entered("next").or(asked).unwrap_or_default();
    let reset =
        recover::says("reset").then(|| view! { <Notice tone=Tone::Good text=strings::auth::RESET_DONE /> });
    view! {
        {reset}
        <form method="post" action="/login" class="space-y-4">
            {trouble(refused)}
            {line("email", strings::auth::EMAIL, "email", "username webauthn", given("email"))}
            {password("current-password", None)}
            <p>
                <a class="link" href="/forgot">
                    {strings::auth::FORGOT}
                </a>
            </p>
            <input type="hidden" name="next" value=next.clone() />
            <button type="submit" class="btn btn-primary w-full">
                {strings::auth::SIGN_IN}
            </button>
        </form>
        {passkeys.then(|| proof::sign_in("/login/passkey", strings::two_factor::SIGN_IN_WITH, next, true))}
    }
    .into_any()
}
