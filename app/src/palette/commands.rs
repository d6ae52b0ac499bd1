//! The commands of the palette: pages and what can be added on them, by role; sites, the theme and signing out; and records by
//! their words.

use igny8::navigation::PageLink;
use igny8::page::{Icon, TablePage};
use igny8::permission::{Verb, Viewer};
use igny8::registry;
use igny8::services::Session;
use uuid::Uuid;

use crate::server_fns;
use crate::state::browser;
use crate::strings;

/// The key under which the browser remembers the paths of pages and rows that were opened last; of rows it keeps no name.
const RECENT: &str = "recent";
/// How many it remembers.
const KEPT: usize = 8;

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

/// The rows that contain the words, of all lists; none where they cannot be asked for.
pub(super) async fn records(words: &str) -> Vec<Command> {
    let found = server_fns::search(words.to_owned()).await.unwrap_or_default();
    let found = found.into_iter().filter_map(|hit| {
        let page = registry::table(hit.resource)?;
        Some(of_row(page, hit.id, hit.label, page.title))
    });
    found.collect()
}

fn of_row(page: &TablePage, id: Uuid, label: String, group: &'static str) -> Command {
    Command {
        group,
        label,
        icon: page.icon,
        href: format!("{}/{id}", page.path),
        act: None,
    }
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

/// What somebody opened of late, the last first, without the page that shows: pages by their names, rows as they are called now. A row that is
/// gone, or of another account that this browser was signed in to, is not found and left out.
pub(super) async fn recent(viewer: Viewer) -> Vec<Command> {
    let here = browser::here();
    let here = here.split('?').next().unwrap_or_default().to_owned();
    let paths = remembered().into_iter().filter(|path| *path != here);
    let asked = paths.map(|path| async move {
        if let Some(page) = registry::link(&path).filter(|page| page.is_visible(viewer)) {
            return Some(Command {
                group: strings::frame::RECENT,
                label: page.title.to_owned(),
                icon: page.icon,
                href: page.path.to_owned(),
                act: None,
            });
        }
        let (parent, id) = path.rsplit_once('/')?;
        let (resource, id) = (registry::link(parent)?.resource?, id.parse().ok()?);
        let page = registry::table(resource).filter(|_| viewer.may(Verb::Read, resource))?;
        let row = server_fns::get(resource, id).await.ok()?;
        Some(of_row(
            page,
            id,
            row.get(page.label()).to_plain(),
            strings::frame::RECENT,
        ))
    });
    let found = futures::future::join_all(asked).await;
    found
        .into_iter()
        .flatten()
        .filter(|one| !one.label.is_empty())
        .collect()
}

/// All commands of somebody.
pub(super) fn all(viewer: Viewer) -> Vec<Command> {
    let visible = |page: &&PageLink| page.is_visible(viewer);
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
    actions.chain(pages).collect()
}

/// Such as “Import keywords”; a label that says what it is about stays as it is.
fn named(label: &str, many: &str) -> String {
    if label.ends_with(many) {
        label.to_owned()
    } else {
        format!("{label} {many}")
    }
}

fn remembered() -> Vec<String> {
    browser::remembered(RECENT)
        .unwrap_or_default()
        .split_whitespace()
        .map(str::to_owned)
        .collect()
}

/// Remembers that this page, or the row at this path, was opened.
pub fn note(path: &str) {
    let mut all = remembered();
    all.retain(|known| known != path);
    all.insert(0, path.to_owned());
    all.truncate(KEPT);
    browser::remember(RECENT, &all.join(" "));
}
