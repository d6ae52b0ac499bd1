//! SQL of Staff › Announcements; pages read those that show now with their frame (`repo::auth::accounts`).

use async_trait::async_trait;
use igny8::error::Problem;
use igny8::page::Arguments;
use igny8::resource::Resource;
use igny8::staff::announcements::{END, Fields};
use uuid::Uuid;

use crate::error::Result;
use crate::repo::table::Constraint;
use crate::repo::{Hooks, Sql, Table};
use crate::tenancy::Tx;

/// Announcements.
pub static TABLE: Table = Table {
    resource: Resource::StaffAnnouncements,
    name: "announcements",
    alias: "n",
    from: "announcements n",
    joins: &[],
    columns: &Fields {
        text: Sql::column("n.text", "text"),
        level: Sql::column("n.level", "level"),
        state: Sql::read(
            "case when now() < n.starts_at then 'scheduled' when now() < n.ends_at then 'live' else 'over' end",
        ),
        starts_at: Sql::column("n.starts_at", "starts_at"),
        ends_at: Sql::column("n.ends_at", "ends_at"),
        dismissible: Sql::column("n.dismissible", "dismissible"),
        created_at: Sql::read("n.created_at"),
    }
    .in_order(),
    undo: false,
    counts_kept: false,
    constraints: &[Constraint {
        name: "announcements_times",
        field: "ends_at",
        message: "The end must be after the start. Choose a later time.",
    }],
    cascade: &[],
    hooks: &AnnouncementHooks,
};

struct AnnouncementHooks;

#[async_trait]
impl Hooks for AnnouncementHooks {
    async fn act_with(
        &self,
        tx: &mut Tx,
        _action: &str,
        ids: &[Uuid],
        _arguments: &Arguments,
    ) -> Result<u64> {
        let done = sqlx::query!(
            "update announcements set starts_at = least(starts_at, now()), ends_at = now() \
             where id = any($1) and ends_at > now()",
            ids
        )
        .execute(tx.conn())
        .await?;
        if done.rows_affected() == 0 {
            return Err(Problem::conflict("This announcement has already ended.").into());
        }
        Ok(done.rows_affected())
    }

    fn acts(&self, action: &str) -> bool {
        action == END.name
    }
}
