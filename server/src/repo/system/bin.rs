//! SQL of System › Bin: deletions with what they removed, which are restored or deleted permanently.

use async_trait::async_trait;
use igny8::permission::Verb;
use igny8::resource::Resource;
use igny8::system::bin::{Fields, PURGE, RESTORE};
use uuid::Uuid;

use crate::error::Result;
use crate::repo::{Hooks, Join, Sql, Table, delete};
use crate::tenancy::Tx;

/// Deletions that the one who looks may bring back.
pub static TABLE: Table = Table {
    resource: Resource::Bin,
    name: "bin",
    alias: "b",
    from: "bin b",
    joins: &[Join::left("users", "u", "u.id = b.deleted_by")],
    columns: &Fields {
        name: Sql::read("coalesce(b.name, '–')"),
        resource: Sql::read("b.resource"),
        rows: Sql::read("b.rows"),
        along: Sql::read(
            "(select coalesce(sum((a->>'rows')::int8), 0) from jsonb_array_elements(b.along) a)",
        ),
        contents: Sql::read("b.contents"),
        who: Sql::read(
            "case when b.deleted_by is null then 'System' else coalesce(u.name, 'Former member') end",
        )
        .needs(&["u"]),
        created_at: Sql::read("b.deleted_at"),
        kept_until: Sql::read("b.kept_until"),
    }
    .in_order(),
    undo: false,
    counts_kept: false,
    constraints: &[],
    cascade: &[],
    hooks: &BinHooks,
};

struct BinHooks;

#[async_trait]
impl Hooks for BinHooks {
    async fn act(&self, tx: &mut Tx, action: &str, ids: &[Uuid]) -> Result<u64> {
        let mut ids = ids.to_vec();
        // What was deleted last may be what the others hang on. Held in this order, two at once do not wait in a circle.
        ids.sort_unstable_by(|one, two| two.cmp(one));
        let scope = tx.scope().clone();
        for id in &ids {
            for kind in delete::removed(tx, *id).await?.kinds() {
                scope.require(Verb::Delete, kind)?;
            }
        }
        if action == PURGE.name {
            return delete::purge(tx, &ids).await;
        }
        for id in &ids {
            delete::undo(tx, *id).await?;
        }
        Ok(ids.len() as u64)
    }

    fn acts(&self, action: &str) -> bool {
        action == RESTORE.name || action == PURGE.name
    }
}
