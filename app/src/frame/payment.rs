//! The banner of a payment that is late, for those who see the plan.

use igny8::billing::plan::PAGE;
use igny8::choice::Tone;
use igny8::permission::Verb;
use leptos::prelude::*;

use crate::state::session::CurrentSession;
use crate::strings;
use crate::widgets::Notice;
use crate::widgets::live::live;
use crate::widgets::time::Moment;

/// The banner above every page, while a payment is late.
#[component]
pub(super) fn PaymentBanner() -> impl IntoView {
    let session = CurrentSession::expect();
    let sees = session.may(Verb::Read, PAGE.resource);
    let due = Memo::new(move |_| session.0.with(|session| session.payment_due.clone()));
    let banner = move || {
        let until = due.get().filter(|_| sees)?;
        Some(view! {
            <div class="mb-4">
                <Notice tone=Tone::Warn text=strings::frame::PAYMENT_LATE>
                    <p>
                        {strings::frame::PLAN_UNTIL} " " <Moment at=until /> " "
                        <a href=PAGE.path class="link">
                            {strings::frame::OPEN_PLAN}
                        </a>
                    </p>
                </Notice>
            </div>
        })
    };
    live(banner)
}
