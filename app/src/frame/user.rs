//! The menu of the person: who is signed in, credits and theme on a phone, keys, sign out.

use leptos::prelude::*;

use super::theme;
use crate::state::session::CurrentSession;
use crate::strings;
use crate::strings::number::group;
use crate::widgets::live::follows;
use crate::widgets::{IconView, Menu};

/// The menu at the end of the top bar.
#[component]
pub(super) fn UserMenu() -> impl IntoView {
    let session = CurrentSession::expect().0;
    let person = session.get_untracked();
    let initials: String = person
        .name
        .split_whitespace()
        .filter_map(|word| word.chars().next())
        .take(2)
        .collect();
    let label = format!("{initials}: {}", strings::frame::USER);
    let trigger = move || {
        view! {
            <span
                class="flex size-8 items-center justify-center rounded-full bg-brand-soft text-sm font-semibold text-link uppercase"
                aria-hidden="true"
            >
                {initials.clone()}
            </span>
        }
    };
    let role = person.role.label();
    let owns = person.role.owns().then(|| {
        view! {
            <a class="menu-item" role="menuitem" rel="external" href=igny8::auth::ownership::PATH>
                <IconView icon=icondata_lu::LuCrown />
                {strings::account::TITLE}
            </a>
        }
    });
    view! {
        <Menu id="user" label=label class="btn btn-ghost btn-icon" trigger=trigger>
            <div role="none" class="border-b border-line px-2 pt-1 pb-2">
                <p class="max-w-56 truncate font-medium">{follows(move || session.with(|person| person.name.clone()))}</p>
                <p class="max-w-56 truncate text-sm text-muted">{person.email}</p>
                <p class="mt-1 text-sm text-muted">{person.account.label} " · " {role}</p>
                <p class="text-sm text-muted md:hidden">
                    {follows(move || group(session.with(|session| session.credits)))} " " {strings::frame::CREDITS}
                </p>
            </div>
            <div role="none" class="border-b border-line py-1 sm:hidden">
                {theme::entries()}
            </div>
            <a class="menu-item" role="menuitem" href=igny8::auth::profile::PAGE.path>
                <IconView icon=icondata_lu::LuUser />
                {igny8::auth::profile::PAGE.title}
            </a>
            <a class="menu-item" role="menuitem" rel="external" href="/two-factor">
                <IconView icon=icondata_lu::LuShieldCheck />
                {strings::two_factor::TITLE}
            </a>
            {owns}
            <form method="post" action="/logout" role="none" class="pt-1">
                <button type="submit" class="menu-item" role="menuitem">
                    <IconView icon=icondata_lu::LuLogOut />
                    {strings::frame::SIGN_OUT}
                </button>
            </form>
        </Menu>
    }
    .into_any()
}
