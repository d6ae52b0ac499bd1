//! The banner of an account that is to be deleted.

use igny8::auth::ownership::PATH;
use igny8::choice::Tone;
use leptos::prelude::*;

use crate::state::session::CurrentSession;
use crate::strings::account as words;
use crate::widgets::Notice;
use crate::widgets::live::live;
use crate::widgets::time::Moment;

/// The banner above every page, until the account goes or somebody keeps it.
#[component]
pub(super) fn DeletionBanner() -> impl IntoView {
    let session = CurrentSession::expect();
    let owns = session.role().owns();
    let at = Memo::new(move |_| session.0.with(|session| session.deleted_at.clone()));
    let banner = move || {
        let at = at.get()?;
        let keep = owns.then(|| {
            view! {
                <a href=PATH rel="external" class="link">
                    {words::OPEN}
                </a>
            }
        });
        Some(view! {
            <div class="mb-4">
                <Notice tone=Tone::Warn text=words::DELETION>
                    <p>
                        <Moment at=at /> " "
                        {keep}
                    </p>
                </Notice>
            </div>
        })
    };
    live(banner)
}
