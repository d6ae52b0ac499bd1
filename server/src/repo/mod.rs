//! SQL of every resource: one generic engine, and a small file a resource that says which column is which.

pub mod ai;
pub mod auth;
pub mod automation;
pub mod billing;
pub mod cascade;
pub mod catalog;
pub mod change;
mod conditions;
pub mod constraint;
pub mod counts;
pub mod delete;
pub mod eligible;
pub mod filter;
pub mod home;
pub mod idempotency;
pub mod joins;
pub mod list;
pub mod load;
pub mod mail;
pub mod migrations;
pub mod objects;
pub mod options;
pub mod planner;
pub mod purge;
pub mod reseal;
pub mod restores;
pub mod row;
pub mod staff;
pub mod system;
pub mod table;
pub mod totals;
mod versioned;
pub mod views;
pub mod when;
pub mod word;
pub mod write;
pub mod writer;

use igny8::resource::Resource;

pub use joins::Join;
pub use table::{Hooks, Sql, Table};

/// The place that figures are about; none for all.
#[derive(Clone, Copy, Debug, Default)]
pub struct SiteScope {
    /// One site.
    pub site: Option<uuid::Uuid>,
    /// One sector.
    pub sector: Option<uuid::Uuid>,
}

/// The table of a resource.
pub fn table(resource: Resource) -> &'static Table {
    match resource {
        Resource::Keywords => &planner::keywords::TABLE,
        Resource::Clusters => &planner::clusters::TABLE,
        Resource::Sites => &auth::sites::TABLE,
        Resource::Sectors => &auth::sectors::TABLE,
        Resource::Users => &auth::users::TABLE,
        Resource::Tokens => &auth::tokens::TABLE,
        Resource::Tasks => &system::tasks::TABLE,
        Resource::Settings => &system::settings::TABLE,
        Resource::Corrections => &planner::corrections::TABLE,
        Resource::Ideas => &planner::ideas::TABLE,
        Resource::WritingTasks => &writer::tasks::TABLE,
        Resource::Content => &writer::content::TABLE,
        Resource::Images => &writer::images::TABLE,
        Resource::Comments => &writer::comments::TABLE,
        Resource::Prompts => &system::prompts::TABLE,
        Resource::PromptVersions => &system::prompts::VERSIONS,
        Resource::Integrations => &system::integrations::TABLE,
        Resource::Profile => &auth::profile::TABLE,
        Resource::Usage => &billing::usage::TABLE,
        Resource::Transactions => &billing::transactions::TABLE,
        Resource::ModelPrices => &billing::prices::TABLE,
        Resource::Schedules => &automation::schedules::TABLE,
        Resource::Credits => &billing::credits::TABLE,
        Resource::Logs => &system::logs::TABLE,
        Resource::SecurityEvents => &auth::security::TABLE,
        Resource::Sessions => &auth::sessions::TABLE,
        Resource::ScheduleRuns => &automation::runs::TABLE,
        Resource::Webhooks => &system::webhooks::TABLE,
        Resource::WebhookDeliveries => &system::webhook_deliveries::TABLE,
        Resource::Apps => &auth::apps::TABLE,
        Resource::Bin => &system::bin::TABLE,
        Resource::StaffAccounts => &staff::accounts::TABLE,
        Resource::StaffPeople => &staff::people::TABLE,
        Resource::StaffPlans => &staff::plans::TABLE,
        Resource::StaffPrices => &staff::prices::TABLE,
        Resource::StaffTasks => &staff::tasks::TABLE,
        Resource::StaffProviders => &staff::providers::TABLE,
        Resource::StaffAnnouncements => &staff::announcements::TABLE,
        Resource::StaffFlags => &staff::flags::TABLE,
        Resource::StaffAudit => &staff::audit::TABLE,
        Resource::RunLog => &system::run_log::TABLE,
        Resource::Notifications => &system::notifications::TABLE,
        Resource::Preferences => &system::notifications::SETTINGS,
    }
}

/// Complaints about tables that contradict the declarations; empty is good.
pub fn check() -> Vec<String> {
    let tables = Resource::ALL.iter().map(|resource| table(*resource));
    let mut found: Vec<_> = tables.flat_map(joins::check).collect();
    for page in igny8::registry::all_tables() {
        let table = table(page.resource());
        if table.columns.len() != page.entity.fields.len() {
            found.push(format!("{}: fields and columns differ in number", page.path));
            continue;
        }
        for field in page.entity.fields {
            let column = &table.columns[usize::from(field.index)];
            let reference = matches!(field.kind, igny8::entity::Kind::Reference(_));
            if reference != column.label.is_some() {
                found.push(format!(
                    "{}: {} is a reference on one side only",
                    page.path, field.name
                ));
            }
        }
        for input in page.form {
            if input.kind != igny8::page::InputKind::Shown
                && table.columns[usize::from(input.field.index)].write.is_none()
                && !table.hooks.saves(input.field.key)
            {
                found.push(format!(
                    "{}: {} can be entered but not written",
                    page.path, input.field.name
                ));
            }
        }
        for action in page.endpoints() {
            if matches!(action.kind, igny8::page::ActionKind::Command) && !table.hooks.acts(action.name) {
                found.push(format!("{}: nothing does {}", page.path, action.name));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_declaration_has_its_sql() {
        assert_eq!(super::check(), Vec::<String>::new());
    }
}
