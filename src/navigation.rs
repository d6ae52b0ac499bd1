//! What navigation knows of each page: where it is, what it is called, who sees it, and what draws it.
//!
//! A browser has this on every page, and fetches the declarations with the code that draws them.

use crate::choice::same;
use crate::page::{Icon, PageConfig, Screen, TablePage};
use crate::permission::{Verb, Viewer};
use crate::resource::Resource;

/// What draws a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Template {
    /// KPIs, workflow steps, charts.
    Dashboard,
    /// A resource's rows.
    Table(Rows),
    /// A resource of one row.
    Form,
    /// The state of the system.
    System,
    /// A screen of its own.
    Screen(Screen),
}

/// What can be opened from a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rows {
    /// The label of the button that adds a row, where rows can be added.
    pub create: Option<&'static str>,
    /// A bespoke screen for the list as a whole, with its button's label.
    pub wizard: Option<(Screen, &'static str)>,
    /// A bespoke screen that shows one row instead of the form.
    pub detail: Option<Screen>,
    /// Whether its filters take a site and a sector.
    pub by_place: bool,
}

/// A page as navigation shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageLink {
    /// The path in the browser.
    pub path: &'static str,
    /// The page's name.
    pub title: &'static str,
    /// Its icon.
    pub icon: Icon,
    /// What it is about; none where it is about the system.
    pub resource: Option<Resource>,
    /// What draws it.
    pub template: Template,
    /// The key that opens it after `g`, where it has one.
    pub key: Option<&'static str>,
}

/// A part of the product with a sidebar of its own, so that each shows few entries at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Space {
    /// What people come for each day.
    Work,
    /// The account, what it pays, and how it is set up.
    Settings,
    /// What the platform's staff sees.
    Staff,
}

/// Pages that belong together.
#[derive(Debug)]
pub struct Section {
    /// Whose sidebar shows it.
    pub space: Space,
    /// The heading.
    pub title: &'static str,
    /// The pages in order.
    pub pages: &'static [PageLink],
}

impl Section {
    /// The pages of it that somebody sees.
    pub fn seen_by(&'static self, viewer: Viewer) -> impl Iterator<Item = &'static PageLink> {
        self.pages.iter().filter(move |page| page.is_visible(viewer))
    }

    /// Its heading; none where its first page says the same.
    pub fn heading(&self) -> Option<&'static str> {
        let said = self.pages.first().is_some_and(|page| page.title == self.title);
        (!said).then_some(self.title)
    }
}

impl PageLink {
    /// The link to a declared page.
    pub(crate) const fn to(page: PageConfig) -> Self {
        Self {
            path: page.path(),
            title: page.title(),
            icon: page.icon(),
            resource: page.resource(),
            template: match page {
                PageConfig::Dashboard(_) => Template::Dashboard,
                PageConfig::Table(table) => Template::Table(Rows::of(table)),
                PageConfig::Form(_) => Template::Form,
                PageConfig::System(_) => Template::System,
                PageConfig::Screen(page) => Template::Screen(page.screen),
            },
            key: None,
        }
    }

    /// The same, opened by this key after `g`.
    pub(crate) const fn opened_by(mut self, key: &'static str) -> Self {
        self.key = Some(key);
        self
    }

    /// Whether somebody sees the page in navigation.
    pub fn is_visible(&self, viewer: Viewer) -> bool {
        let verb = match self.template {
            Template::Form => Verb::Update,
            _ => Verb::Read,
        };
        self.resource.is_none_or(|resource| viewer.may(verb, resource))
    }

    /// What can be opened from it, where it is a table.
    pub const fn rows(&self) -> Option<Rows> {
        match self.template {
            Template::Table(rows) => Some(rows),
            _ => None,
        }
    }
}

impl Rows {
    const fn of(table: &TablePage) -> Self {
        Self {
            create: table.create,
            wizard: table.wizard,
            detail: table.detail,
            by_place: filters_by(table, SITE) && filters_by(table, SECTOR),
        }
    }
}

/// The key of the site in addresses.
pub const SITE: &str = "site_id";
/// The key of the sector in addresses.
pub const SECTOR: &str = "sector_id";

const fn filters_by(table: &TablePage, key: &str) -> bool {
    let mut i = 0;
    while i < table.filters.len() {
        if let Some(field) = table.filters[i].field()
            && same(field.key.as_bytes(), key.as_bytes())
        {
            return true;
        }
        i += 1;
    }
    false
}
