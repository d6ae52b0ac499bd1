//! The system template's declaration: a page that reports on the system itself.

use crate::page::Icon;
use crate::resource::Resource;

/// A page that shows a report of [`crate::services::Report`] and renews it.
#[derive(Clone, Copy, Debug)]
pub struct SystemPage {
    /// The path in the browser.
    pub path: &'static str,
    /// The page's name.
    pub title: &'static str,
    /// Its icon.
    pub icon: Icon,
    /// What it reports on.
    pub purpose: &'static str,
    /// What it is about: who reads that sees the page. None: every member does.
    pub resource: Option<Resource>,
    /// Seconds between two looks.
    pub refresh: u32,
}
