//! Where the page stands: space, section, page, and what is open in it; each but the last is a link to its first page.

use igny8::navigation::{PageLink, Section, Space};
use igny8::permission::Viewer;
use igny8::registry;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::destination::Destination;
use crate::state::open_record::OpenRecord;
use crate::state::session::CurrentSession;
use crate::state::site_filter::SiteFilter;
use crate::strings;
use crate::widgets::IconView;
use crate::widgets::live::{follows, live};

/// A step of the way: what it is called and where it leads.
type Step = (String, &'static str);

/// The way to this page.
#[component]
pub(super) fn Breadcrumb() -> impl IntoView {
    let scope = SiteFilter::expect();
    let viewer = CurrentSession::expect().viewer();
    let open = OpenRecord::expect();
    let path = use_location().pathname;
    let way = move || {
        let path = path.get();
        let page = Destination::of(&path).page().and_then(registry::link)?;
        let section = registry::section_of(page)?;
        let mut steps = above(section, page, viewer);
        let last = if path == page.path {
            page.title.to_owned()
        } else {
            steps.push((page.title.to_owned(), page.path));
            last_part(page, &path, open)
        };
        // One step alone says what the title below it says.
        let steps: Vec<_> =
            (!steps.is_empty()).then(|| steps.into_iter().map(|step| link(step, scope)).collect())?;
        Some(
            view! {
                <nav aria-label=strings::frame::BREADCRUMB class="mb-2 text-sm text-muted">
                    <ol class="flex flex-wrap items-center gap-1.5">
                        {steps}
                        <li class="min-w-0">
                            <span aria-current="page" class="block max-w-80 truncate">
                                {last}
                            </span>
                        </li>
                    </ol>
                </nav>
            }
            .into_any(),
        )
    };
    live(way)
}

/// What stands above a page: its space, where that is not the work, and its section, each by its first page, unless that is this one.
fn above(section: &'static Section, page: &PageLink, viewer: Viewer) -> Vec<Step> {
    let first_of = |section: &'static Section| section.seen_by(viewer).next();
    let mut sections = registry::sections().filter(|other| other.space == section.space);
    let space = sections
        .find_map(first_of)
        .filter(|_| section.space != Space::Work)
        .map(|first| (strings::frame::space(section.space), first));
    let steps = space
        .into_iter()
        .chain(first_of(section).map(|first| (section.title, first)));
    steps
        .filter(|(_, first)| first.path != page.path)
        .map(|(name, first)| (name.to_owned(), first.path))
        .collect()
}

fn link((name, path): Step, scope: SiteFilter) -> AnyView {
    view! {
        <li class="flex items-center gap-1.5">
            <a href=follows(move || scope.link(path)) class="link">
                {name}
            </a>
            <IconView icon=icondata_lu::LuChevronRight class="size-3.5 rtl:-scale-x-100" />
        </li>
    }
    .into_any()
}

/// What is open in the page: a row by its name, once that is known.
fn last_part(page: &PageLink, path: &str, open: OpenRecord) -> String {
    let (Some(rows), Some(resource)) = (page.rows(), page.resource) else {
        return String::new();
    };
    let last = path.rsplit('/').next().unwrap_or_default();
    match rows.wizard {
        Some((screen, label)) if screen.segment() == last => label.to_owned(),
        _ if last == "new" => rows.create.unwrap_or_default().to_owned(),
        _ => open
            .name(last)
            .unwrap_or_else(|| strings::frame::one(resource.one())),
    }
}
