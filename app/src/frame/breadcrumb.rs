//! Where the page stands: section, page, and what is open in it.

use igny8::navigation::PageLink;
use igny8::registry;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::destination::Destination;
use crate::state::site_filter::SiteFilter;
use crate::strings;
use crate::widgets::IconView;

/// The way to this page; the page itself is a link only while something in it is open.
#[component]
pub(super) fn Breadcrumb() -> impl IntoView {
    let scope = SiteFilter::expect();
    let path = use_location().pathname;
    let way = move || {
        let path = path.get();
        let page = Destination::of(&path).page().and_then(registry::link)?;
        let section = registry::sections().find(|section| section.pages.contains(page))?;
        let deeper = path != page.path;
        let trail = if deeper {
            view! {
                <a href=scope.link(page.path) class="link">
                    {page.title}
                </a>
            }
            .into_any()
        } else {
            view! { <span aria-current="page">{page.title}</span> }.into_any()
        };
        let last = deeper.then(|| {
            view! {
                <li class="flex items-center gap-1.5">
                    <IconView icon=icondata_lu::LuChevronRight class="size-3.5" />
                    <span aria-current="page">{last_part(page, &path)}</span>
                </li>
            }
        });
        Some(
            view! {
                <nav aria-label=strings::frame::BREADCRUMB class="mb-2 text-sm text-muted">
                    <ol class="flex flex-wrap items-center gap-1.5">
                        <li>{section.title}</li>
                        <li class="flex items-center gap-1.5">
                            <IconView icon=icondata_lu::LuChevronRight class="size-3.5" />
                            {trail}
                        </li>
                        {last}
                    </ol>
                </nav>
            }
            .into_any(),
        )
    };
    way.into_any()
}

fn last_part(page: &PageLink, path: &str) -> String {
    let (Some(rows), Some(resource)) = (page.rows(), page.resource) else {
        return String::new();
    };
    match path.rsplit('/').next() {
        Some(last) if rows.wizard.is_some_and(|(screen, _)| screen.segment() == last) => {
            rows.wizard.map_or("", |(_, label)| label).to_owned()
        }
        Some("new") => rows.create.unwrap_or_default().to_owned(),
        _ => strings::frame::one(resource.one()),
    }
}
