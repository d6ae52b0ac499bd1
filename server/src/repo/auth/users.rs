//! SQL of Auth › Users: the memberships of an account.

use async_trait::async_trait;
use igny8::auth::users::Fields;
use igny8::backend::Once;
use igny8::error::Problem;
use igny8::permission::Role;
use igny8::resource::Resource;
use igny8::value::Value;
use uuid::Uuid;

use crate::auth::secret;
use crate::error::Result;
use crate::repo::table::{Assignment, Constraint, value_of};
use crate::repo::{Hooks, Sql, Table};
use crate::tenancy::Tx;

/// Memberships with their people.
pub static TABLE: Table = Table {
    resource: Resource::Users,
    name: "memberships",
    alias: "m",
    from: "memberships m join users u on u.id = m.user_id",
    columns: &Fields {
        name: Sql::column("u.name", "name"),
        email: Sql::column("u.email", "email"),
        role: Sql::column("m.role", "role"),
        state: Sql::read("case when m.invitation_hash is null then 'active' else 'invited' end"),
        created_at: Sql::read("m.created_at"),
    }
    .in_order(),
    undo: true,
    counts_kept: false,
    constraints: &[Constraint {
        name: "memberships_user",
        field: "email",
        message: "This person is a member already. Edit the role instead.",
    }],
    cascade: &[],
    hooks: &UserHooks,
};

struct UserHooks;

#[async_trait]
impl Hooks for UserHooks {
    /// A new member is a person, known or new, with a link that makes the membership theirs.
    async fn before_save(
        &self,
        tx: &mut Tx,
        id: Option<Uuid>,
        change: &mut Vec<Assignment>,
    ) -> Result<Option<Once>> {
        not_above_own(tx, change)?;
        if let Some(id) = id {
            manageable(tx, &[id]).await?;
            return Ok(None);
        }
        let (email, name) = (take(change, "email"), take(change, "name"));
        let user = tx.find_or_add_user(&email, &name).await?;
        let token = secret::new();
        change.push(Assignment::id("user_id", user.0));
        change.push(Assignment::bytes("invitation_hash", secret::hash(&token)));
        Ok(Some(Once {
            message: format!(
                "Send this link to {email}. Whoever has it joins as this member; it is shown only now."
            ),
            secret: format!("/invite/{token}"),
        }))
    }

    async fn before_delete(&self, tx: &mut Tx, ids: &[Uuid]) -> Result<()> {
        manageable(tx, ids).await
    }
}

fn take(change: &mut Vec<Assignment>, column: &str) -> String {
    let value = value_of(change, column).map(Value::to_plain).unwrap_or_default();
    change.retain(|assignment| assignment.column != column);
    value
}

/// Nobody gives more than they have.
///
/// # Errors
/// A field error if the role in `change` is above the actor's own.
pub fn not_above_own(tx: &Tx, change: &[Assignment]) -> Result<()> {
    let role = value_of(change, "role")
        .and_then(Value::as_str)
        .and_then(Role::parse);
    if role.is_some_and(|role| role > tx.scope().role()) {
        return Err(Problem::field("role", "You can give at most your own role. Choose a lower one.").into());
    }
    Ok(())
}

/// One can manage members up to the own role, not oneself, and the last owner stays.
async fn manageable(tx: &mut Tx, ids: &[Uuid]) -> Result<()> {
    let rows: Vec<(Uuid, String)> =
        sqlx::query_as("select user_id, role from memberships where id = any($1)")
            .bind(ids)
            .fetch_all(tx.conn())
            .await?;
    if rows
        .iter()
        .any(|(user, _)| tx.user().is_some_and(|own| own.0 == *user))
    {
        return Err(
            Problem::conflict("You cannot change or remove your own membership. Ask another admin.").into(),
        );
    }
    if rows
        .iter()
        .any(|(_, role)| Role::parse(role).is_none_or(|role| role > tx.scope().role()))
    {
        return Err(Problem::forbidden().into());
    }
    Ok(())
}
