//! How IGNY8 looks: the four templates, widgets, server functions and client state.

// Views are types within types; those of a page with its frame are deeper than the default limit.
#![recursion_limit = "256"]
#![allow(
    missing_docs,
    reason = "the component and server macros write public items that cannot carry documentation"
)]
#![allow(
    clippy::needless_pass_by_value,
    reason = "components take their props by value"
)]

pub mod auth;
pub mod chunks;
pub mod clusters;
pub mod destination;
pub mod editor;
pub mod frame;
pub mod import;
pub mod overlays;
pub mod palette;
pub mod pictures;
pub mod plan;
pub mod prompts;
pub mod server_fns;
pub mod shell;
pub mod state;
pub mod status;
pub mod strings;
pub mod task;
pub mod task_words;
pub mod templates;
pub mod versioned;
pub mod widgets;

use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::WildcardSegment;
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::hooks::use_location;

pub use shell::shell;
pub use status::{PageStatus, RequestId};

/// The app: every page of the product, behind one route that the registry resolves.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    state::toasts::Toasts::provide();
    state::confirm::Confirm::provide();
    view! {
        <widgets::page_title::TitleForm />
        <Router>
            <FlatRoutes fallback=|| ()>
                <Route path=WildcardSegment("path") view=Screen />
            </FlatRoutes>
        </Router>
        <overlays::Overlays />
    }
}

/// A sign-in page, or the frame with the page that the path names.
#[component]
fn Screen() -> impl IntoView {
    let path = use_location().pathname;
    status::provide_request_id(path.get_untracked());
    let public = Memo::new(move |_| path.with(|path| auth::AuthPage::at(path)));
    move || match public.get() {
        Some(page) => chunks::draw_auth(page).into_any(),
        None => view! { <frame::Frame /> }.into_any(),
    }
}
