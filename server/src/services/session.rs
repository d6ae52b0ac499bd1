//! What the frame around every page shows, in one query.

use igny8::error::Problem;
use igny8::services::{Choosable, Session};
use serde::Deserialize;

use crate::error::Result;
use crate::services::Member;
use crate::tenancy::Reason;

#[derive(Deserialize)]
struct Frame {
    name: String,
    email: String,
    account: Choosable,
    sites: Vec<Choosable>,
    sectors: Vec<Choosable>,
    credits: i64,
}

/// Who is signed in, where, and what there is to choose from.
///
/// # Errors
/// 401 when nobody is signed in.
pub async fn session(member: &Member) -> Result<Session> {
    let scope = member.scope()?;
    let user = scope.user().ok_or_else(Problem::unauthenticated)?;
    let events = member.app.events.position(scope.account()).await;
    let mut tx = member.app.db.begin(&scope.member()).await?;
    let frame: serde_json::Value = sqlx::query_scalar!(
        "select jsonb_build_object( \
           'name', u.name, 'email', u.email, \
           'account', (select jsonb_build_object('id', a.id, 'label', a.name) from accounts a), \
           'sites', coalesce((select jsonb_agg(jsonb_build_object('id', w.id, 'label', w.name) order by w.name) \
                              from sites w where w.deleted_in is null), '[]'), \
           'sectors', coalesce((select jsonb_agg(jsonb_build_object('id', s.id, 'label', s.name, 'parent', s.site_id) order by s.name) \
                                from sectors s where s.deleted_in is null), '[]'), \
           'credits', coalesce((select balance from credit_balances), 0)) as \"frame!\" \
         from users u where u.id = $1",
        user.0
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or_else(Problem::unauthenticated)?;
    drop(tx);
    let frame: Frame = serde_json::from_value(frame)?;
    let mut tx = member.app.db.system(Reason::Authenticate).await?;
    let accounts = sqlx::query!(
        "select a.id, a.name from members m join accounts a on a.id = m.account_id \
         where m.user_id = $1 order by a.name",
        user.0
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(Session {
        name: frame.name,
        email: frame.email,
        role: scope.role(),
        account: frame.account,
        accounts: accounts
            .into_iter()
            .map(|account| Choosable {
                id: account.id,
                label: account.name,
                parent: None,
            })
            .collect(),
        sites: frame.sites,
        sectors: frame.sectors,
        credits: frame.credits,
        events: events.map(|id| id.to_string()),
    })
}
