//! The top bar: where the work is for, what runs, what is left, who works.

use igny8::resource::Resource;
use leptos::prelude::*;

use super::{account, place, sidebar, theme, tray, user};
use crate::state::session::CurrentSession;
use crate::state::site_filter::SiteFilter;
use crate::strings;
use crate::strings::number::group;
use crate::widgets::IconView;
use crate::widgets::live::{click, follows, live};

/// The bar above every page.
#[component]
pub(super) fn TopBar(
    /// Opens the command palette.
    palette: RwSignal<bool>,
) -> impl IntoView {
    view! {
        <header class="sticky top-0 z-30 flex h-14 items-center gap-1 border-b border-line bg-surface px-3 sm:gap-2 sm:px-6">
            <button
                type="button"
                class="btn btn-ghost btn-icon lg:hidden"
                popovertarget=sidebar::ID
                aria-label=strings::frame::OPEN_NAVIGATION
            >
                <IconView icon=icondata_lu::LuMenu />
            </button>
            <account::AccountSwitch />
            <place::PlaceSwitch />
            <div class="grow"></div>
            <button
                type="button"
                class="btn btn-ghost max-sm:w-9 max-sm:px-0 xl:w-64 xl:justify-start xl:border-line xl:text-muted"
                aria-keyshortcuts="Control+K"
                on:click=click(move |_| palette.set(true))
            >
                <IconView icon=icondata_lu::LuSearch />
                <span class="sr-only grow text-start xl:not-sr-only">{strings::frame::SEARCH}</span>
                <kbd class="kbd hidden sm:inline-flex" aria-hidden="true">"Ctrl K"</kbd>
            </button>
            <tray::Tray />
            <Bell />
            <Credits />
            <theme::ThemeSwitch />
            <user::UserMenu />
        </header>
    }
    .into_any()
}

/// The way to the inbox, with how much in it is new.
#[component]
fn Bell() -> impl IntoView {
    let session = CurrentSession::expect();
    let unread = Memo::new(move |_| session.0.with(|session| session.unread));
    let number = move || {
        let unread = unread.get();
        (unread > 0).then(|| {
            view! {
                <span
                    class="absolute -top-0.5 -end-0.5 min-w-4 rounded-full bg-brand px-1 text-center text-xs leading-4 font-semibold text-on-brand tabular-nums"
                    aria-hidden="true"
                >
                    {strings::frame::at_most(unread)}
                </span>
            }
        })
    };
    view! {
        <a
            href=igny8::system::notifications::PAGE.path
            class="btn btn-ghost btn-icon relative"
            aria-label=follows(move || strings::frame::unread(unread.get()))
        >
            <IconView icon=icondata_lu::LuBell />
            {live(number)}
        </a>
    }
    .into_any()
}

/// The credits that are left, with the ledger behind them.
#[component]
fn Credits() -> impl IntoView {
    let session = CurrentSession::expect();
    let scope = SiteFilter::expect();
    let ledger = igny8::registry::link_to(Resource::Credits).filter(|page| page.is_visible(session.viewer()));
    let amount = move || {
        view! {
            <IconView icon=icondata_lu::LuCoins />
            <span class="tabular-nums">{follows(move || group(session.0.with(|session| session.credits)))}</span>
            <span class="text-muted max-xl:sr-only">{strings::frame::CREDITS}</span>
        }
    };
    match ledger {
        Some(page) => view! {
            <a href=scope.link(page.path) class="btn btn-ghost hidden md:inline-flex">
                {amount()}
            </a>
        }
        .into_any(),
        None => {
            view! { <span class="hidden items-center gap-2 px-3 md:inline-flex">{amount()}</span> }.into_any()
        }
    }
}
