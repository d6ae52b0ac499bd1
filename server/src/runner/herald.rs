//! Tells of new notifications: open browsers at once, and by mail who wants it so. Any number of processes may, each is told once.

use std::time::Duration;

use igny8::jobs::Job;
use tokio_util::sync::CancellationToken;

use crate::error::Result;
use crate::pulse::Part;
use crate::repo::mail::{self as outbox, Content, News, Outgoing};
use crate::repo::system::notifications::{self, Mailed};
use crate::runner::rounds::rounds;
use crate::state::App;
use crate::tenancy::Reason;

/// Between two looks.
const POLL_INTERVAL: Duration = Duration::from_secs(2);
/// The most that one letter tells of; of the others it says how many there are.
const MAX_TOLD: usize = 20;

/// The herald.
pub struct Herald;

impl Herald {
    /// Works until `shutdown`.
    pub async fn run(app: App, shutdown: CancellationToken) {
        rounds(
            POLL_INTERVAL,
            shutdown,
            "notifications could not be told; trying again",
            async || {
                app.pulse.beat(Part::Notices);
                Self::once(&app).await
            },
        )
        .await;
    }

    /// One look: writes the mails that are due, and tells browsers. Says how many letters were written.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn once(app: &App) -> Result<usize> {
        let mut tx = app.db.system(Reason::Mail).await?;
        let accounts = notifications::announce(tx.conn()).await?;
        let due = notifications::to_mail(tx.conn()).await?;
        let mut letters = 0;
        // Without a mail server nothing is kept for later: the inbox has it.
        if let Some(origin) = app.db.mail_origin() {
            for of_one in due.chunk_by(|one, other| (one.user, one.account) == (other.user, other.account)) {
                let content = content(origin, of_one);
                let outgoing = Outgoing {
                    account: Some(of_one[0].account),
                    user: Some(of_one[0].user),
                    to: &of_one[0].email,
                    name: &of_one[0].name,
                    content: &content,
                };
                outbox::put(tx.conn(), app.db.sealer(), outgoing).await?;
                letters += 1;
            }
        }
        tx.commit().await?;
        for account in accounts {
            // Whoever misses it sees the count with the next page.
            if let Err(error) = app.events.notice(account).await {
                tracing::debug!(
                    error = &error as &dyn std::error::Error,
                    "browsers were not told of notifications"
                );
                break;
            }
        }
        Ok(letters)
    }
}

/// The letter of what one person is told in one account.
fn content(origin: &str, due: &[Mailed]) -> Content {
    let told = due.iter().take(MAX_TOLD).map(|each| {
        let function = each.function.as_deref().and_then(Job::parse).map(Job::label);
        News {
            label: function.map_or_else(
                || each.kind.label().to_owned(),
                |function| format!("{}: {function}", each.kind.label()),
            ),
            text: each.text.clone(),
        }
    });
    let path = match due {
        [one] => one.path.as_str(),
        _ => igny8::system::notifications::PAGE.path,
    };
    Content::Notifications {
        account: due
            .first()
            .map(|first| first.account_name.clone())
            .unwrap_or_default(),
        news: told.collect(),
        more: due.len().saturating_sub(MAX_TOLD),
        link: format!("{origin}{path}"),
        settings: format!("{origin}{}", igny8::system::preferences::PAGE.path),
    }
}
