//! SQL of Auth › Sectors.

use igny8::auth::sectors::Fields;
use igny8::resource::Resource;
use uuid::Uuid;

use crate::error::Result;
use crate::repo::table::{Cascade, Constraint, Plain};
use crate::repo::{Join, Sql, Table};
use crate::tenancy::Tx;

/// Sectors with their site; keywords and clusters go with them.
pub static TABLE: Table = Table {
    resource: Resource::Sectors,
    name: "sectors",
    alias: "s",
    from: "sectors s",
    joins: &[
        Join::inner("sites", "w", "w.account_id = s.account_id and w.id = s.site_id"),
    ],
    columns: &Fields {
        name: Sql::column("s.name", "name"),
        site: Sql::reference("s.site_id", "w.name").write("site_id").label_needs(&["w"]),
        description: Sql::column("s.description", "description"),
        keywords: Sql::read(
            "(select coalesce(sum(f.keywords), 0) from keyword_figures f where f.account_id = s.account_id and f.sector_id = s.id)",
        ),
        created_at: Sql::read("s.created_at"),
    }
    .in_order(),
    undo: true,
    counts_kept: false,
    constraints: &[Constraint {
        name: "sectors_name",
        field: "name",
        message: "This site already has a sector with this name. Choose another name.",
    }],
    cascade: &[
        Cascade { child: Resource::Keywords, column: "sector_id" },
        Cascade { child: Resource::Clusters, column: "sector_id" },
        Cascade { child: Resource::Ideas, column: "sector_id" },
        Cascade { child: Resource::WritingTasks, column: "sector_id" },
        Cascade { child: Resource::Content, column: "sector_id" },
    ],
    hooks: &Plain,
};

/// The sector that a new site begins with.
///
/// # Errors
/// The database does not answer.
pub async fn add_first(tx: &mut Tx, site: Uuid) -> Result<()> {
    sqlx::query!(
        "insert into sectors (account_id, id, site_id, name) values ($1, $2, $3, 'General')",
        tx.account().0,
        Uuid::now_v7(),
        site
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
