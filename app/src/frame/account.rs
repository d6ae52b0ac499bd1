//! Switching between the accounts of a person, as a plain form.

use leptos::prelude::*;

use crate::state::session::CurrentSession;
use crate::strings;
use crate::widgets::{IconView, Menu};

/// The current account; a menu where there are others.
#[component]
pub(super) fn AccountSwitch() -> impl IntoView {
    let session = CurrentSession::expect().0.get_untracked();
    let name = session.account.label.clone();
    if session.accounts.len() < 2 {
        return view! {
            <span class="hidden max-w-48 truncate px-2 font-medium md:inline" title=strings::frame::ACCOUNTS>
                {name}
            </span>
        }
        .into_any();
    }
    let current = session.account.id;
    let label = format!("{}: {name}", strings::frame::ACCOUNTS);
    let entries: Vec<_> = session
        .accounts
        .into_iter()
        .map(|account| {
            let here = account.id == current;
            view! {
                <form method="post" action="/switch-account" role="none">
                    <input type="hidden" name="account_id" value=account.id.to_string() />
                    <button
                        type="submit"
                        class="menu-item"
                        role="menuitemradio"
                        aria-checked=here.to_string()
                    >
                        <span class="min-w-0 grow truncate">{account.label}</span>
                        {here.then(|| view! { <IconView icon=icondata_lu::LuCheck /> })}
                    </button>
                </form>
            }
        })
        .collect();
    let trigger = move || {
        view! {
            <IconView icon=icondata_lu::LuBuilding2 />
            <span class="hidden max-w-40 truncate md:inline">{name.clone()}</span>
            <IconView icon=icondata_lu::LuChevronDown class="hidden size-4 text-muted md:inline" />
        }
    };
    view! {
        <Menu id="accounts" label=label class="btn btn-ghost max-md:w-9 max-md:px-0" trigger=trigger>
            {entries}
        </Menu>
    }
    .into_any()
}
