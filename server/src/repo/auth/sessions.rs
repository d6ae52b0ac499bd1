//! SQL of Auth › Sign-ins: row-level security leaves those of the person who asks.

use async_trait::async_trait;
use igny8::auth::sessions::{Fields, REVOKE};
use igny8::resource::Resource;
use uuid::Uuid;

use crate::error::Result;
use crate::repo::{Hooks, Sql, Table};
use crate::tenancy::Tx;

/// Sign-ins.
pub static TABLE: Table = Table {
    resource: Resource::Sessions,
    name: "sessions",
    alias: "z",
    from: "sessions z",
    joins: &[],
    columns: &Fields {
        device: Sql::read("device_name(z.user_agent)"),
        current: Sql::read("coalesce(z.id::text = current_setting('app.session_id', true), false)"),
        state: Sql::read(
            "case when z.revoked_at is null and z.expires_at > now() then 'active' else 'ended' end",
        ),
        used_at: Sql::read("z.rotated_at"),
        expires_at: Sql::read("z.expires_at"),
        created_at: Sql::read("z.created_at"),
    }
    .in_order(),
    undo: false,
    counts_kept: false,
    constraints: &[],
    cascade: &[],
    hooks: &SessionHooks,
};

struct SessionHooks;

#[async_trait]
impl Hooks for SessionHooks {
    async fn act(&self, tx: &mut Tx, _action: &str, ids: &[Uuid]) -> Result<u64> {
        let ended = sqlx::query!(
            "update sessions set revoked_at = now() where id = any($1) and revoked_at is null",
            ids
        )
        .execute(tx.conn())
        .await?;
        Ok(ended.rows_affected())
    }

    fn acts(&self, action: &str) -> bool {
        action == REVOKE.name
    }
}
