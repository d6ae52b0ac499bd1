//! The page of the current path, drawn by its template, and the page where none is.

use igny8::registry::HOME;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::chunks::{self, Chunk};
use crate::destination::Destination;
use crate::state::session::CurrentSession;
use crate::status::{request_id, set_page_status};
use crate::strings;
use crate::widgets::live::live;
use crate::widgets::states::bin_link;
use crate::widgets::{Empty, PageTitle, Skeleton};

/// Draws the destination of the path once its code is there; another row of the same table keeps its template.
#[component]
pub(super) fn Outlet() -> impl IntoView {
    let path = use_location().pathname;
    let viewer = CurrentSession::expect().viewer();
    let destination = Memo::new(move |_| path.with(|path| Destination::seen(path, viewer)));
    let page = move || {
        let destination = destination.get();
        if Chunk::of(destination).is_none_or(Chunk::ready) {
            chunks::draw(destination).unwrap_or_else(|| view! { <Missing /> }.into_any())
        } else {
            view! { <Skeleton lines=8 /> }.into_any()
        }
    };
    live(page)
}

/// Says that there is no page, with a way on; the server answers 404.
#[component]
fn Missing() -> impl IntoView {
    set_page_status(404);
    view! {
        <PageTitle text=strings::common::NOT_FOUND_TITLE />
        <h1 class="sr-only">{strings::common::NOT_FOUND_TITLE}</h1>
        <Empty
            icon=icondata_lu::LuMapPin
            title=strings::common::NOT_FOUND_TITLE
            text=strings::common::NOT_FOUND_TEXT
        >
            <a href=HOME class="btn btn-primary">
                {strings::common::BACK_HOME}
            </a>
            {bin_link("btn")}
        </Empty>
        {request_id()}
    }
}
