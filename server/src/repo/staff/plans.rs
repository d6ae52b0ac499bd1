//! SQL of Staff › Plans; which one is the default and what Stripe charges, operators set by the command line.

use igny8::resource::Resource;
use igny8::staff::plans::Fields;

use crate::repo::table::Plain;
use crate::repo::{Sql, Table};

/// Plans.
pub static TABLE: Table = Table {
    resource: Resource::StaffPlans,
    name: "plans",
    alias: "p",
    from: "plans p",
    joins: &[],
    columns: &Fields {
        name: Sql::column("p.name", "name"),
        key: Sql::read("p.key"),
        offered: Sql::column("p.offered", "offered"),
        is_default: Sql::read("p.is_default"),
        price_cents: Sql::column("p.price_cents", "price_cents"),
        monthly_credits: Sql::column("p.monthly_credits", "monthly_credits"),
        max_sites: Sql::column("p.max_sites", "max_sites"),
        max_members: Sql::column("p.max_members", "max_members"),
        max_keywords: Sql::column("p.max_keywords", "max_keywords"),
        max_scheduled_runs: Sql::column("p.max_scheduled_runs", "max_scheduled_runs"),
        platform_factor: Sql::column("p.platform_factor", "platform_factor"),
        position: Sql::read("p.position"),
        accounts: Sql::read("(select count(*) from account_plans h where h.plan = p.key)"),
    }
    .in_order(),
    undo: false,
    counts_kept: false,
    constraints: &[],
    cascade: &[],
    hooks: &Plain,
};
