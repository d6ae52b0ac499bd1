//! The page of what owners alone decide: hand the account over, require a second proof of everybody, delete the account. Plain
//! forms, each with the owner's password.

use igny8::auth::ownership::{GRACE_DAYS, Ownership};
use igny8::choice::Tone;
use leptos::prelude::*;

use super::Refused;
use super::answered::answered;
use super::parts::{section, trouble};
use super::proof::{Proofs, proof};
use crate::server_fns;
use crate::strings::account as words;
use crate::widgets::Notice;
use crate::widgets::time::exact_utc;

/// The card.
pub(super) fn card(refused: Refused) -> AnyView {
    let state = Resource::new_blocking(|| (), |()| server_fns::ownership());
    answered(state, move |state| forms(state, &refused))
}

fn forms(state: Ownership, refused: &Refused) -> AnyView {
    let proofs = Proofs {
        code: state.two_factor,
        passkeys: state.passkeys,
    };
    view! {
        {trouble(refused)}
        <p class="text-muted">{words::of(&state.account)}</p>
        {transfer(&state, proofs)}
        {policy(&state, proofs)}
        {export(proofs)}
        {deletion(state, proofs, refused)}
    }
    .into_any()
}

fn transfer(state: &Ownership, proofs: Proofs) -> AnyView {
    if state.members.is_empty() {
        return section(
            words::TRANSFER,
            view! { <p class="text-muted">{words::NOBODY}</p> }.into_any(),
        );
    }
    let options: Vec<_> = state
        .members
        .iter()
        .map(|member| view! { <option value=member.id.to_string()>{member.label.clone()}</option> })
        .collect();
    let form = view! {
        <form method="post" action="/account/transfer" class="space-y-3">
            <p class="text-muted">{words::TRANSFER_TEXT}</p>
            <div>
                <label for="member_id" class="mb-1 block font-medium">
                    {words::NEW_OWNER}
                </label>
                <select id="member_id" name="member_id" class="input" required>
                    <option value="">{crate::strings::form::CHOOSE}</option>
                    {options}
                </select>
            </div>
            {proof("transfer", proofs)}
            <button type="submit" class="btn w-full">
                {words::TRANSFER}
            </button>
        </form>
    };
    section(words::TRANSFER, form.into_any())
}

fn policy(state: &Ownership, proofs: Proofs) -> AnyView {
    let on = state.requires_two_factor;
    if !on && !proofs.code {
        let first = view! {
            <p class="text-muted">{igny8::auth::ownership::FIRST_YOURSELF}</p>
            <p>
                <a class="link" rel="external" href="/two-factor">
                    {words::SET_UP}
                </a>
            </p>
        };
        return section(words::POLICY, first.into_any());
    }
    let form = view! {
        <form method="post" action="/account/two-factor" class="space-y-3">
            <p class="text-muted">{if on { words::POLICY_ON } else { words::POLICY_OFF }}</p>
            <input type="hidden" name="required" value=(!on).to_string() />
            {proof("policy", proofs)}
            <button type="submit" class="btn w-full">
                {if on { words::STOP_REQUIRING } else { words::REQUIRE }}
            </button>
        </form>
    };
    section(words::POLICY, form.into_any())
}

fn export(proofs: Proofs) -> AnyView {
    let form = view! {
        <form method="post" action="/account/export" class="space-y-3">
            <p class="text-muted">{words::EXPORT_TEXT}</p>
            {proof("export", proofs)}
            <button type="submit" class="btn w-full">
                {words::EXPORT}
            </button>
        </form>
    };
    section(words::EXPORT, form.into_any())
}

fn deletion(state: Ownership, proofs: Proofs, refused: &Refused) -> AnyView {
    if let Some(at) = state.deleted_at {
        let keep = view! {
            <Notice tone=Tone::Warn text=words::deleted_on(&exact_utc(&at)) />
            <form method="post" action="/account/keep">
                <button type="submit" class="btn btn-primary w-full">
                    {words::KEEP}
                </button>
            </form>
        };
        return section(words::DELETE, keep.into_any());
    }
    let typed = refused.entered("name").unwrap_or_default();
    let form = view! {
        <form method="post" action="/account/delete" class="space-y-3">
            <p class="text-muted">{words::delete_text(GRACE_DAYS)}</p>
            <div>
                <label for="name" class="mb-1 block font-medium">
                    {words::type_name(&state.account)}
                </label>
                <input id="name" name="name" type="text" autocomplete="off" class="input" maxlength="200" value=typed required />
            </div>
            {proof("delete", proofs)}
            <button type="submit" class="btn btn-danger w-full">
                {words::DELETE}
            </button>
        </form>
    };
    section(words::DELETE, form.into_any())
}
