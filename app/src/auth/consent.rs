//! The page on which somebody lets an app in: which app, where its answer goes, and what it may do. A plain form.

use igny8::auth::apps;
use igny8::auth::consent::{Consent, ConsentScope};
use igny8::choice::{SelectOption, Tone};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::Refused;
use super::answered::answered;
use super::parts::trouble;
use crate::server_fns;
use crate::strings::consent as words;
use crate::widgets::Notice;

/// The card of the question that the query is.
pub(super) fn card(refused: Refused) -> AnyView {
    if !refused.error.is_empty() {
        return trouble(&refused);
    }
    let query = use_location().search.get_untracked();
    let query = query.trim_start_matches('?').to_owned();
    let found = Resource::new_blocking(|| (), move |()| server_fns::consent(query.clone()));
    answered(found, form)
}

fn form(consent: Consent) -> AnyView {
    let caution = if consent.local {
        Some(words::LOCAL)
    } else {
        consent.vouched.is_none().then_some(words::UNVOUCHED)
    };
    let vouched = consent
        .vouched
        .map(|host| view! { <p class="text-muted">{words::vouched(&host)}</p> });
    let scopes = consent.scopes.into_iter().map(scope).collect_view();
    view! {
        <form method="post" action="/oauth/authorize" class="space-y-4">
            <p class="font-medium">{words::asks(&consent.app)}</p>
            {vouched}
            <p>{words::goes_to(&consent.goes_to)}</p>
            {caution.map(|text| view! { <Notice tone=Tone::Warn text=text /> })}
            <p class="text-muted">{words::signed_in(&consent.email)}</p>
            {account(consent.accounts)}
            <fieldset class="space-y-2">
                <legend class="mb-1 font-medium">{words::MAY}</legend>
                {scopes}
            </fieldset>
            <p class="text-sm text-muted">
                {words::NEVER_MORE} " "
                <a class="link underline" rel="external" href=apps::PAGE.path>
                    {apps::PAGE.title}
                </a> "."
            </p>
            <input type="hidden" name="ticket" value=consent.ticket />
            <div class="flex gap-2">
                <button type="submit" name="answer" value="allow" class="btn btn-primary flex-1">
                    {words::ALLOW}
                </button>
                <button type="submit" name="answer" value="deny" class="btn flex-1">
                    {words::DENY}
                </button>
            </div>
        </form>
    }
    .into_any()
}

fn scope(one: ConsentScope) -> AnyView {
    let choice = one.scope.choice();
    let id = format!("scope-{}", choice.value);
    let help = format!("{id}-help");
    // To see the account is what connecting it means.
    let fixed = one.scope == igny8::auth::consent::AppScope::Read;
    view! {
        <div class="flex gap-2">
            <input
                type="checkbox"
                id=id.clone()
                name="scope"
                value=choice.value
                checked=one.asked || fixed
                disabled=fixed
                aria-describedby=help.clone()
                class="check mt-1"
            />
            <div>
                <label for=id>{choice.label}</label>
                <p id=help class="text-sm text-muted">
                    {choice.help}
                </p>
            </div>
        </div>
    }
    .into_any()
}

fn account(all: Vec<SelectOption>) -> AnyView {
    if all.len() < 2 {
        return all
            .into_iter()
            .map(|one| {
                view! {
                    <p>{words::ACCOUNT} " " <span class="font-medium">{one.label}</span> "."</p>
                    <input type="hidden" name="account" value=one.id.to_string() />
                }
            })
            .collect_view()
            .into_any();
    }
    let options = all
        .into_iter()
        .map(|one| view! { <option value=one.id.to_string()>{one.label}</option> })
        .collect_view();
    view! {
        <div>
            <label for="account" class="mb-1 block font-medium">
                {words::ACCOUNT}
            </label>
            <select id="account" name="account" class="input">
                {options}
            </select>
        </div>
    }
    .into_any()
}
