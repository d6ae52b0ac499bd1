//! The part of the page of second proofs that is about passkeys: which there are, and adding, naming and removing them.

use igny8::auth::two_factor::PasskeyInfo;
use igny8::choice::Tone;
use leptos::prelude::*;

use super::proof::{Proofs, proof};
use crate::strings::two_factor as words;
use crate::widgets::Notice;
use crate::widgets::time::Time;

/// The list and the form for another one, unless there can be none here.
pub(super) fn section(passkeys: Vec<PasskeyInfo>, cannot: Option<String>, proofs: Proofs) -> AnyView {
    let rows: Vec<_> = passkeys.into_iter().map(|passkey| row(passkey, proofs)).collect();
    let rows = (!rows.is_empty()).then(|| view! { <ul class="divide-y divide-line">{rows}</ul> });
    let add = match cannot {
        Some(why) => view! { <Notice tone=Tone::Info text=why /> }.into_any(),
        None => add(proofs),
    };
    view! {
        <p class="text-muted">{words::PASSKEYS_HELP}</p>
        {rows}
        {add}
    }
    .into_any()
}

fn row(passkey: PasskeyInfo, proofs: Proofs) -> AnyView {
    let id = passkey.id.to_string();
    let (rename, remove) = (format!("rename-{id}"), format!("remove-{id}"));
    let used = match passkey.last_used_at {
        Some(at) => view! { {words::LAST_USED} " " <Time at=at /> }.into_any(),
        None => words::NEVER_USED.into_any(),
    };
    let name = passkey.name.clone();
    view! {
        <li class="space-y-1 py-2">
            <p class="font-medium break-words">{name}</p>
            <p class="text-sm text-muted">
                {words::ADDED} " " <Time at=passkey.created_at /> " · " {used}
            </p>
            <details>
                <summary class="link cursor-pointer text-sm">
                    {words::CHANGE} <span class="sr-only">" "{passkey.name.clone()}</span>
                </summary>
                <form method="post" action="/two-factor/passkeys/rename" class="mt-3 space-y-3">
                    <input type="hidden" name="id" value=id.clone() />
                    <div>
                        <label for=rename.clone() class="mb-1 block font-medium">
                            {words::NAME}
                        </label>
                        <input id=rename name="name" type="text" autocomplete="off" class="input" maxlength="60" value=passkey.name required />
                    </div>
                    <button type="submit" class="btn w-full">
                        {words::RENAME}
                    </button>
                </form>
                <form method="post" action="/two-factor/passkeys/remove" class="mt-4 space-y-3">
                    <input type="hidden" name="id" value=id />
                    {proof(&remove, proofs)}
                    <button type="submit" class="btn btn-danger w-full">
                        {words::REMOVE}
                    </button>
                </form>
            </details>
        </li>
    }
    .into_any()
}

fn add(proofs: Proofs) -> AnyView {
    view! {
        <form method="post" action="/two-factor/passkeys/add" class="hidden space-y-3 passkeys:block">
            <div>
                <label for="add-name" class="mb-1 block font-medium">
                    {words::NAME}
                </label>
                <input
                    id="add-name"
                    name="name"
                    type="text"
                    autocomplete="off"
                    class="input"
                    maxlength="60"
                    aria-describedby="add-name-help"
                />
                <p id="add-name-help" class="mt-1 text-sm text-muted">
                    {words::NAME_HELP}
                </p>
            </div>
            {proof("add", proofs)}
            <button type="button" class="btn btn-primary w-full" data-passkey="/two-factor/passkeys/begin" data-passkey-new="">
                {words::ADD}
            </button>
        </form>
        <p class="hidden text-muted no-passkeys:block">{words::UNSUPPORTED}</p>
        <noscript>
            <p class="text-muted">{words::NO_SCRIPT}</p>
        </noscript>
    }
    .into_any()
}
