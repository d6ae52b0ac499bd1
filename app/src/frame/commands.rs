//! The commands of the palette: pages and what can be added on them, by role.

use igny8::page::{Icon, Page};
use igny8::permission::{Role, Verb};
use igny8::registry::{self, MODULES};

use crate::state::browser;
use crate::words;

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
}

/// All commands of a role: the pages of late first.
pub(super) fn all(role: Role) -> Vec<Command> {
    let recent = recent();
    let visible = |page: &Page| registry::visible(*page, role);
    let late = recent
        .iter()
        .filter_map(|path| registry::page(path))
        .filter(visible)
        .map(|page| Command {
            group: words::frame::RECENT,
            label: page.title().to_owned(),
            icon: page.icon(),
            href: page.path().to_owned(),
        });
    let pages = MODULES.iter().flat_map(|module| {
        module
            .pages
            .iter()
            .filter(|page| visible(page))
            .map(|page| Command {
                group: words::frame::PAGES,
                label: format!("{} \u{203a} {}", module.title, page.title()),
                icon: page.icon(),
                href: page.path().to_owned(),
            })
    });
    let tables = registry::tables().filter(|table| role.may(Verb::Create, table.resource()));
    let actions = tables.flat_map(|table| {
        let add = table.create.map(|label| (label.to_owned(), Icon::Plus, "new"));
        let bring = table.wizard.map(|(_, label)| {
            (
                format!("{label} {}", table.resource().many()),
                Icon::Import,
                "import",
            )
        });
        add.into_iter().chain(bring).map(|(label, icon, last)| Command {
            group: words::frame::ACTIONS,
            label,
            icon,
            href: format!("{}/{last}", table.path),
        })
    });
    late.chain(actions).chain(pages).collect()
}

fn recent() -> Vec<String> {
    browser::remembered(RECENT)
        .unwrap_or_default()
        .split_whitespace()
        .map(str::to_owned)
        .collect()
}

/// Remembers that this page was opened.
pub(super) fn note(path: &str) {
    let mut all = recent();
    all.retain(|known| known != path);
    all.insert(0, path.to_owned());
    all.truncate(KEPT);
    browser::remember(RECENT, &all.join(" "));
}
