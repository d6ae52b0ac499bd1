//! SQL of Staff › Provider health: the view `provider_days`, a row a provider and day.

use igny8::resource::Resource;
use igny8::staff::providers::Fields;

use crate::repo::table::Plain;
use crate::repo::{Sql, Table};

/// Days of providers.
pub static TABLE: Table = Table {
    resource: Resource::StaffProviders,
    name: "provider_days",
    alias: "d",
    from: "provider_days d",
    joins: &[],
    columns: &Fields {
        provider: Sql::read("d.provider"),
        day: Sql::read("d.day"),
        calls: Sql::read("d.calls"),
        failed: Sql::read("d.failed"),
        error_rate: Sql::read("d.error_rate"),
        typical_ms: Sql::read("d.typical_ms"),
        slow_ms: Sql::read("d.slow_ms"),
        cost: Sql::read("d.cost"),
    }
    .in_order(),
    undo: false,
    counts_kept: false,
    constraints: &[],
    cascade: &[],
    hooks: &Plain,
};
