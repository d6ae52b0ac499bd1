//! Letters to people about their own sign-in, written down with what they tell of.

use igny8::id::UserId;
use sqlx::PgConnection;

use crate::error::Result;
use crate::repo::mail::{self, Content, Outgoing};
use crate::services::sign_in::email_link::Held;
use crate::services::sign_in::recovery::FORGOT;
use crate::state::App;

/// Writes a letter to this address of a person.
///
/// # Errors
/// The database does not answer.
pub async fn write(
    app: &App,
    conn: &mut PgConnection,
    user: UserId,
    to: &str,
    name: &str,
    content: &Content,
) -> Result<()> {
    let outgoing = Outgoing {
        account: None,
        user: Some(user),
        to,
        name,
        content,
    };
    mail::put(conn, app.db.sealer(), outgoing).await
}

/// Tells a person that their password is another one, where mail goes out.
///
/// # Errors
/// The database does not answer.
pub async fn password_changed(app: &App, conn: &mut PgConnection, user: UserId, person: &Held) -> Result<()> {
    let Some(origin) = app.db.mail_origin() else {
        return Ok(());
    };
    let content = Content::PasswordChanged {
        reset: format!("{origin}{FORGOT}"),
    };
    write(app, conn, user, &person.email, &person.name, &content).await
}
