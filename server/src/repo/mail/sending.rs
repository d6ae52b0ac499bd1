//! SQL of sending: a mail is claimed, marked before its text is handed over, and settled once.

use std::time::Duration;

use igny8::choices;
use mail::Verdict;
use secrecy::ExposeSecret as _;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::error::Result;
use crate::repo::mail::Content;
use crate::secrets::{Sealer, owner};

choices! {
    /// Where a mail is on its way.
    pub enum State {
        /// It waits.
        Queued = "queued", "Queued";
        /// A process is at it.
        Sending = "sending", "Sending";
        /// The server took it.
        Sent = "sent", "Sent";
        /// It is not taken, or came too late.
        Failed = "failed", "Failed";
        /// Nobody has this address, as a server said lately.
        Suppressed = "suppressed", "Suppressed";
        /// It may have arrived.
        Unknown = "unknown", "Unknown";
    }
}

/// How often a mail is tried.
const MAX_ATTEMPTS: usize = 12;
/// The pauses between tries, in seconds; the last one counts for all that come after it.
const RETRY_DELAYS: [u64; 9] = [10, 30, 120, 300, 900, 1800, 3600, 7200, 14400];
/// How long an address that nobody has gets nothing, by how often that was said: once may have been a mistake of the server.
const SUPPRESSED_DAYS: [i32; 4] = [1, 7, 30, 90];

/// The pause after so many tries; none after the last.
pub fn due_again(attempts: i32) -> Option<Duration> {
    let done = usize::try_from(attempts.max(1)).unwrap_or(usize::MAX);
    let pause = RETRY_DELAYS.get(done - 1).or(RETRY_DELAYS.last()).copied()?;
    (done < MAX_ATTEMPTS).then(|| Duration::from_secs(pause))
}

/// A mail that this process is to send.
#[derive(Debug)]
pub struct Claimed {
    /// The mail.
    pub id: Uuid,
    /// The claim, which every later write names.
    pub claim: Uuid,
    /// Where it goes.
    pub to: String,
    /// What they are called.
    pub name: String,
    /// How often it was tried, this time included.
    pub attempts: i32,
}

/// What became of a try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome<'a> {
    /// The server took it.
    Sent,
    /// It did not, or may not have.
    Fault(Verdict, &'a str),
}

/// Takes the next mail that is due, for as long as `lease`, with what it says. None if there is none.
///
/// # Errors
/// The database does not answer.
pub async fn claim(
    conn: &mut PgConnection,
    sealer: &Sealer,
    lease: Duration,
) -> Result<Option<(Claimed, Content)>> {
    let claim = Uuid::now_v7();
    loop {
        let Some((taken, content)) = take(conn, claim, lease).await? else {
            return Ok(None);
        };
        match opened(sealer, taken.id, &content) {
            Ok(content) => return Ok(Some((taken, content))),
            // One that was sealed with another secret must not hold up the others.
            Err(error) => {
                tracing::warn!(mail = %taken.id, error = &error as &dyn std::error::Error, "a mail can't be read");
                let said = "The email can't be read because IGNY8_SECRET has changed.";
                settle(conn, &taken, Outcome::Fault(Verdict::Refused, said)).await?;
            }
        }
    }
}

/// The same with its content still sealed.
async fn take(conn: &mut PgConnection, claim: Uuid, lease: Duration) -> Result<Option<(Claimed, Vec<u8>)>> {
    let taken = sqlx::query!(
        "update mails m set state = 'sending', claim = $1, leased_until = now() + $2 * interval '1 second', \
           attempts = m.attempts + 1 \
         from (select id from mails where state in ('queued', 'sending') and due_at <= now() and not handed_over \
             and expires_at > now() and (leased_until is null or leased_until < now()) \
           order by due_at limit 1 for update skip locked) due \
         where m.id = due.id returning m.id, m.recipient, m.name, m.content as \"content!\", m.attempts",
        claim,
        lease.as_secs_f64()
    )
    .fetch_optional(conn)
    .await?;
    Ok(taken.map(|taken| {
        let claimed = Claimed {
            id: taken.id,
            claim,
            to: taken.recipient,
            name: taken.name,
            attempts: taken.attempts,
        };
        (claimed, taken.content)
    }))
}

fn opened(sealer: &Sealer, id: Uuid, content: &[u8]) -> Result<Content> {
    let open = sealer.open_for(&owner::mail(id), content)?;
    Ok(serde_json::from_str(open.expose_secret())?)
}

/// Marks that the text is handed over now. False if the claim was lost, and another process may be at it.
///
/// # Errors
/// The database does not answer.
pub async fn handing_over(conn: &mut PgConnection, mail: &Claimed, lease: Duration) -> Result<bool> {
    let marked = sqlx::query!(
        "update mails set handed_over = true, leased_until = now() + $3 * interval '1 second' \
         where id = $1 and claim = $2 and state = 'sending' and leased_until > now()",
        mail.id,
        mail.claim,
        lease.as_secs_f64()
    )
    .execute(conn)
    .await?;
    Ok(marked.rows_affected() > 0)
}

/// Writes down what became of a try. A mail that ends keeps nothing of what it said.
///
/// # Errors
/// The database does not answer.
pub async fn settle(conn: &mut PgConnection, mail: &Claimed, outcome: Outcome<'_>) -> Result<()> {
    let (state, fault) = match outcome {
        Outcome::Sent => (State::Sent, None),
        Outcome::Fault(Verdict::Later | Verdict::Operator, said) => match due_again(mail.attempts) {
            Some(pause) => return again(conn, mail, pause, said).await,
            None => (State::Failed, Some(said)),
        },
        Outcome::Fault(Verdict::Unknown, said) => (State::Unknown, Some(said)),
        Outcome::Fault(Verdict::Refused, said) => (State::Failed, Some(said)),
        Outcome::Fault(Verdict::NoMailbox, said) => {
            suppress(conn, &mail.to, said).await?;
            (State::Failed, Some(said))
        }
    };
    sqlx::query!(
        "update mails set state = $3, fault = $4, content = null, ended_at = now(), claim = null, leased_until = null \
         where id = $1 and claim = $2",
        mail.id,
        mail.claim,
        state.as_str(),
        fault
    )
    .execute(conn)
    .await?;
    Ok(())
}

async fn again(conn: &mut PgConnection, mail: &Claimed, pause: Duration, said: &str) -> Result<()> {
    // Up to a tenth more, so that what failed together does not come back together.
    sqlx::query!(
        "update mails set state = 'queued', fault = $4, handed_over = false, claim = null, leased_until = null, \
           due_at = now() + $3 * (1 + random() / 10) * interval '1 second' \
         where id = $1 and claim = $2",
        mail.id,
        mail.claim,
        pause.as_secs_f64(),
        said
    )
    .execute(conn)
    .await?;
    Ok(())
}

async fn suppress(conn: &mut PgConnection, to: &str, said: &str) -> Result<()> {
    sqlx::query!(
        "insert into mail_suppressions as s (recipient, reason, until) \
         values (lower($1), $2, now() + make_interval(days => ($3::int4[])[1])) \
         on conflict (recipient) do update set reason = excluded.reason, times = s.times + 1, \
           until = now() + make_interval(days => ($3::int4[])[least(s.times + 1, array_length($3::int4[], 1))])",
        to,
        said,
        &SUPPRESSED_DAYS
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Ends what is not to be sent any more: mails whose process went away after it had handed the text over, mails that say
/// nothing of use any more, and mails to addresses that nobody has. Says how many.
///
/// # Errors
/// The database does not answer.
pub async fn sweep(conn: &mut PgConnection) -> Result<u64> {
    let ended = sqlx::query!(
        "update mails m set content = null, ended_at = now(), claim = null, leased_until = null, \
           state = case when m.handed_over then 'unknown' when m.expires_at <= now() then 'failed' else 'suppressed' end, \
           fault = case when m.handed_over then 'The process ended while it sent this.' \
             when m.expires_at <= now() then coalesce(m.fault, 'It was not sent in time.') \
             else (select s.reason from mail_suppressions s where s.recipient = lower(m.recipient)) end \
         where m.state in ('queued', 'sending') and (m.leased_until is null or m.leased_until < now()) \
           and (m.handed_over or m.expires_at <= now() \
             or exists (select from mail_suppressions s where s.recipient = lower(m.recipient) and s.until > now()))"
    )
    .execute(conn)
    .await?;
    Ok(ended.rows_affected())
}

/// Removes mails a month after they ended, links and sign-ups that wait a day after they expired, sign-ins that never got their
/// code, and what was said of addresses a year later. Says how many.
///
/// # Errors
/// The database does not answer.
pub async fn purge(conn: &mut PgConnection) -> Result<u64> {
    let mails = sqlx::query!(
        "delete from mails where id in ( \
           select id from mails where ended_at < now() - interval '30 days' order by ended_at limit 1000)"
    )
    .execute(&mut *conn)
    .await?;
    let links = sqlx::query!(
        "delete from email_links where hash in ( \
           select hash from email_links where expires_at < now() - interval '1 day' order by expires_at limit 1000)"
    )
    .execute(&mut *conn)
    .await?;
    let sign_ups = sqlx::query!(
        "delete from pending_sign_ups where hash in ( \
           select hash from pending_sign_ups where expires_at < now() - interval '1 day' order by expires_at limit 1000)"
    )
    .execute(&mut *conn)
    .await?;
    let challenges = sqlx::query!("delete from sign_in_challenges where expires_at < now()")
        .execute(&mut *conn)
        .await?;
    let ceremonies = sqlx::query!(
        "delete from passkey_ceremonies where hash in ( \
           select hash from passkey_ceremonies where expires_at < now() order by expires_at limit 10000)"
    )
    .execute(&mut *conn)
    .await?;
    let suppressions = sqlx::query!("delete from mail_suppressions where until < now() - interval '1 year'")
        .execute(conn)
        .await?;
    Ok(mails.rows_affected()
        + links.rows_affected()
        + sign_ups.rows_affected()
        + challenges.rows_affected()
        + ceremonies.rows_affected()
        + suppressions.rows_affected())
}

/// A mail that waits, opened: for the mailbox of a development server, which sends none.
#[derive(Debug)]
pub struct Waiting {
    /// Where it would go.
    pub to: String,
    /// What they are called.
    pub name: String,
    /// What it says.
    pub content: Content,
    /// When it was written.
    pub at: chrono::DateTime<chrono::Utc>,
}

/// The latest mails that wait.
///
/// # Errors
/// The database does not answer.
pub async fn waiting(conn: &mut PgConnection, sealer: &Sealer) -> Result<Vec<Waiting>> {
    let rows = sqlx::query!(
        "select id, recipient, name, content as \"content!\", created_at from mails \
         where state = 'queued' and expires_at > now() order by created_at desc limit 50"
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Waiting {
                content: opened(sealer, row.id, &row.content)?,
                to: row.recipient,
                name: row.name,
                at: row.created_at,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{MAX_ATTEMPTS, due_again};

    #[test]
    fn pauses_grow_and_end() {
        let tries = i32::try_from(MAX_ATTEMPTS).unwrap();
        let pauses: Vec<_> = (1..tries).map(|done| due_again(done).unwrap()).collect();
        assert!(pauses.is_sorted() && pauses[0].as_secs() == 10);
        assert_eq!((due_again(tries), due_again(tries + 5)), (None, None));
        assert_eq!(due_again(0), due_again(1));
    }
}
