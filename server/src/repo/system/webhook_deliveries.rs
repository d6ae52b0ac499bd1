//! SQL of Developers › Webhook deliveries: read, and sent once more when somebody asks.

use async_trait::async_trait;
use igny8::error::Problem;
use igny8::resource::Resource;
use igny8::system::webhook_deliveries::{Fields, REPLAY};
use uuid::Uuid;

use crate::error::Result;
use crate::repo::{Hooks, Join, Sql, Table};
use crate::tenancy::Tx;

/// Deliveries with their webhook.
pub static TABLE: Table = Table {
    resource: Resource::WebhookDeliveries,
    name: "webhook_deliveries",
    alias: "d",
    from: "webhook_deliveries d",
    joins: &[Join::left(
        "webhooks",
        "h",
        "h.account_id = d.account_id and h.id = d.webhook_id and h.deleted_in is null",
    )],
    columns: &Fields {
        event: Sql::read("d.event"),
        webhook: Sql::reference("h.id", "h.name").needs(&["h"]),
        status: Sql::read("d.status"),
        attempts: Sql::read("d.attempts"),
        code: Sql::read("d.code"),
        duration: Sql::read("d.duration_ms"),
        error: Sql::read("d.error"),
        answer: Sql::read("d.answer"),
        next_at: Sql::read(
            "case when d.status = 'waiting' and h.enabled then greatest(d.due_at, h.paused_until) end",
        )
        .needs(&["h"]),
        tried_at: Sql::read("d.tried_at"),
        body: Sql::read("d.body"),
        message_id: Sql::read("'msg_' || d.id"),
        created_at: Sql::read("d.created_at"),
    }
    .in_order(),
    undo: false,
    counts_kept: false,
    constraints: &[],
    cascade: &[],
    hooks: &DeliveryHooks,
};

struct DeliveryHooks;

#[async_trait]
impl Hooks for DeliveryHooks {
    /// Of many who ask at the same moment the first puts it on its way.
    async fn act(&self, tx: &mut Tx, _action: &str, ids: &[Uuid]) -> Result<u64> {
        let again = sqlx::query_scalar!(
            "update webhook_deliveries d set status = 'waiting', attempts = 0, since = now(), due_at = now(), ended_at = null \
             from webhooks h where d.id = any($1) and d.status <> 'waiting' and h.account_id = d.account_id \
               and h.id = d.webhook_id and h.enabled and h.deleted_in is null returning d.webhook_id",
            ids
        )
        .fetch_all(tx.conn())
        .await?;
        if again.is_empty() {
            return Err(Problem::conflict(
                "Nothing was sent. The delivery is already queued, or its webhook is off or deleted. Turn the webhook on, then try again.",
            )
            .into());
        }
        sqlx::query!(
            "update webhooks set paused_until = null where id in ( \
               select id from webhooks where id = any($1) and paused_until is not null order by id for no key update)",
            &again
        )
        .execute(tx.conn())
        .await?;
        Ok(again.len() as u64)
    }

    fn acts(&self, action: &str) -> bool {
        action == REPLAY.name
    }
}
