//! The card with the form of a sign-in page; the server fills it again from the query string when it refuses.

use igny8::auth::sign_up::{MAX_PASSWORD, MIN_PASSWORD};
use igny8::choice::Tone;
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_query_map};

use super::AuthPage;
use crate::frame::brand::Brand;
use crate::widgets::{Notice, PageTitle};
use crate::words;

/// One of the pages without a session.
#[component]
pub(crate) fn AuthScreen(
    /// Which one.
    page: AuthPage,
) -> impl IntoView {
    let location = use_location();
    let query = use_query_map().get_untracked();
    let given = |key: &str| query.get_str(key).unwrap_or_default().to_owned();
    let error = given("error");
    let heading = match page {
        AuthPage::SignIn => words::auth::SIGN_IN_TITLE,
        AuthPage::SignUp => words::auth::SIGN_UP_TITLE,
        AuthPage::Invite => words::auth::JOIN_TITLE,
    };
    let email = || line("email", words::auth::EMAIL, "email", "username", given("email"));
    let fields = match page {
        AuthPage::SignIn => {
            let next = given("next");
            view! {
                {email()}
                {password("current-password", false)}
                <input type="hidden" name="next" value=next />
            }
            .into_any()
        }
        AuthPage::SignUp => view! {
            {line("name", words::auth::NAME, "text", "name", given("name"))}
            {email()}
            {password("new-password", true)}
            {line("account", words::auth::ACCOUNT, "text", "organization", given("account"))}
        }
        .into_any(),
        AuthPage::Invite => view! {
            <p class="text-muted">{words::auth::JOIN_TEXT}</p>
            {password("new-password", true)}
        }
        .into_any(),
    };
    let verb = match page {
        AuthPage::SignIn => words::auth::SIGN_IN,
        AuthPage::SignUp => words::auth::SIGN_UP,
        AuthPage::Invite => words::auth::JOIN,
    };
    let (question, other, href) = match page {
        AuthPage::SignIn => (words::auth::NO_ACCOUNT, words::auth::SIGN_UP, "/signup"),
        AuthPage::SignUp | AuthPage::Invite => (words::auth::HAVE_ACCOUNT, words::auth::SIGN_IN, "/login"),
    };
    view! {
        <PageTitle text=heading />
        <main class="flex min-h-dvh flex-col items-center justify-center px-4 py-10">
            <div class="mb-6 flex flex-col items-center gap-2">
                <Brand />
                <p class="text-muted">{words::auth::PITCH}</p>
            </div>
            <form method="post" action=location.pathname.get_untracked() class="card w-full max-w-sm space-y-4 p-6">
                <h1 class="text-lg font-semibold">{heading}</h1>
                {(!error.is_empty()).then(|| view! { <Notice tone=Tone::Bad text=error /> })}
                {fields}
                <button type="submit" class="btn btn-primary w-full">
                    {verb}
                </button>
            </form>
            <p class="mt-4 text-muted">
                {question} " "
                <a href=href class="link font-medium">
                    {other}
                </a>
            </p>
        </main>
    }
    .into_any()
}

fn line(
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

fn password(autocomplete: &'static str, fresh: bool) -> AnyView {
    let help = fresh.then(|| {
        view! {
            <p id="password-help" class="mt-1 text-sm text-muted">
                {words::auth::password_help(MIN_PASSWORD)}
            </p>
        }
    });
    view! {
        <div>
            <label for="password" class="mb-1 block font-medium">
                {words::auth::PASSWORD}
            </label>
            <input
                id="password"
                name="password"
                type="password"
                autocomplete=autocomplete
                class="input"
                minlength=fresh.then(|| MIN_PASSWORD.to_string())
                maxlength=MAX_PASSWORD.to_string()
                aria-describedby=fresh.then_some("password-help")
                required
            />
            {help}
        </div>
    }
    .into_any()
}
