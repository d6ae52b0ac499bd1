//! What changes of members, tokens and sessions the security log keeps, in the transaction of the change.

use igny8::auth::{apps, sessions, tokens, users};
use igny8::entity::Field;
use igny8::page::Action;
use igny8::resource::Resource;
use igny8::system::bin;
use igny8::value::{Record, Row, Value};
use uuid::Uuid;

use crate::error::Result;
use crate::repo::delete;
use crate::services::RequestContext;
use crate::services::sign_in::journal::{Event, Kind, record};
use crate::tenancy::Tx;

async fn note(tx: &mut Tx, ctx: &RequestContext, kind: Kind, detail: String) -> Result<()> {
    let event = Event::by(kind, ctx.scope()?).detail(detail);
    record(tx.conn(), &ctx.caller, &event).await
}

/// Members and invitations with their roles, by a condition on `m` of which `$1` is a part.
macro_rules! names {
    ($tx:expr, $which:tt, $value:expr) => {
        sqlx::query_scalar!(
            "select coalesce(u.email, m.email) || ', ' || m.role \
               || case when m.user_id is null then ', invited' else '' end as \"name!\" \
             from memberships m left join users u on u.id = m.user_id where "
                + $which
                + " order by m.id limit 20",
            $value
        )
        .fetch_all($tx.conn())
        .await?
    };
}

/// A row was made or changed; `before` is what its inputs held.
///
/// # Errors
/// The database does not answer.
pub(super) async fn saved(
    tx: &mut Tx,
    ctx: &RequestContext,
    resource: Resource,
    before: &Record,
    row: &Row,
) -> Result<()> {
    let text = |field: Field| row.get(&field).to_plain();
    let was = |field: Field| before.get(field.key).map(Value::to_plain).unwrap_or_default();
    match resource {
        Resource::Users if before.is_empty() => {
            let detail = format!("{} as {}", text(users::F.email), text(users::F.role));
            note(tx, ctx, Kind::Invited, detail).await
        }
        Resource::Users if was(users::F.role) != text(users::F.role) => {
            let detail = format!(
                "{}: {} → {}",
                text(users::F.email),
                was(users::F.role),
                text(users::F.role)
            );
            note(tx, ctx, Kind::RoleChanged, detail).await
        }
        Resource::Users if was(users::F.sites) != text(users::F.sites) => {
            let (was, now) = (was(users::F.sites), text(users::F.sites));
            let said = |sites: String| {
                if sites.is_empty() {
                    "all sites".to_owned()
                } else {
                    sites
                }
            };
            let detail = format!("{}: {} → {}", text(users::F.email), said(was), said(now));
            note(tx, ctx, Kind::RoleChanged, detail).await
        }
        Resource::Tokens if before.is_empty() => {
            let detail = format!("{}, {}", text(tokens::F.name), text(tokens::F.role));
            note(tx, ctx, Kind::TokenCreated, detail).await
        }
        _ => Ok(()),
    }
}

/// A command is about to be done to these rows; what it takes away still has its name.
///
/// # Errors
/// The database does not answer, or somebody else was first.
pub(super) async fn acting(
    tx: &mut Tx,
    ctx: &RequestContext,
    resource: Resource,
    action: &Action,
    ids: &[Uuid],
) -> Result<()> {
    let kind = match resource {
        Resource::Users if action.name == users::RESEND.name => Kind::Invited,
        Resource::Users if action.name == users::REVOKE.name => Kind::MemberRemoved,
        Resource::Sessions if action.name == sessions::REVOKE.name => {
            return note(tx, ctx, Kind::SessionRevoked, format!("Sessions: {}", ids.len())).await;
        }
        Resource::Apps if action.name == apps::DISCONNECT.name => {
            let names = sqlx::query_scalar!(
                "select name from oauth_grants where id = any($1) order by id limit 20",
                ids
            );
            let names = names.fetch_all(tx.conn()).await?;
            return note(tx, ctx, Kind::AppDisconnected, names.join(", ")).await;
        }
        Resource::Bin if action.name == bin::RESTORE.name => {
            for id in ids {
                let removed = delete::removed(tx, *id).await?;
                restoring(tx, ctx, removed.resource, *id).await?;
            }
            return Ok(());
        }
        _ => return Ok(()),
    };
    let subjects = names!(tx, "m.id = any($1)", ids);
    note(
        tx,
        ctx,
        kind,
        format!("{}: {}", action.label, subjects.join(", ")),
    )
    .await
}

/// Rows were deleted.
///
/// # Errors
/// The database does not answer.
pub(super) async fn deleted(
    tx: &mut Tx,
    ctx: &RequestContext,
    resource: Resource,
    deletion: Uuid,
) -> Result<()> {
    let (kind, subjects) = match resource {
        Resource::Users => (Kind::MemberRemoved, names!(tx, "m.deleted_in = $1", deletion)),
        Resource::Tokens => (Kind::TokenRevoked, tokens_of(tx, deletion).await?),
        _ => return Ok(()),
    };
    note(tx, ctx, kind, subjects.join(", ")).await
}

/// A deletion is about to be undone.
///
/// # Errors
/// The database does not answer.
pub(super) async fn restoring(
    tx: &mut Tx,
    ctx: &RequestContext,
    resource: Resource,
    deletion: Uuid,
) -> Result<()> {
    let (kind, subjects) = match resource {
        Resource::Users => (Kind::MemberRestored, names!(tx, "m.deleted_in = $1", deletion)),
        Resource::Tokens => (Kind::TokenRestored, tokens_of(tx, deletion).await?),
        _ => return Ok(()),
    };
    note(tx, ctx, kind, subjects.join(", ")).await
}

async fn tokens_of(tx: &mut Tx, deletion: Uuid) -> Result<Vec<String>> {
    Ok(sqlx::query_scalar!(
        "select name || ', ' || role as \"name!\" from api_tokens where deleted_in = $1 order by id limit 20",
        deletion
    )
    .fetch_all(tx.conn())
    .await?)
}
