//! Who is of the platform's staff: read from the database for each request, so that a right that is taken away is gone at once.

use igny8::error::{Problem, ProblemKind};

use crate::error::Result;
use crate::tenancy::{Db, Reason, Scope, Staff, Via};

/// The member of the staff who sends a request from a browser that is signed in.
///
/// # Errors
/// 404 for everybody else, whatever they may in their account: to them there is nothing here. 403 for staff whose sign-in was not
/// proven by a second step, where `second_step` asks for one.
pub async fn staff(db: &Db, scope: &Scope, second_step: bool) -> Result<Staff> {
    let nothing = || Problem::not_found("resource");
    let (Via::Session(session), Some(user), true) = (scope.via(), scope.person(), scope.is_by_cookie())
    else {
        return Err(nothing().into());
    };
    let mut tx = db.system(Reason::Authenticate).await?;
    let found = sqlx::query!(
        "select u.email, u.name, f.since as \"since?\", \
           coalesce(s.created_at < f.since, false) as \"before!\" \
         from staff_members t join users u on u.id = t.user_id \
         join sessions s on s.user_id = t.user_id and s.id = $2 and s.revoked_at is null and s.expires_at > now() \
         left join second_factors f on f.user_id = t.user_id \
         where t.user_id = $1",
        user.0,
        session.0
    )
    .fetch_optional(tx.conn())
    .await?;
    let found = found.ok_or_else(nothing)?;
    if second_step && found.since.is_none() {
        return Err(Problem::new(
            ProblemKind::Forbidden,
            "The staff area needs two-factor authentication. Turn it on, then sign in again with it.",
        )
        .help_link("Turn on two-factor authentication", "/two-factor")
        .into());
    }
    if second_step && found.before {
        return Err(Problem::new(
            ProblemKind::Forbidden,
            "You signed in before you turned on two-factor authentication. Sign out, then sign in again with it.",
        )
        .into());
    }
    Ok(Staff::verified(
        scope.clone(),
        user,
        session,
        found.email.into(),
        found.name.into(),
    ))
}
