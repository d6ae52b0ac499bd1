//! The commands of the palette: pages and what can be added on them, by role; sites, the theme and signing out; and records by
//! their words.

use igny8::navigation::PageLink;
use igny8::page::Icon;
use igny8::permission::{Verb, Viewer};
use igny8::query::encode;
use igny8::registry;
use igny8::resource::Resource as Of;
use igny8::services::Session;

use crate::server_fns;
use crate::state::browser;
use crate::strings;

/// The key under which the browser remembers the pages that were opened last.
const RECENT: &str = "recent";
/// How many it remembers.
const KEPT: usize = 5;

/// One command: an address to go to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Command {
    /// The heading that it stands under.
    pub group: &'static str,
    /// Its words.
    pub label: String,
    /// Its icon.
    pub icon: Icon,
    /// Where it leads.
    pub href: String,
    /// What it does instead of leading somewhere.
    pub act: Option<Act>,
}

/// What a command does by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Act {
    /// Takes over a theme.
    Theme(&'static str),
    /// Signs out.
    SignOut,
    /// Goes to another site, whatever the pages are narrowed to now.
    Site,
}

/// What is found by its words, in the order in which it shows.
const RECORDS: [Of; 5] = [
    Of::Content,
    Of::Clusters,
    Of::Keywords,
    Of::Ideas,
    Of::WritingTasks,
];
/// Rows of each that show at most.
const ROWS: u32 = 5;

/// The rows that contain the words, by kind; what cannot be read is left out.
pub(super) async fn records(viewer: Viewer, words: &str) -> Vec<Command> {
    let query = format!("search={}&page_size={ROWS}", encode(words));
    let mut found = Vec::new();
    for page in RECORDS.into_iter().filter_map(registry::table) {
        if !viewer.may(Verb::Read, page.resource()) {
            continue;
        }
        let Ok(listing) = server_fns::list(page.resource(), query.clone()).await else {
            continue;
        };
        found.extend(listing.results.iter().map(|row| Command {
            group: page.title,
            label: row.get(page.label()).to_plain(),
            icon: page.icon,
            href: format!("{}/{}", page.path, row.id),
            act: None,
        }));
    }
    found
}

/// What is no page: the other sites, the theme, signing out.
pub(super) fn settings(session: &Session) -> Vec<Command> {
    let sites = session.sites.iter().map(|site| Command {
        group: strings::frame::SITES,
        label: strings::frame::switch_to(&site.label),
        icon: Icon::Sites,
        href: format!("{}?site_id={}", registry::HOME, site.id),
        act: Some(Act::Site),
    });
    let act = |label: &str, icon, act| Command {
        group: strings::frame::ACTIONS,
        label: label.to_owned(),
        icon,
        href: String::from("#"),
        act: Some(act),
    };
    let others = [
        act(strings::frame::THEME_LIGHT, Icon::Settings, Act::Theme("light")),
        act(strings::frame::THEME_DARK, Icon::Settings, Act::Theme("dark")),
        act(strings::frame::THEME_SYSTEM, Icon::Settings, Act::Theme("system")),
        act(strings::frame::SIGN_OUT, Icon::People, Act::SignOut),
    ];
    sites.chain(others).collect()
}

/// All commands of somebody: the pages of late first.
pub(super) fn all(viewer: Viewer) -> Vec<Command> {
    let recent = recent();
    let visible = |page: &&PageLink| page.is_visible(viewer);
    let late = recent
        .iter()
        .filter_map(|path| registry::link(path))
        .filter(visible)
        .map(|page| Command {
            group: strings::frame::RECENT,
            label: page.title.to_owned(),
            icon: page.icon,
            href: page.path.to_owned(),
            act: None,
        });
    let pages = registry::sections().flat_map(|section| {
        section.pages.iter().filter(visible).map(|page| Command {
            group: strings::frame::PAGES,
            label: format!("{} \u{203a} {}", section.title, page.title),
            icon: page.icon,
            href: page.path.to_owned(),
            act: None,
        })
    });
    let tables = registry::sections().flat_map(|section| section.pages);
    let tables = tables.filter_map(|page| Some((page.path, page.resource?, page.rows()?)));
    let tables = tables.filter(|(_, resource, _)| viewer.may(Verb::Create, *resource));
    let actions = tables.flat_map(|(path, resource, rows)| {
        let add = rows.create.map(|label| (label.to_owned(), Icon::Plus, "new"));
        let bring = rows
            .wizard
            .map(|(screen, label)| (named(label, resource.many()), screen.icon(), screen.segment()));
        add.into_iter()
            .chain(bring)
            .map(move |(label, icon, last)| Command {
                group: strings::frame::ACTIONS,
                label,
                icon,
                href: format!("{path}/{last}"),
                act: None,
            })
    });
    late.chain(actions).chain(pages).collect()
}

/// Such as “Import keywords”; a label that says what it is about stays as it is.
fn named(label: &str, many: &str) -> String {
    if label.ends_with(many) {
        label.to_owned()
    } else {
        format!("{label} {many}")
    }
}

fn recent() -> Vec<String> {
    browser::remembered(RECENT)
        .unwrap_or_default()
        .split_whitespace()
        .map(str::to_owned)
        .collect()
}

/// Remembers that this page was opened.
pub fn note(path: &str) {
    let mut all = recent();
    all.retain(|known| known != path);
    all.insert(0, path.to_owned());
    all.truncate(KEPT);
    browser::remember(RECENT, &all.join(" "));
}
