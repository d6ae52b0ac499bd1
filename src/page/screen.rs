//! The declaration of a page that no template draws: a bespoke screen with a place in navigation.

use crate::page::{Icon, Screen};
use crate::resource::Resource;

/// A page with a screen of its own.
#[derive(Clone, Copy, Debug)]
pub struct ScreenPage {
    /// The path in the browser.
    pub path: &'static str,
    /// The page's name.
    pub title: &'static str,
    /// Its icon.
    pub icon: Icon,
    /// What it is about: who reads that sees the page.
    pub resource: Resource,
    /// What draws it.
    pub screen: Screen,
}
