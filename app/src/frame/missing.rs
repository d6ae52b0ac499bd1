//! The page where none is.

use igny8::registry::HOME;
use leptos::prelude::*;

use crate::status::set_page_status;
use crate::widgets::{Empty, PageTitle};
use crate::words;

/// Says that there is no page, with a way on; the server answers 404.
#[component]
pub(super) fn Missing() -> impl IntoView {
    set_page_status(404);
    view! {
        <PageTitle text=words::common::NOT_FOUND_TITLE />
        <h1 class="sr-only">{words::common::NOT_FOUND_TITLE}</h1>
        <Empty
            icon=icondata_lu::LuMapPin
            title=words::common::NOT_FOUND_TITLE
            text=words::common::NOT_FOUND_TEXT
        >
            <a href=HOME class="btn btn-primary">
                {words::common::BACK_HOME}
            </a>
        </Empty>
    }
}
