//! SQL of Staff › Model prices: the list of the platform.

use async_trait::async_trait;
use chrono::Utc;
use igny8::resource::Resource;
use igny8::services::OneTimeSecret;
use igny8::staff::prices::Fields;
use uuid::Uuid;

use crate::error::Result;
use crate::repo::billing::prices::TAKEN;
use crate::repo::table::{Assignment, Constraint};
use crate::repo::{Hooks, Sql, Table};
use crate::tenancy::Tx;

/// Prices.
pub static TABLE: Table = Table {
    resource: Resource::StaffPrices,
    name: "model_prices",
    alias: "p",
    from: "model_prices p",
    joins: &[],
    columns: &Fields {
        model: Sql::column("p.model", "model"),
        provider: Sql::column("p.provider", "provider"),
        input_per_million: Sql::column("p.input_per_million", "input_per_million"),
        cached_per_million: Sql::column("p.cached_per_million", "cached_per_million"),
        output_per_million: Sql::column("p.output_per_million", "output_per_million"),
        per_image: Sql::column("p.per_image", "per_image"),
        updated_at: Sql::read("p.updated_at"),
    }
    .in_order(),
    undo: false,
    counts_kept: false,
    constraints: &[Constraint {
        name: "model_prices_pkey",
        field: "model",
        message: TAKEN,
    }],
    cascade: &[],
    hooks: &PriceHooks,
};

struct PriceHooks;

#[async_trait]
impl Hooks for PriceHooks {
    async fn before_save(
        &self,
        _tx: &mut Tx,
        _id: Option<Uuid>,
        change: &mut Vec<Assignment>,
    ) -> Result<Option<OneTimeSecret>> {
        change.push(Assignment::time("updated_at", Utc::now()));
        Ok(None)
    }
}
