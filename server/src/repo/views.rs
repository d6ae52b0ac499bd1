//! SQL of saved views: a member sees the own ones and those that are shared; a program has none of its own.

use igny8::error::Problem;
use igny8::permission::Role;
use igny8::resource::Resource;
use igny8::view::{MAX_VIEWS, View, ViewDraft};
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::tenancy::Tx;

/// The views of a list, oldest first.
///
/// # Errors
/// The database does not answer.
pub async fn list(tx: &mut Tx, resource: Resource) -> Result<Vec<View>> {
    Ok(sqlx::query_as!(
        View,
        "select id, name, query, shared, user_id is not distinct from $2 or $3 as \"editable!\" from views \
         where resource = $1 and (shared or user_id = $2) order by created_at, id",
        resource.path(),
        tx.scope().person().map(|user| user.0),
        manages(tx)
    )
    .fetch_all(tx.conn())
    .await?)
}

/// Saves a new view of this member.
///
/// # Errors
/// A field error if the name is taken, 409 if there are too many or no person asks.
pub async fn add(tx: &mut Tx, resource: Resource, draft: &ViewDraft) -> Result<View> {
    let user = person(tx)?;
    let kept = sqlx::query_scalar!(
        "select count(*) as \"kept!\" from views where resource = $1 and user_id = $2",
        resource.path(),
        user
    )
    .fetch_one(tx.conn())
    .await?;
    if kept >= MAX_VIEWS {
        let text = format!(
            "You've reached the limit of {MAX_VIEWS} views for this list. Delete one you no longer need."
        );
        return Err(Problem::conflict(text).into());
    }
    sqlx::query_as!(
        View,
        "insert into views (account_id, id, user_id, resource, name, query, shared) values ($1, $2, $3, $4, $5, $6, $7) \
         returning id, name, query, shared, true as \"editable!\"",
        tx.account().0,
        Uuid::now_v7(),
        user,
        resource.path(),
        &draft.name,
        &draft.query,
        draft.shared
    )
    .fetch_one(tx.conn())
    .await
    .map_err(explain)
}

/// Changes a view that this member may change.
///
/// # Errors
/// 404 if there is none, a field error if the name is taken.
pub async fn change(tx: &mut Tx, resource: Resource, id: Uuid, draft: &ViewDraft) -> Result<View> {
    let view = sqlx::query_as!(
        View,
        "update views set name = $5, query = $6, shared = $7 \
         where resource = $1 and id = $2 and (user_id = $3 or (shared and $4)) \
         returning id, name, query, shared, true as \"editable!\"",
        resource.path(),
        id,
        person(tx)?,
        manages(tx),
        &draft.name,
        &draft.query,
        draft.shared
    )
    .fetch_optional(tx.conn())
    .await
    .map_err(explain)?;
    Ok(view.ok_or_else(|| Problem::not_found("view"))?)
}

/// Deletes a view that this member may change.
///
/// # Errors
/// 404 if there is none.
pub async fn delete(tx: &mut Tx, resource: Resource, id: Uuid) -> Result<()> {
    let done = sqlx::query!(
        "delete from views where resource = $1 and id = $2 and (user_id = $3 or (shared and $4))",
        resource.path(),
        id,
        person(tx)?,
        manages(tx)
    )
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 0 {
        return Err(Problem::not_found("view").into());
    }
    Ok(())
}

/// Whether the actor looks after what others share.
fn manages(tx: &Tx) -> bool {
    tx.scope().role() >= Role::Admin
}

fn person(tx: &Tx) -> Result<Uuid, Problem> {
    let none = || Problem::conflict("An API token can't save views. Sign in to save it.");
    tx.scope().person().map(|user| user.0).ok_or_else(none)
}

fn explain(error: sqlx::Error) -> Error {
    let name = error
        .as_database_error()
        .and_then(sqlx::error::DatabaseError::constraint);
    if name == Some("views_name") {
        return Problem::field(
            "name",
            "A view with this name already exists. Choose another name.",
        )
        .into();
    }
    error.into()
}
