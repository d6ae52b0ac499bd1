//! The server's error: wraps its source, and becomes a problem for the client at the boundary, where it is logged once.

use igny8::error::{Problem, ProblemKind};
use media::StorageError;

/// Anything that can go wrong while a request is answered or a run is done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Already a problem that the client may see.
    #[error(transparent)]
    Problem(#[from] Problem),
    /// The database.
    #[error("the database failed")]
    Database(#[from] sqlx::Error),
    /// Redis.
    #[error("Redis failed")]
    Redis(#[from] fred::error::Error),
    /// The file system.
    #[error("a file could not be read or written")]
    File(#[from] std::io::Error),
    /// The storage of pictures.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// JSON of our own that does not read back.
    #[error("stored JSON does not have the expected shape")]
    Json(#[from] serde_json::Error),
    /// A request to another server.
    #[error(transparent)]
    Egress(#[from] egress::EgressError),
    /// The payment provider refused what we asked for.
    #[error(transparent)]
    Stripe(#[from] stripe_client::StripeError),
    /// A file of keywords that cannot be read.
    #[error(transparent)]
    Import(#[from] keyword_import::ImportError),
    /// The password could not be hashed or compared.
    #[error("password hashing failed: {0}")]
    Password(argon2::password_hash::Error),
    /// An access token could not be signed.
    #[error("signing failed")]
    Token(#[from] jsonwebtoken::errors::Error),
    /// A thread that did blocking work ended early.
    #[error("a background thread ended early")]
    Join(#[from] tokio::task::JoinError),
    /// The worker lost its claim on the run, so nothing more may be written.
    #[error("another worker has taken over this run")]
    Fenced,
    /// Somebody asked the run to stop.
    #[error("cancelled")]
    Cancelled,
}

/// A result of the server.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// The problem that the client sees. Faults of ours are logged here and stay unexplained to the client.
    pub fn into_problem(self) -> Problem {
        match self {
            Self::Problem(problem) => problem,
            Self::Import(error) => Problem::field("file", error.to_string()),
            Self::Database(error) => database_problem(error),
            other => {
                tracing::error!(error = &other as &dyn std::error::Error, "request failed");
                match other {
                    Self::Redis(_) | Self::Storage(StorageError::Store(_)) => unavailable(),
                    Self::Stripe(_) => Problem::new(
                        ProblemKind::Unavailable,
                        "Payment is temporarily unavailable. The error was logged. If it keeps happening, contact your administrator.",
                    )
                    .retry_after(60),
                    _ => Problem::internal(),
                }
            }
        }
    }
}

fn unavailable() -> Problem {
    Problem::new(
        ProblemKind::Unavailable,
        "The service is temporarily unavailable. Try again in a moment.",
    )
    .retry_after(5)
}

/// Faults of the caller that only the database can see; which field they are about is known to the repo,
/// which has named what it knows before (see `repo::constraint`).
#[expect(
    clippy::needless_pass_by_value,
    reason = "the log wants an error that it may keep"
)]
fn database_problem(error: sqlx::Error) -> Problem {
    match &error {
        sqlx::Error::Database(fault) => match fault.code().as_deref() {
            // PostgreSQL's class 22 (data exception) and 23 (integrity constraint violation).
            Some(code) if code.starts_with("22") => {
                return Problem::bad_request(
                    "A value is out of range or has the wrong type. Fix it and try again.",
                );
            }
            // A read-only transaction: of an account that was suspended while somebody was at it.
            Some("25006") => {
                return Problem::new(
                    ProblemKind::Forbidden,
                    "This account is suspended, so nothing can be changed. Reload the page to see whom to contact.",
                );
            }
            Some("23505") => {
                return Problem::conflict("This already exists. Change it or edit the existing one.");
            }
            Some("23503") => {
                return Problem::conflict("This refers to something that no longer exists. Reload the page.");
            }
            // A statement that took longer than its transaction allows.
            Some("57014") => {
                tracing::warn!(error = &error as &dyn std::error::Error, "a statement was ended");
                return Problem::new(
                    ProblemKind::Unavailable,
                    "This took too long and was stopped. Nothing was changed. Narrow the filter and try again.",
                )
                .retry_after(5);
            }
            // Whoever is limited to some sites wrote a row of another one.
            Some("42501") if fault.message().contains("row-level security") => {
                return Problem::new(
                    ProblemKind::Forbidden,
                    "This belongs to a site that you can't access. Choose one of your sites.",
                );
            }
            Some("40001" | "40P01") => {
                return Problem::conflict("Someone else changed the same rows at the same time. Try again.");
            }
            _ => {}
        },
        sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Io(_) | sqlx::Error::Tls(_) => {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "the database does not answer"
            );
            return unavailable();
        }
        _ => {}
    }
    tracing::error!(error = &error as &dyn std::error::Error, "request failed");
    Problem::internal()
}
