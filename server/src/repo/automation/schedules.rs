//! SQL of Automation › Schedules.

use async_trait::async_trait;
use chrono::{DateTime, NaiveDateTime, Utc};
use igny8::automation::schedules::Fields;
use igny8::backend::Once;
use igny8::error::Problem;
use igny8::resource::Resource;
use igny8::value::Value;
use uuid::Uuid;

use crate::error::Result;
use crate::jobs::schedule::next;
use crate::jobs::store::instant;
use crate::repo::table::{Assignment, value_of};
use crate::repo::{Hooks, Sql, Table};
use crate::tenancy::Tx;

/// Schedules.
pub static TABLE: Table = Table {
    resource: Resource::Schedules,
    name: "schedules",
    alias: "h",
    from: "schedules h",
    columns: &Fields {
        name: Sql::column("h.name", "name"),
        function: Sql::column("h.function", "function"),
        cron: Sql::column("h.cron", "cron"),
        credits: Sql::column("h.credits", "credits"),
        enabled: Sql::column("h.enabled", "enabled"),
        next_at: Sql::read("h.next_at"),
        error: Sql::read("h.error"),
        created_at: Sql::read("h.created_at"),
    }
    .in_order(),
    undo: true,
    counts_kept: false,
    constraints: &[],
    cascade: &[],
    hooks: &ScheduleHooks,
};

struct ScheduleHooks;

#[async_trait]
impl Hooks for ScheduleHooks {
    /// The next time follows from the cron fields; a schedule that is changed gets a new chance.
    async fn before_save(
        &self,
        tx: &mut Tx,
        _id: Option<Uuid>,
        change: &mut Vec<Assignment>,
    ) -> Result<Option<Once>> {
        if let Some(Value::Text(cron)) = value_of(change, "cron") {
            let zone: String = sqlx::query_scalar("select time_zone from accounts")
                .fetch_one(tx.conn())
                .await?;
            let at = next_at(tx, cron, &zone).await?;
            change.push(Assignment::time("next_at", at));
            change.push(Assignment::new("time_zone", Value::Text(zone)));
        }
        change.push(Assignment::new("error", Value::Null));
        Ok(None)
    }
}

/// When this cron expression comes next in a time zone that PostgreSQL knows.
async fn next_at(tx: &mut Tx, cron: &str, zone: &str) -> Result<DateTime<Utc>> {
    let now: NaiveDateTime = sqlx::query_scalar("select now() at time zone $1")
        .bind(zone)
        .fetch_one(tx.conn())
        .await?;
    let local = next(cron, now).map_err(|problem| Problem::field("cron", problem.detail))?;
    instant(tx.conn(), local, zone).await
}

/// The account's schedules keep their local times when its time zone changes.
///
/// # Errors
/// The database does not answer.
pub async fn move_to_zone(tx: &mut Tx, zone: &str) -> Result<()> {
    let schedules: Vec<(Uuid, String)> =
        sqlx::query_as("select id, cron from schedules where time_zone <> $1 for no key update")
            .bind(zone)
            .fetch_all(tx.conn())
            .await?;
    for (id, cron) in schedules {
        let at = next_at(tx, &cron, zone).await?;
        sqlx::query("update schedules set time_zone = $2, next_at = $3 where id = $1")
            .bind(id)
            .bind(zone)
            .bind(at)
            .execute(tx.conn())
            .await?;
    }
    Ok(())
}
