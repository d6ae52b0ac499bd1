//! The sidebar: the pages of the space that one is in, and the ways to the other spaces. A popover on a phone, so that it opens and
//! closes without a script.

use igny8::navigation::{PageLink, Section, Space};
use igny8::permission::Viewer;
use igny8::registry::{self, HOME, sections};
use leptos::ev;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::destination::Destination;
use crate::state::browser;
use crate::state::session::CurrentSession;
use crate::state::site_filter::SiteFilter;
use crate::strings;
use crate::widgets::icon::drawing;
use crate::widgets::live::{click, follows, live, sometimes, watch};
use crate::widgets::{Brand, IconView, menu};

/// The id of the sidebar, for the button that opens it on a phone.
pub(super) const ID: &str = "sidebar";

/// What a link of the sidebar depends on.
#[derive(Clone, Copy)]
struct Here {
    viewer: Viewer,
    page: Memo<Option<&'static str>>,
    scope: SiteFilter,
}

/// The id of a page's link, by which the page that is open is brought into sight.
fn link_id(path: &str) -> String {
    format!("nav{}", path.replace('/', "-"))
}

/// Navigation between the pages that the role may see.
#[component]
pub(super) fn Sidebar() -> impl IntoView {
    let scope = SiteFilter::expect();
    let path = use_location().pathname;
    let page = Memo::new(move |_| path.with(|path| Destination::of(path).page()));
    let space = Memo::new(move |_| space_of(page.get()));
    let here = Here {
        viewer: CurrentSession::expect().viewer(),
        page,
        scope,
    };
    // The page that is open shows in the list, however long that is.
    watch(move || {
        if let Some(path) = page.get() {
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
            class="fixed inset-y-0 start-0 end-auto z-40 m-0 h-dvh max-h-none w-64 border-0 border-e border-line bg-surface p-0 open:flex open:flex-col backdrop:bg-black/40 lg:sticky lg:top-0 lg:start-auto lg:bottom-auto lg:flex lg:shrink-0 lg:flex-col lg:narrow:w-16"
            on:click=click(|_| menu::close(ID))
        >
            <div class="flex h-14 shrink-0 items-center justify-between px-4">
                <a href=follows(move || scope.link(HOME)) class="rounded-sm">
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
            <nav aria-label=strings::frame::NAVIGATION class="flex min-h-0 grow flex-col">
                <div class="grow space-y-4 overflow-y-auto px-3 pt-1 pb-3">{live(move || pages(space.get(), here))}</div>
                <div class="flex items-center gap-1 border-t border-line p-3 lg:narrow:flex-col-reverse">
                    <ul class="min-w-0 grow space-y-0.5">{live(move || ways(space.get(), here))}</ul>
                    <button
                        type="button"
                        class="nav-item hidden px-2 lg:flex"
                        on:click=click(toggle)
                        title=strings::frame::COLLAPSE
                        aria-label=strings::frame::COLLAPSE
                    >
                        <IconView icon=icondata_lu::LuPanelLeft />
                    </button>
                </div>
            </nav>
        </aside>
    }
    .into_any()
}

/// The space that this page is in; the work where there is none.
fn space_of(page: Option<&str>) -> Space {
    page.and_then(registry::link)
        .and_then(registry::section_of)
        .map_or(Space::Work, |section| section.space)
}

/// The way back, and the sections of a space.
fn pages(space: Space, here: Here) -> AnyView {
    let back = (space != Space::Work).then(|| {
        view! {
            <div>
                <a href=follows(move || here.scope.link(HOME)) class="nav-item" title=strings::frame::BACK_TO_WORK>
                    <IconView icon=icondata_lu::LuArrowLeft class="size-4 shrink-0 rtl:-scale-x-100" />
                    <span class="truncate lg:narrow:sr-only">{strings::frame::BACK_TO_WORK}</span>
                </a>
                <h2 class="mt-3 px-2.5 text-lg font-semibold lg:narrow:sr-only">{strings::frame::space(space)}</h2>
            </div>
        }
    });
    let shown: Vec<_> = sections()
        .filter(|section| section.space == space)
        .filter_map(|section| of_section(section, here))
        .collect();
    view! {
        {back}
        {shown}
    }
    .into_any()
}

fn of_section(section: &'static Section, here: Here) -> Option<AnyView> {
    let pages: Vec<_> = section
        .seen_by(here.viewer)
        .map(|page| link(page, here))
        .collect();
    let heading = section.heading().map(|heading| {
        view! { <h3 class="mb-1 px-2.5 text-xs font-semibold text-muted lg:narrow:sr-only">{heading}</h3> }
    });
    (!pages.is_empty()).then(|| {
        view! {
            <div>
                {heading}
                <ul class="space-y-0.5">{pages}</ul>
            </div>
        }
        .into_any()
    })
}

fn link(page: &PageLink, here: Here) -> AnyView {
    let path = page.path;
    let title = strings::frame::with_key(page.title, page.key);
    view! {
        <li>
            <a
                id=link_id(path)
                href=follows(move || here.scope.link(path))
                title=title
                class="nav-item"
                aria-current=sometimes(move || (here.page.get() == Some(path)).then(|| String::from("page")))
            >
                <IconView icon=drawing(page.icon) />
                <span class="truncate lg:narrow:sr-only">{page.title}</span>
            </a>
        </li>
    }
    .into_any()
}

/// The ways to the other spaces, where somebody sees a page of them: its first.
fn ways(space: Space, here: Here) -> Vec<AnyView> {
    let others = [
        (Space::Staff, icondata_lu::LuShield),
        (Space::Settings, icondata_lu::LuSettings),
    ];
    let others = others.into_iter().filter(|(other, _)| *other != space);
    others
        .filter_map(|(other, icon)| {
            let mut pages = sections().filter(|section| section.space == other);
            let first = pages.find_map(|section| section.seen_by(here.viewer).next())?;
            let name = strings::frame::space(other);
            Some(
                view! {
                    <li>
                        <a href=follows(move || here.scope.link(first.path)) class="nav-item" title=name>
                            <IconView icon=icon />
                            <span class="truncate lg:narrow:sr-only">{name}</span>
                        </a>
                    </li>
                }
                .into_any(),
            )
        })
        .collect()
}
