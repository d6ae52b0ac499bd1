//! The page of an invitation's link: who invites where, and the ways to accept.

use igny8::auth::invitation::{DAYS, Invitation};
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_query_map};

use super::Refused;
use super::answered::answered;
use super::parts::{line, password, trouble};
use crate::server_fns;
use crate::strings::auth as words;
use crate::widgets::Time;

/// The card of the invitation that the path names.
pub(super) fn card(refused: Refused) -> AnyView {
    let path = use_location().pathname.get_untracked();
    let token = path.strip_prefix("/invite/").unwrap_or_default().to_owned();
    let other = use_query_map().get_untracked().get_str("as").is_some();
    let found = Resource::new_blocking(|| (), move |()| server_fns::invitation(token.clone()));
    answered(found, move |invitation| form(&path, invitation, other, &refused))
}

fn form(path: &str, invitation: Invitation, other: bool, refused: &Refused) -> AnyView {
    let role = invitation.role.choice();
    let text = words::invited(invitation.inviter.as_deref(), &invitation.account);
    let known = invitation
        .signed_in
        .filter(|_| !other && refused.entered("email").is_none_or(|email| email.is_empty()));
    let fields = match known {
        Some(email) => {
            let different = format!("{path}?as=other");
            view! {
                <input type="hidden" name="email" value="" />
                <button type="submit" class="btn btn-primary w-full">
                    {words::join_as(&email)}
                </button>
                <p>
                    <a class="link" rel="external" href=different>
                        {words::JOIN_AS_OTHER}
                    </a>
                </p>
            }
            .into_any()
        }
        None => {
            let given = |key: &str, else_: &str| {
                refused
                    .entered(key)
                    .filter(|text| !text.is_empty())
                    .unwrap_or_else(|| else_.to_owned())
            };
            view! {
                {line("email", words::EMAIL, "email", "username", given("email", &invitation.email))}
                {line("name", words::NAME, "text", "name", given("name", &invitation.name))}
                {password("current-password", Some(words::JOIN_HELP))}
                <button type="submit" class="btn btn-primary w-full">
                    {words::JOIN}
                </button>
            }
            .into_any()
        }
    };
    view! {
        <form method="post" action=path.to_owned() class="space-y-4">
            {trouble(refused)}
            <p>{text}</p>
            <p class="text-muted">{words::role(role.label, role.help)}</p>
            <p class="text-muted">
                {words::LINK_ENDS} " " <Time at=invitation.expires_at /> ". " {words::once(DAYS)}
            </p>
            {fields}
        </form>
    }
    .into_any()
}
