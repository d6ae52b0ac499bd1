//! SQL of Planner › Clusters.

use igny8::planner::clusters::Fields;
use igny8::resource::Resource;

use crate::repo::table::Plain;
use crate::repo::{Sql, Table};

/// Clusters with their sector and site; the figures are kept by triggers.
pub static TABLE: Table = Table {
    resource: Resource::Clusters,
    name: "clusters",
    alias: "c",
    from: "clusters c \
        join sectors s on s.account_id = c.account_id and s.id = c.sector_id \
        join sites w on w.account_id = s.account_id and w.id = s.site_id",
    columns: &Fields {
        name: Sql::column("c.name", "name"),
        keywords: Sql::read("c.keywords"),
        volume: Sql::read("c.volume"),
        difficulty: Sql::read("c.difficulty"),
        intent: Sql::column("c.intent", "intent"),
        ideas: Sql::read(
            "(select count(*) from ideas i where i.account_id = c.account_id and i.cluster_id = c.id and i.deleted_in is null)",
        ),
        articles: Sql::read(
            "(select count(*) from contents a where a.account_id = c.account_id and a.cluster_id = c.id and a.deleted_in is null)",
        ),
        confidence: Sql::read("c.confidence"),
        origin: Sql::read("c.origin"),
        sector: Sql::reference("c.sector_id", "s.name").write("sector_id"),
        site: Sql::reference("s.site_id", "w.name"),
        created_at: Sql::read("c.created_at"),
    }
    .in_order(),
    undo: true,
    counts_kept: false,
    constraints: &[],
    cascade: &[],
    hooks: &Plain,
};
