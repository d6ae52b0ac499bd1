//! SQL of Billing › Model prices; what a call costs is worked out where its end is noted.

use igny8::billing::prices::Fields;
use igny8::resource::Resource;

use crate::repo::table::{Constraint, Plain};
use crate::repo::{Sql, Table};

/// What is said of a model that has a price.
pub const TAKEN: &str = "This model already has a price. Edit the existing one instead.";

/// Prices of the account's own.
pub static TABLE: Table = Table {
    resource: Resource::ModelPrices,
    name: "account_prices",
    alias: "p",
    from: "account_prices p",
    joins: &[],
    columns: &Fields {
        model: Sql::column("p.model", "model"),
        provider: Sql::column("p.provider", "provider"),
        input_per_million: Sql::column("p.input_per_million", "input_per_million"),
        cached_per_million: Sql::column("p.cached_per_million", "cached_per_million"),
        output_per_million: Sql::column("p.output_per_million", "output_per_million"),
        per_image: Sql::column("p.per_image", "per_image"),
        created_at: Sql::read("p.created_at"),
    }
    .in_order(),
    undo: true,
    counts_kept: false,
    constraints: &[Constraint {
        name: "account_prices_model",
        field: "model",
        message: TAKEN,
    }],
    cascade: &[],
    hooks: &Plain,
};
