//! SQL of Auth › Sites.

use async_trait::async_trait;
use igny8::auth::sites::Fields;
use igny8::permission::TokenScope;
use igny8::resource::Resource;
use igny8::services::OneTimeSecret;
use igny8::value::Value;
use uuid::Uuid;

use crate::error::Result;
use crate::repo::auth::sectors;
use crate::repo::table::{Assignment, Cascade, Constraint, Hooks, value_of};
use crate::repo::{Sql, Table};
use crate::tenancy::Tx;

/// Sites; their sectors go with them.
pub static TABLE: Table = Table {
    resource: Resource::Sites,
    name: "sites",
    alias: "w",
    from: "sites w",
    joins: &[],
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
        Constraint { name: "sites_name", field: "name", message: "A site with this name already exists. Choose another name." },
        Constraint { name: "sites_country_check", field: "country", message: "Enter a two-letter country code, such as US." },
    ],
    cascade: &[
        Cascade { child: Resource::Sectors, column: "site_id" },
        Cascade { child: Resource::Schedules, column: "site_id" },
        Cascade { child: Resource::Integrations, column: "site_id" },
    ],
    hooks: &SiteHooks,
};

struct SiteHooks;

#[async_trait]
impl Hooks for SiteHooks {
    async fn before_save(
        &self,
        tx: &mut Tx,
        _id: Option<Uuid>,
        change: &mut Vec<Assignment>,
    ) -> Result<Option<OneTimeSecret>> {
        // Whoever may approve no article must not have all of them go out without it.
        if matches!(value_of(change, "approval"), Some(Value::Bool(false))) {
            tx.scope().require_token_scope(Some(TokenScope::Publish))?;
        }
        Ok(None)
    }

    /// Keywords belong to a sector, so that a site without one could take none.
    async fn after_create(&self, tx: &mut Tx, id: Uuid) -> Result<()> {
        sectors::add_first(tx, id).await
    }
}
