//! Sends the mails that are due: any number of processes may, each mail goes out once.

use std::time::Duration;

use futures::future::join_all;
use mail::{Address, Message, Recipient, SendError, Stage, Verdict};
use tokio_util::sync::CancellationToken;

use crate::error::Result;
use crate::mailing::Post;
use crate::pulse::Part;
use crate::repo::mail::{self as outbox, Claimed, Content, Outcome};
use crate::repo::restores;
use crate::runner::rounds::rounds;
use crate::state::App;
use crate::telemetry::metrics::metrics;
use crate::tenancy::Reason;

/// Between two looks.
const POLL_INTERVAL: Duration = Duration::from_secs(2);
/// Mails that one process sends at once.
const SENDERS: usize = 4;
/// Mails that a lane sends in one look, so that a look ends.
const MAX_MAILS: usize = 100;

/// The postman.
pub struct Postman;

impl Postman {
    /// Works until `shutdown`. A mail that is under way is finished first.
    pub async fn run(app: App, shutdown: CancellationToken) {
        rounds(
            POLL_INTERVAL,
            shutdown,
            "mails could not be looked for; trying again",
            async || {
                app.pulse.beat(Part::Mails);
                Self::once(&app).await
            },
        )
        .await;
    }

    /// One look: ends what is not to be sent any more, and sends what is due. Says how many were tried.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn once(app: &App) -> Result<usize> {
        let mut tx = app.db.system(Reason::Mail).await?;
        outbox::sweep(tx.conn()).await?;
        let held = restores::held(tx.conn()).await?.is_some();
        tx.commit().await?;
        let Some(post) = app.post.as_ref().filter(|_| !held) else {
            return Ok(0);
        };
        let lanes = join_all((0..SENDERS).map(|_| lane(app, post))).await;
        lanes.into_iter().sum()
    }
}

/// Sends one mail after the other, until there is none or the server cannot be reached.
async fn lane(app: &App, post: &Post) -> Result<usize> {
    for tried in 0..MAX_MAILS {
        let mut tx = app.db.system(Reason::Mail).await?;
        let claimed = outbox::claim(tx.conn(), app.db.sealer(), post.lease).await?;
        tx.commit().await?;
        let Some((mail, content)) = claimed else {
            return Ok(tried);
        };
        let done = send(app, post, &mail, &content).await?;
        let mut tx = app.db.system(Reason::Mail).await?;
        let said = done.as_ref().err().map(ToString::to_string).unwrap_or_default();
        let outcome = match &done {
            Ok(()) => Outcome::Sent,
            Err(error) => Outcome::Fault(error.verdict(), &said),
        };
        outbox::settle(tx.conn(), &mail, outcome).await?;
        tx.commit().await?;
        metrics().mailed(if done.is_ok() { "sent" } else { "failed" });
        let Err(error) = done else { continue };
        tell(&mail, &error);
        // Where the server itself is the trouble, the mails behind this one keep their tries.
        if is_of_all(&error) {
            return Ok(tried + 1);
        }
    }
    Ok(MAX_MAILS)
}

/// Sends a claimed mail. The inner result is what became of it; the outer one fails if the database does not answer.
async fn send(app: &App, post: &Post, mail: &Claimed, content: &Content) -> Result<Result<(), SendError>> {
    let ready = match begin(post, mail, content).await {
        Ok(ready) => ready,
        Err(error) => return Ok(Err(error)),
    };
    // From here on it may arrive: whatever ends this process, nobody sends it a second time.
    let mut tx = app.db.system(Reason::Mail).await?;
    let mine = outbox::handing_over(tx.conn(), mail, post.lease).await?;
    tx.commit().await?;
    if !mine {
        // Another process took over: what it does is written down by it, and this write will find nothing.
        return Ok(Err(SendError::TimedOut {
            stage: Stage::Recipient,
        }));
    }
    Ok(ready.deliver().await.map(|accepted| {
        tracing::info!(mail = %mail.id, kind = content.kind().as_str(), answer = accepted.answer, "a mail was sent");
    }))
}

async fn begin(post: &Post, mail: &Claimed, content: &Content) -> Result<mail::Ready, SendError> {
    let to = Recipient::new(&mail.name, Address::parse(&mail.to)?);
    let letter = content.letter(&mail.name)?;
    let message = Message::new(&mail.id.to_string(), &post.from, &to, &letter)?;
    post.mailer.begin(&message).await
}

/// Whether a fault would meet every mail alike.
fn is_of_all(error: &SendError) -> bool {
    match error {
        SendError::Refused { stage, .. }
        | SendError::Connection { stage, .. }
        | SendError::TimedOut { stage } => *stage <= Stage::Sender,
        SendError::OutOfTurn { .. }
        | SendError::NoTls
        | SendError::Tls(_)
        | SendError::Unencrypted
        | SendError::NoLogin => true,
        SendError::Address(_) | SendError::Build(_) | SendError::NoUtf8(_) => false,
    }
}

/// Tells the operator.
fn tell(mail: &Claimed, error: &SendError) {
    let (id, attempts) = (mail.id, mail.attempts);
    match error.verdict() {
        Verdict::Operator => tracing::error!(
            mail = %id, attempts, error = error as &dyn std::error::Error, "mail can't be sent until its settings are mended"
        ),
        Verdict::Later => tracing::info!(
            mail = %id, attempts, error = error as &dyn std::error::Error, "a mail was not sent; trying again later"
        ),
        Verdict::NoMailbox | Verdict::Refused | Verdict::Unknown => tracing::warn!(
            mail = %id, attempts, error = error as &dyn std::error::Error, "a mail was not sent"
        ),
    }
}
