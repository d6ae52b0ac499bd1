//! SQL of Staff › Users: one row a person.

use async_trait::async_trait;
use igny8::page::Arguments;
use igny8::resource::Resource;
use igny8::staff::people::{Fields, SIGN_OUT};
use uuid::Uuid;

use crate::error::Result;
use crate::repo::{Hooks, Join, Sql, Table};
use crate::tenancy::Tx;

/// People.
pub static TABLE: Table = Table {
    resource: Resource::StaffPeople,
    name: "users",
    alias: "u",
    from: "users u",
    joins: &[
        Join::left("second_factors", "f", "f.user_id = u.id"),
        Join::left("staff_members", "t", "t.user_id = u.id"),
    ],
    columns: &Fields {
        email: Sql::read("u.email"),
        name: Sql::read("u.name"),
        accounts: Sql::read(
            "(select string_agg(a.name, ', ' order by a.name) from members m join accounts a on a.id = m.account_id \
             where m.user_id = u.id)",
        ),
        sessions: Sql::read(
            "(select count(*) from sessions z where z.user_id = u.id and z.revoked_at is null and z.expires_at > now())",
        ),
        signed_in_at: Sql::read("(select max(z.created_at) from sessions z where z.user_id = u.id)"),
        two_factor: Sql::read("(f.user_id is not null)").needs(&["f"]),
        locked_at: Sql::read(
            "(select max(e.at) from security_events e where e.kind = 'locked' and e.user_id = u.id \
             and e.at > now() - interval '24 hours')",
        ),
        staff: Sql::read("(t.user_id is not null)").needs(&["t"]),
        created_at: Sql::read("u.created_at"),
    }
    .in_order(),
    undo: false,
    counts_kept: false,
    constraints: &[],
    cascade: &[],
    hooks: &PeopleHooks,
};

struct PeopleHooks;

#[async_trait]
impl Hooks for PeopleHooks {
    async fn act_with(
        &self,
        tx: &mut Tx,
        _action: &str,
        ids: &[Uuid],
        _arguments: &Arguments,
    ) -> Result<u64> {
        let people: Vec<Uuid> = sqlx::query_scalar!(
            "with ended as ( \
               update sessions set revoked_at = now() where user_id = any($1) and revoked_at is null returning user_id) \
             select distinct user_id from ended",
            ids
        )
        .fetch_all(tx.conn())
        .await?;
        Ok(people.len() as u64)
    }

    fn acts(&self, action: &str) -> bool {
        action == SIGN_OUT.name
    }
}
