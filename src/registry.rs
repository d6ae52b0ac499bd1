//! Every page of the product by module, and the checks that no declaration contradicts another.

use crate::auth::{apps, profile, sectors, security, sessions, sites, tokens, users};
use crate::automation::{runs, schedules};
use crate::billing::{credits, plan, prices, spending, transactions, usage};
use crate::choice::Choice;
use crate::entity::Kind;
use crate::home;
pub use crate::home::HOME;
use crate::navigation::{PageLink, Section, Space};
use crate::page::{Filter, FormPage, PageConfig, TablePage, Test};
use crate::permission::Verb;
use crate::planner::{clusters, corrections, dashboard, ideas, keywords};
use crate::query::Query;
use crate::resource::Resource;
use crate::staff;
use crate::system::{
    bin, integrations, logs, monitoring, notifications, preferences, prompt_versions, prompts, run_log,
    settings, status, tasks, webhook_deliveries, webhooks,
};
use crate::writer;

/// Pages that belong together in navigation.
#[derive(Debug)]
pub struct Module {
    /// The heading in navigation.
    pub title: &'static str,
    /// The pages in order.
    pub pages: &'static [PageConfig],
}

/// Lists pages twice: whole, and as navigation knows them, so that a browser need not have the former to show the latter. A section says
/// whose sidebar shows it, and a page the key that opens it after `g`.
macro_rules! modules {
    ($(#[$whole:meta])* $modules:ident, $(#[$short:meta])* $sections:ident:
        $($space:ident $title:literal => [$($template:ident($($page:ident)::+) $(= $key:literal)?),* $(,)?]),*
        $(,)?) => {
        $(#[$whole])*
        pub static $modules: &[Module] = &[$(Module {
            title: $title,
            pages: &[$(PageConfig::$template(&$($page)::+::PAGE)),*],
        }),*];

        $(#[$short])*
        pub static $sections: &[Section] = &[$(Section {
            space: Space::$space,
            title: $title,
            pages: &[$(PageLink::to(PageConfig::$template(&$($page)::+::PAGE))$(.opened_by($key))?),*],
        }),*];
    };
}

modules! {
    /// All modules, in the order of navigation.
    MODULES,
    /// The links to all pages of accounts.
    SECTIONS:
        Work "Home" => [
            Dashboard(home) = "h",
            Table(notifications) = "n",
        ],
        Work "Planner" => [
            Dashboard(dashboard) = "p",
            Table(keywords) = "k",
            Table(clusters) = "c",
            Table(corrections),
            Table(ideas) = "i",
        ],
        Work "Writer" => [
            Dashboard(writer::dashboard) = "w",
            Table(writer::tasks) = "t",
            Table(writer::content) = "a",
            Table(writer::images) = "m",
            Table(writer::comments) = "o",
        ],
        Work "Automation" => [
            Table(schedules) = "s",
            Table(runs) = "r",
            Table(tasks) = "j",
        ],
        Settings "Account" => [
            Table(sites) = "u",
            Table(sectors),
            Table(users),
            Form(settings) = ",",
            Form(profile),
            Form(preferences),
            Table(sessions),
            Table(security),
        ],
        Settings "Billing" => [
            Screen(plan) = "b",
            Dashboard(spending),
            Table(transactions),
            Table(credits),
            Table(usage),
            Table(prices),
        ],
        Settings "AI and publishing" => [
            Table(integrations) = "x",
            Table(prompts),
            Table(prompt_versions),
        ],
        Settings "Developers" => [
            Table(tokens),
            Table(apps),
            Table(webhooks),
            Table(webhook_deliveries),
        ],
        Settings "System" => [
            System(status),
            Dashboard(monitoring),
            Table(run_log),
            Table(logs),
            Table(bin),
        ],
}

modules! {
    /// The pages of the platform's staff, which nobody else is shown.
    STAFF,
    /// The links to them.
    STAFF_SECTIONS:
        Staff "Platform" => [
            Table(staff::accounts),
            Table(staff::people),
            Table(staff::plans),
            Table(staff::prices),
            Table(staff::tasks),
            System(staff::queue),
            Table(staff::providers),
            Table(staff::announcements),
            Table(staff::flags),
            Table(staff::audit),
        ],
}

/// The links to all pages, whosever, by section.
pub fn sections() -> impl Iterator<Item = &'static Section> {
    SECTIONS.iter().chain(STAFF_SECTIONS)
}

/// The section that this page stands in.
pub fn section_of(page: &PageLink) -> Option<&'static Section> {
    sections().find(|section| section.pages.contains(page))
}

/// The link to the page at this browser path, whoever may see it.
pub fn link(path: &str) -> Option<&'static PageLink> {
    let mut links = sections().flat_map(|section| section.pages);
    links.find(|page| page.path == path)
}

/// The link to the table page of this resource.
pub fn link_to(resource: Resource) -> Option<&'static PageLink> {
    let mut links = sections().flat_map(|section| section.pages);
    links.find(|page| page.resource == Some(resource) && page.rows().is_some())
}

/// All pages of accounts.
pub fn pages() -> impl Iterator<Item = PageConfig> {
    MODULES.iter().flat_map(|module| module.pages.iter().copied())
}

/// All pages of the staff.
pub fn staff_pages() -> impl Iterator<Item = PageConfig> {
    STAFF.iter().flat_map(|module| module.pages.iter().copied())
}

/// The page at this browser path, whoever may see it.
pub fn page(path: &str) -> Option<PageConfig> {
    pages().chain(staff_pages()).find(|page| page.path() == path)
}

const fn table_of(page: PageConfig) -> Option<&'static TablePage> {
    if let PageConfig::Table(table) = page {
        Some(table)
    } else {
        None
    }
}

/// All table pages of accounts.
pub fn tables() -> impl Iterator<Item = &'static TablePage> {
    pages().filter_map(table_of)
}

/// All table pages of the staff.
pub fn staff_tables() -> impl Iterator<Item = &'static TablePage> {
    staff_pages().filter_map(table_of)
}

/// All table pages, whosever.
pub fn all_tables() -> impl Iterator<Item = &'static TablePage> {
    tables().chain(staff_tables())
}

/// All form pages.
pub fn forms() -> impl Iterator<Item = &'static FormPage> {
    pages().filter_map(|page| {
        if let PageConfig::Form(form) = page {
            Some(form)
        } else {
            None
        }
    })
}

/// The table page of this resource.
pub fn table(resource: Resource) -> Option<&'static TablePage> {
    all_tables().find(|table| table.resource() == resource)
}

/// The lists of an account whose rows may belong to a row of this resource, each with the key of the filter that finds them.
pub fn lists_of(resource: Resource) -> impl Iterator<Item = (&'static TablePage, &'static str)> {
    tables().filter_map(move |table| {
        let mut keys = table.filters.iter().filter_map(|filter| match filter {
            Filter::Ref(field, _) => match field.kind {
                Kind::Reference(to) if to == resource => Some(field.key),
                _ => None,
            },
            _ => None,
        });
        Some((table, keys.next()?))
    })
}

/// A contradiction between declarations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigFault {
    /// A stable id, such as `page.path`.
    pub id: &'static str,
    /// What contradicts what.
    pub message: String,
}

/// Looks for contradictions that the compiler cannot see; empty is good.
pub fn check() -> Vec<ConfigFault> {
    let mut found = Vec::new();
    let mut complain = |id, message| found.push(ConfigFault { id, message });
    let all: Vec<PageConfig> = pages().chain(staff_pages()).collect();
    for (i, page) in all.iter().enumerate() {
        if all[..i].iter().any(|other| other.path() == page.path()) {
            complain("page.path", format!("two pages at {}", page.path()));
        }
        let platform = page.resource().is_some_and(Resource::is_platform);
        if platform != page.path().starts_with("/admin/") {
            complain(
                "page.realm",
                format!("{} is not where pages of its realm are", page.path()),
            );
        }
        if !page.path().starts_with('/') {
            complain(
                "page.path",
                format!("{} does not start with a slash", page.path()),
            );
        }
    }
    check_links(&mut complain);
    for table in all_tables() {
        let path = table.path;
        if table.resource().is_platform() && table.offers(Verb::Delete) {
            complain(
                "table.delete",
                format!("{path}: only rows of accounts have a bin to be deleted into"),
            );
        }
        if all_tables()
            .filter(|other| other.resource() == table.resource())
            .count()
            > 1
        {
            complain(
                "table.resource",
                format!("{path} is not the only table of its resource"),
            );
        }
        if table.create.is_some() && table.form.is_empty() {
            complain("table.form", format!("{path} adds rows but has no form"));
        }
        for field in table.entity.fields {
            if let Kind::Reference(resource) | Kind::References(resource) = field.kind
                && self::table(resource).is_none()
            {
                complain(
                    "field.reference",
                    format!("{path}: {} refers to a resource without a table", field.name),
                );
            }
        }
        if !matches!(
            table.label().kind,
            Kind::Text | Kind::Choice(_) | Kind::Reference(_)
        ) {
            complain(
                "table.label",
                format!("{path}: rows are known by their first column, so it holds a text"),
            );
        }
        for (i, column) in table.columns.iter().enumerate() {
            if table.columns[..i]
                .iter()
                .any(|other| other.field.same(&column.field))
            {
                complain(
                    "table.column",
                    format!("{path}: {} is there twice", column.field.name),
                );
            }
            if column.editable && table.editor(column).is_none() {
                complain(
                    "column.editable",
                    format!(
                        "{path}: {} is edited in place, so the page must offer editing and its form a short input for it",
                        column.title
                    ),
                );
            }
        }
        check_form(table, &mut complain);
        check_actions(table, &mut complain);
    }
    found
}

/// Looks for pages that a sidebar shows beside each other with the same icon, which is all that it shows of them when it is narrow,
/// and for pages that the same key would open.
fn check_links(complain: &mut impl FnMut(&'static str, String)) {
    let links: Vec<_> = sections()
        .flat_map(|section| section.pages.iter().map(|page| (section.space, page)))
        .collect();
    for (i, (space, page)) in links.iter().enumerate() {
        let mut before = links[..i].iter();
        if let Some((_, twin)) = before.find(|(other, before)| other == space && before.icon == page.icon) {
            complain(
                "page.icon",
                format!("{} and {} have the same icon", twin.path, page.path),
            );
        }
        let mut before = links[..i].iter().filter(|(_, before)| before.key.is_some());
        if let Some((_, twin)) = before.find(|(_, before)| before.key == page.key) {
            complain(
                "page.key",
                format!("{} and {} are opened by the same key", twin.path, page.path),
            );
        }
    }
}

/// Looks for contradictions of a form.
fn check_form(table: &TablePage, complain: &mut impl FnMut(&'static str, String)) {
    let path = table.path;
    for (i, input) in table.form.iter().enumerate() {
        for other in table.form[..i]
            .iter()
            .filter(|other| other.field.same(&input.field))
        {
            let apart = matches!((input.visible_when, other.visible_when), (Some(one), Some(two))
                if one.field.same(&two.field) && !one.values.iter().any(|value| two.values.contains(value)));
            if !apart {
                complain(
                    "form.twice",
                    format!(
                        "{path}: {} and {} set the same field at once",
                        other.label, input.label
                    ),
                );
            }
        }
        if input.visible_when.is_some() && !input.field.nullable {
            complain(
                "form.given",
                format!(
                    "{path}: {} is not always there, so its field may be empty",
                    input.label
                ),
            );
        }
    }
    for input in table.form.iter().filter(|input| !input.required) {
        if !input.field.nullable && !matches!(input.field.kind, Kind::Boolean) {
            complain(
                "form.required",
                format!("{path}: {} may not be empty, so it is required", input.label),
            );
        }
    }
}

/// Looks for contradictions of actions.
fn check_actions(table: &TablePage, complain: &mut impl FnMut(&'static str, String)) {
    let path = table.path;
    for action in table.row_actions.iter().chain(table.bulk_actions) {
        for when in action.when {
            let fits = table.entity.by_key(when.key).is_some_and(|field| match when.test {
                Test::OneOf(values) => {
                    matches!(field.kind, Kind::Choice(all) if values.iter().all(|value| Choice::find(all, value).is_some()))
                }
                Test::Is(_) => matches!(field.kind, Kind::Boolean),
                Test::AtLeast(_) => matches!(field.kind, Kind::Integer | Kind::Decimal),
            });
            if !fits {
                complain(
                    "action.when",
                    format!("{path}: {} asks for what {} cannot be", action.name, when.key),
                );
            }
        }
    }
    if let Some((sweep, query)) = &table.sweep {
        let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        let known = table.bulk_actions.iter().any(|action| action.name == sweep.name);
        if !known || Query::parse(table, pairs).is_err() {
            complain(
                "action.sweep",
                format!("{path}: {} is no action on the rows of ?{query}", sweep.label),
            );
        }
    }
    if table.bulk_actions.iter().filter(|action| action.primary).count() > 1 {
        complain("action.primary", format!("{path} has two primary actions"));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn no_declaration_contradicts_another() {
        assert_eq!(super::check(), []);
    }
}
