//! What a page shows when its data cannot be loaded.

use igny8::registry::HOME;
use leptos::prelude::*;

use crate::server_fns::Failure;
use crate::state::toasts::leave_if_signed_out;
use crate::status::set_page_status;
use crate::widgets::Empty;
use crate::words;

/// Says what went wrong with a way on; a lost session leads to the sign-in page.
pub fn failed(failure: &Failure, again: Callback<()>) -> AnyView {
    leave_if_signed_out(failure);
    set_page_status(failure.0.status);
    view! {
        <div role="alert">
            <Empty icon=icondata_lu::LuTriangleAlert title=failure.0.title.clone() text=failure.0.detail.clone()>
                <button type="button" class="btn" on:click=move |_| again.run(())>
                    {words::common::RETRY}
                </button>
                <a href=HOME class="btn btn-ghost">
                    {words::common::BACK_HOME}
                </a>
            </Empty>
        </div>
    }
    .into_any()
}
