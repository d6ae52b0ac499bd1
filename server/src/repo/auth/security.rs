//! SQL of Auth › Security log: read only; [`crate::services::sign_in::journal`] writes it.

use igny8::auth::security::Fields;
use igny8::resource::Resource;

use crate::repo::table::Plain;
use crate::repo::{Sql, Table};

/// Events of the account.
pub static TABLE: Table = Table {
    resource: Resource::SecurityEvents,
    name: "security_events",
    alias: "e",
    from: "security_events e",
    joins: &[],
    columns: &Fields {
        who: Sql::read("e.who"),
        kind: Sql::read("e.kind"),
        detail: Sql::read("e.detail"),
        network: Sql::read("e.network"),
        device: Sql::read("e.device"),
        request: Sql::read("e.request_id::text"),
        created_at: Sql::read("e.at"),
    }
    .in_order(),
    undo: false,
    counts_kept: false,
    constraints: &[],
    cascade: &[],
    hooks: &Plain,
};
