//! The site and sector that the Planner's pages are about: in the URL, and kept between those pages.

use igny8::navigation::{PageLink, Template};
pub use igny8::navigation::{SECTOR, SITE};
use igny8::registry;
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_query_map};

/// Ids of the site and sector; empty for all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SiteSelection {
    /// The site.
    pub site: String,
    /// The sector.
    pub sector: String,
}

/// The scope of the pages.
#[derive(Clone, Copy, Debug)]
pub struct SiteFilter(Memo<SiteSelection>);

impl SiteFilter {
    /// Reads the scope from the URL and puts it into context.
    pub fn provide() -> Self {
        let query = use_query_map();
        let path = use_location().pathname;
        let scope = Self(Memo::new(move |before: Option<&SiteSelection>| {
            let path = path.get();
            if !page_of(&path).is_some_and(takes_scope) {
                return before.cloned().unwrap_or_default();
            }
            query.with(|query| SiteSelection {
                site: query.get_str(SITE).unwrap_or_default().to_owned(),
                sector: query.get_str(SECTOR).unwrap_or_default().to_owned(),
            })
        }));
        provide_context(scope);
        scope
    }

    /// The scope of this page.
    pub fn expect() -> Self {
        expect_context()
    }

    /// The site and sector, tracked.
    pub fn get(self) -> SiteSelection {
        self.0.get()
    }

    /// The path of a page with the scope that it takes, tracked; what has a query keeps it.
    pub fn link(self, href: &str) -> String {
        let path = href.split(['?', '#']).next().unwrap_or(href);
        if page_of(path).is_some_and(takes_scope) {
            with_place(href, &self.get())
        } else {
            href.to_owned()
        }
    }
}

/// The address with this site and sector added.
pub fn with_place(href: &str, place: &SiteSelection) -> String {
    let mut out = href.to_owned();
    for (key, value) in [(SITE, &place.site), (SECTOR, &place.sector)] {
        if !value.is_empty() && !href.contains(&format!("{key}=")) {
            out.push(if out.contains('?') { '&' } else { '?' });
            out.push_str(key);
            out.push('=');
            out.push_str(&igny8::query::encode(value));
        }
    }
    out
}

/// The page that this path belongs to: its own, or that of the row that it names.
pub fn page_of(path: &str) -> Option<&'static PageLink> {
    registry::link(path).or_else(|| {
        path.rsplit_once('/')
            .and_then(|(parent, _)| registry::link(parent))
    })
}

/// Whether the page can be narrowed to a site and a sector: a dashboard can where the table of its resource can.
pub fn takes_scope(page: &PageLink) -> bool {
    match page.template {
        Template::Table(rows) => rows.by_place,
        Template::Dashboard => page.resource.and_then(registry::link_to).is_some_and(takes_scope),
        Template::Form | Template::System | Template::Screen(_) => false,
    }
}
