//! SQL of Auth › Sites.

use igny8::auth::sites::Fields;
use igny8::resource::Resource;

use crate::repo::table::{Cascade, Constraint, Plain};
use crate::repo::{Sql, Table};

/// Sites; their sectors go with them.
pub static TABLE: Table = Table {
    resource: Resource::Sites,
    name: "sites",
    alias: "w",
    from: "sites w",
    columns: &Fields {
        name: Sql::column("w.name", "name"),
        domain: Sql::column("w.domain", "domain"),
        language: Sql::column("w.language", "language"),
        country: Sql::column("w.country", "country"),
        voice: Sql::column("w.voice", "voice"),
        approval: Sql::column("w.approval", "approval"),
        sectors: Sql::read(
            "(select count(*) from sectors s where s.account_id = w.account_id and s.site_id = w.id and s.deleted_in is null)",
        ),
        created_at: Sql::read("w.created_at"),
    }
    .in_order(),
    undo: true,
    counts_kept: false,
    constraints: &[
        Constraint { name: "sites_name", field: "name", message: "There is a site of this name already. Choose another name." },
        Constraint { name: "sites_country_check", field: "country", message: "Give two capital letters, such as US." },
    ],
    cascade: &[
        Cascade { child: Resource::Sectors, column: "site_id" },
        Cascade { child: Resource::Schedules, column: "site_id" },
        Cascade { child: Resource::Integrations, column: "site_id" },
    ],
    hooks: &Plain,
};
