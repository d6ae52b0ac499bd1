//! What the frame around every page shows, in one query.

use igny8::error::Problem;
use igny8::services::{Acting, SelectOption, Session};

use crate::error::Result;
use crate::repo::auth::accounts;
use crate::repo::row::rfc3339;
use crate::services::RequestContext;
use crate::tenancy::Reason;

/// Who is signed in, where, and what there is to choose from.
///
/// # Errors
/// 401 when nobody is signed in.
pub async fn session(ctx: &RequestContext) -> Result<Session> {
    let scope = ctx.scope()?;
    let user = scope.user().ok_or_else(Problem::unauthenticated)?;
    let events = ctx.app.events.position(scope.account()).await;
    let mut tx = ctx.app.db.begin(&scope.member()).await?;
    let frame = accounts::frame(&mut tx, user).await?;
    drop(tx);
    let acting = scope.acts();
    let accounts = if acting.is_some() {
        // Where else the member works is not what the staff came for.
        vec![(frame.account.id, frame.account.label.clone())]
    } else {
        let mut tx = ctx.app.db.system(Reason::Authenticate).await?;
        accounts::of(tx.conn(), user).await?
    };
    Ok(Session {
        name: frame.name,
        email: frame.email,
        role: scope.role(),
        account: frame.account,
        accounts: accounts
            .into_iter()
            .map(|(id, label)| SelectOption {
                id,
                label,
                parent: None,
            })
            .collect(),
        sites: frame.sites,
        sectors: frame.sectors,
        credits: frame.credits,
        unread: frame.unread,
        payment_due: frame.payment_due.map(rfc3339),
        staff: scope.sees_staff_area(),
        acting: acting.map(|acting| Acting {
            staff: acting.name.to_string(),
            until: rfc3339(acting.until),
        }),
        suspended: scope.suspension().map(str::to_owned),
        announcements: frame.announcements,
        deleted_at: frame.deleted_at.map(rfc3339),
        events: events.map(|id| id.to_string()),
    })
}
