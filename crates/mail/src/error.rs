//! Why a mail was not sent, and what follows from it.

use std::error::Error;

use crate::address::AddressError;
use crate::answer::{Answer, Stage, Verdict};

/// A mail that was not sent, or of which that is not known.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// No mail can go to this address, or come from it.
    #[error(transparent)]
    Address(#[from] AddressError),
    /// The mail could not be put together.
    #[error("the mail could not be built")]
    Build(#[source] lettre::error::Error),
    /// The server refused.
    #[error("the mail server refused while {}: {answer}", stage.words())]
    Refused {
        /// At which moment.
        stage: Stage,
        /// What it said.
        answer: Answer,
    },
    /// The connection was not made, broke, or what came over it was no answer.
    #[error("the connection to the mail server failed while {} ({})", stage.words(), innermost(source))]
    Connection {
        /// At which moment.
        stage: Stage,
        /// What happened.
        source: lettre::transport::smtp::Error,
    },
    /// The server gave an answer that belongs elsewhere, as where somebody on the way adds answers of their own.
    #[error("the mail server gave an answer out of turn while {}: {code}", stage.words())]
    OutOfTurn {
        /// At which moment.
        stage: Stage,
        /// The digits.
        code: u16,
    },
    /// It took too long.
    #[error("the mail server gave no answer in time while {}", stage.words())]
    TimedOut {
        /// At which moment.
        stage: Stage,
    },
    /// The settings ask for TLS and the server has none.
    #[error("the mail server offers no STARTTLS, and the settings require it")]
    NoTls,
    /// Its certificate does not hold, or TLS cannot be set up.
    #[error("the mail server's TLS can't be trusted ({})", innermost(.0))]
    Tls(#[source] lettre::transport::smtp::Error),
    /// The password would have gone over the network in the clear.
    #[error("the connection isn't encrypted, so the password was not sent: require TLS or remove the login")]
    Unencrypted,
    /// The server takes no password in a way that we know.
    #[error("the mail server offers neither AUTH PLAIN nor AUTH LOGIN")]
    NoLogin,
    /// The address has letters beyond ASCII before its `@`, and the server does not take such.
    #[error("the mail server doesn't take international addresses (SMTPUTF8), and {0} is one")]
    NoUtf8(String),
}

impl SendError {
    /// What follows from it.
    pub fn verdict(&self) -> Verdict {
        match self {
            Self::Address(_) | Self::Build(_) | Self::NoUtf8(_) => Verdict::Refused,
            Self::Refused { stage, answer } => answer.verdict(*stage),
            // The text was sent and its answer is lost: the server may have taken it.
            Self::Connection { stage, .. } | Self::OutOfTurn { stage, .. } | Self::TimedOut { stage }
                if *stage == Stage::Content =>
            {
                Verdict::Unknown
            }
            Self::Connection { .. } | Self::TimedOut { .. } => Verdict::Later,
            Self::OutOfTurn { .. } | Self::NoTls | Self::Tls(_) | Self::Unencrypted | Self::NoLogin => {
                Verdict::Operator
            }
        }
    }
}

/// The words at the end of the chain, which name the cause.
fn innermost(error: &lettre::transport::smtp::Error) -> String {
    let mut last: &dyn Error = error;
    while let Some(inner) = last.source() {
        last = inner;
    }
    crate::name::line(&last.to_string())
}
