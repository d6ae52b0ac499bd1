//! The page where none is.

use igny8::page::Page;
use igny8::registry::{self, HOME};
use leptos::prelude::*;

use crate::state::session::CurrentSession;
use crate::status::set_page_status;
use crate::widgets::{Empty, PageTitle};
use crate::words;

/// The way to the bin for those who see it: what is not there may have been deleted.
pub(crate) fn bin_link(class: &'static str) -> Option<AnyView> {
    let bin = &igny8::system::bin::PAGE;
    let sees = registry::visible(Page::Table(bin), CurrentSession::expect().role());
    sees.then(|| view! { <a href=bin.path class=class>{words::frame::OPEN_BIN}</a> }.into_any())
}

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
            {bin_link("btn")}
        </Empty>
    }
}
