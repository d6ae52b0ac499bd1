//! The sidebar: all pages by section. A popover on a phone, so that it opens and closes without a script.

use igny8::navigation::{PageLink, Section};
use igny8::permission::Viewer;
use igny8::registry::{HOME, sections};
use leptos::ev;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::destination::Destination;
use crate::state::browser;
use crate::state::session::CurrentSession;
use crate::state::site_filter::SiteFilter;
use crate::strings;
use crate::widgets::icon::drawing;
use crate::widgets::{Brand, IconView, menu};

/// The id of the sidebar, for the button that opens it on a phone.
pub(super) const ID: &str = "sidebar";

/// The id of a page's link, by which keys follow it.
pub(super) fn link_id(path: &str) -> String {
    format!("nav{}", path.replace('/', "-"))
}

/// Navigation between all pages that the role may see.
#[component]
pub(super) fn Sidebar() -> impl IntoView {
    let session = CurrentSession::expect();
    let scope = SiteFilter::expect();
    let path = use_location().pathname;
    let current = Memo::new(move |_| path.with(|path| Destination::of(path).page()));
    let viewer = session.viewer();
    let sections: Vec<_> = sections()
        .filter_map(|section| of_section(section, viewer, current, scope))
        .collect();
    // The page that is open shows in the list, however long that is.
    Effect::new(move |_| {
        if let Some(path) = current.get() {
            browser::show(&link_id(path));
        }
    });
    let toggle = move |_: ev::MouseEvent| {
        if let Some(root) = document().document_element() {
            let narrow = root.class_list().toggle("narrow").unwrap_or(false);
            browser::remember("sidebar", if narrow { "narrow" } else { "wide" });
        }
    };
    view! {
        <aside
            id=ID
            popover="auto"
            class="fixed inset-y-0 left-0 z-40 m-0 h-dvh max-h-none w-64 border-0 border-r border-line bg-surface p-0 open:flex open:flex-col backdrop:bg-black/40 lg:sticky lg:top-0 lg:right-auto lg:bottom-auto lg:flex lg:shrink-0 lg:flex-col lg:narrow:w-16"
            on:click=move |_| menu::close(ID)
        >
            <div class="flex h-14 shrink-0 items-center justify-between px-4">
                <a href=move || scope.link(HOME) class="rounded-sm">
                    <Brand name="text-lg font-bold tracking-tight lg:narrow:sr-only" />
                </a>
                <button
                    type="button"
                    class="btn btn-ghost btn-icon btn-sm lg:hidden"
                    popovertarget=ID
                    popovertargetaction="hide"
                    aria-label=strings::frame::CLOSE_NAVIGATION
                >
                    <IconView icon=icondata_lu::LuX />
                </button>
            </div>
            <nav aria-label=strings::frame::NAVIGATION class="grow space-y-5 overflow-y-auto px-3 py-3">
                {sections}
            </nav>
            <div class="hidden border-t border-line p-3 lg:block">
                <button type="button" class="nav-item w-full" on:click=toggle title=strings::frame::COLLAPSE>
                    <IconView icon=icondata_lu::LuPanelLeft />
                    <span class="lg:narrow:sr-only">{strings::frame::COLLAPSE}</span>
                </button>
            </div>
        </aside>
    }
    .into_any()
}

fn of_section(
    section: &'static Section,
    viewer: Viewer,
    current: Memo<Option<&'static str>>,
    scope: SiteFilter,
) -> Option<AnyView> {
    let pages: Vec<_> = section
        .pages
        .iter()
        .filter(|page| page.is_visible(viewer))
        .map(|page| link(page, current, scope))
        .collect();
    (!pages.is_empty()).then(|| {
        view! {
            <div>
                <h2 class="mb-1 px-2 text-xs font-semibold text-muted lg:narrow:sr-only">{section.title}</h2>
                <ul class="space-y-0.5">{pages}</ul>
            </div>
        }
        .into_any()
    })
}

fn link(page: &PageLink, current: Memo<Option<&'static str>>, scope: SiteFilter) -> AnyView {
    let path = page.path;
    view! {
        <li>
            <a
                id=link_id(path)
                href=move || scope.link(path)
                title=page.title
                class="nav-item"
                aria-current=move || (current.get() == Some(path)).then_some("page")
            >
                <IconView icon=drawing(page.icon) />
                <span class="truncate lg:narrow:sr-only">{page.title}</span>
            </a>
        </li>
    }
    .into_any()
}
