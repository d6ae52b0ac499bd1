//! The frame around every page: navigation, top bar, what runs, and the page itself.

mod account;
mod announcer;
mod banners;
mod breadcrumb;
mod deletion;
mod keys;
mod offline;
mod outlet;
mod palette;
mod payment;
mod place;
mod sidebar;
mod task_dialog;
mod theme;
mod topbar;
mod tray;
mod user;

use igny8::job_run::JobRun;
use igny8::services::Session;
use leptos::prelude::*;

use self::task_dialog::TaskDialog;
use crate::chunks::{draw_picture, draw_reasons};
use crate::server_fns::{self, Failure};
use crate::state::events::Events;
use crate::state::late::{DrawPicture, DrawReasons};
use crate::state::open_record::OpenRecord;
use crate::state::session::CurrentSession;
use crate::state::site_filter::SiteFilter;
use crate::state::stream;
use crate::state::words::Writing;
use crate::strings;
use crate::widgets::live::watch;
use crate::widgets::{Skeleton, failed, suspended};

/// The frame with the page of the current path, once the session is known.
#[component]
pub fn Frame() -> impl IntoView {
    let known = Resource::new_blocking(
        || (),
        |()| async {
            let session = server_fns::session().await?;
            let tasks = server_fns::tray().await.unwrap_or_default();
            Ok::<_, Failure>((session, tasks))
        },
    );
    // A transition, since a page that reads its rows again must not take the frame, and an open dialog with it, off the screen.
    view! {
        <Transition fallback=|| view! { <Skeleton /> }>
            {move || suspended(async move {
                match known.await {
                    Ok((session, tasks)) => view! { <Layout session=session tasks=tasks /> }.into_any(),
                    Err(failure) => failed(&failure, Callback::new(move |()| known.refetch())),
                }
            })}
        </Transition>
    }
}

#[component]
fn Layout(session: Session, tasks: Vec<JobRun>) -> impl IntoView {
    let since = session.events.clone();
    let session = CurrentSession(RwSignal::new(session));
    provide_context(session);
    let events = Events::provide(tasks);
    let writing = Writing::provide();
    SiteFilter::provide();
    OpenRecord::provide();
    provide_context(DrawReasons(draw_reasons));
    provide_context(DrawPicture(draw_picture));
    let palette = RwSignal::new(false);
    let help = RwSignal::new(false);
    watch(move || stream::connect(events, writing, since.as_deref()));
    Effect::new(move |first: Option<()>| {
        events.changed.track();
        if first.is_some() {
            session.refresh();
        }
    });
    view! {
        <a
            href="#content"
            rel="external"
            class="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:start-2 focus:z-50 focus:rounded-md focus:bg-raised focus:px-3 focus:py-2 focus:shadow-float"
        >
            {strings::frame::SKIP}
        </a>
        <div class="min-h-dvh lg:flex">
            <sidebar::Sidebar />
            <div class="min-w-0 grow">
                <topbar::TopBar palette=palette />
                <main id="content" tabindex="-1" class="mx-auto max-w-screen-2xl px-4 py-5 outline-none sm:px-6">
                    <breadcrumb::Breadcrumb />
                    <banners::Banners />
                    <deletion::DeletionBanner />
                    <payment::PaymentBanner />
                    <outlet::Outlet />
                </main>
            </div>
        </div>
        <announcer::Announcer />
        <offline::OfflineNote />
        <palette::Palette open=palette help=help />
        <keys::Keys palette=palette help=help />
        <TaskDialog />
    }
    .into_any()
}
