//! The mails that a development server would have sent: for the page that shows them, on the developer's own machine alone.

use igny8::error::Problem;

use crate::error::Result;
use crate::repo::mail;
use crate::repo::row::rfc3339;
use crate::state::App;
use crate::tenancy::Reason;

/// A mail as the page shows it.
#[derive(Debug)]
pub struct Shown {
    /// Where it would go.
    pub to: String,
    /// When it was written, RFC 3339.
    pub at: String,
    /// Its subject.
    pub subject: String,
    /// Its plain text.
    pub text: String,
}

/// The latest mails that still say something of use.
///
/// # Errors
/// 404 for every server but one that was started to show them.
pub async fn list(app: &App) -> Result<Vec<Shown>> {
    if !app.config.dev_mailbox()? {
        return Err(Problem::not_found("page").into());
    }
    let mut tx = app.db.system(Reason::Mail).await?;
    let waiting = mail::waiting(tx.conn(), app.db.sealer()).await?;
    let shown = waiting.into_iter().filter_map(|mail| {
        let letter = mail.content.letter(&mail.name).ok()?;
        Some(Shown {
            to: mail.to,
            at: rfc3339(mail.at),
            subject: letter.subject().to_owned(),
            text: letter.text(),
        })
    });
    Ok(shown.collect())
}
