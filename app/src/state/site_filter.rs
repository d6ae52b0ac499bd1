//! The site and sector that the Planner's pages are about: in the URL, and kept between those pages.

use igny8::page::PageConfig;
use igny8::registry;
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_query_map};

/// The key of the site in the URL.
pub const SITE: &str = "site_id";
/// The key of the sector in the URL.
pub const SECTOR: &str = "sector_id";

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
pub fn page_of(path: &str) -> Option<PageConfig> {
    registry::page(path).or_else(|| {
        path.rsplit_once('/')
            .and_then(|(parent, _)| registry::page(parent))
    })
}

/// Whether the page can be narrowed to a site and a sector.
pub fn takes_scope(page: PageConfig) -> bool {
    match page {
        PageConfig::Table(table) => {
            let has = |key| {
                table
                    .filters
                    .iter()
                    .any(|filter| filter.field().is_some_and(|field| field.key == key))
            };
            has(SITE) && has(SECTOR)
        }
        PageConfig::Dashboard(page) => {
            registry::table(page.resource).is_some_and(|table| takes_scope(PageConfig::Table(table)))
        }
        PageConfig::Form(_) | PageConfig::System(_) | PageConfig::Screen(_) => false,
    }
}
