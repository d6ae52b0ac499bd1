//! SQL of Auth › Connected apps: everybody sees their own, and who manages the account sees all.

use async_trait::async_trait;
use igny8::auth::apps::{DISCONNECT, Fields};
use igny8::resource::Resource;
use uuid::Uuid;

use crate::error::Result;
use crate::repo::{Hooks, Join, Sql, Table};
use crate::tenancy::Tx;

/// Connected apps with who connected them.
pub static TABLE: Table = Table {
    resource: Resource::Apps,
    name: "oauth_grants",
    alias: "g",
    from: "(select * from oauth_grants where connected_at is not null and ( \
              user_id = nullif(current_setting('app.user_id', true), '')::uuid \
              or current_setting('app.rank', true)::integer >= 2)) g",
    joins: &[Join::left("users", "u", "u.id = g.user_id")],
    columns: &Fields {
        name: Sql::read("g.name"),
        home: Sql::read("g.home"),
        person: Sql::read("coalesce(u.name, 'Former member')").needs(&["u"]),
        role: Sql::read("g.role"),
        spend: Sql::read("g.spend"),
        publish: Sql::read("g.publish"),
        state: Sql::read(
            "case when g.revoked_at is null and g.expires_at > now() then 'connected' else 'ended' end",
        ),
        last_used_at: Sql::read("g.last_used_at"),
        connected_at: Sql::read("g.connected_at"),
        expires_at: Sql::read("g.expires_at"),
    }
    .in_order(),
    undo: false,
    counts_kept: false,
    constraints: &[],
    cascade: &[],
    hooks: &AppHooks,
};

struct AppHooks;

#[async_trait]
impl Hooks for AppHooks {
    async fn act(&self, tx: &mut Tx, _action: &str, ids: &[Uuid]) -> Result<u64> {
        let ended = sqlx::query!(
            "update oauth_grants set revoked_at = now() where id = any($1) and revoked_at is null",
            ids
        )
        .execute(tx.conn())
        .await?;
        Ok(ended.rows_affected())
    }

    fn acts(&self, action: &str) -> bool {
        action == DISCONNECT.name
    }
}
