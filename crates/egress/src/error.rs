//! Why an outgoing request was not made or not answered.

use std::error::Error;

use super::resolver::Unresolved;

/// A request that failed, in words for the person who gave the address.
#[derive(Debug, thiserror::Error)]
pub enum EgressError {
    /// It cannot be read.
    #[error("this isn't a valid URL: enter one like https://example.com")]
    Address(#[source] url::ParseError),
    /// Not `https`.
    #[error("the URL must start with https://")]
    Scheme,
    /// `https://name:password@…`
    #[error("the URL must not contain a username or password: remove everything before the @")]
    UserInfo,
    /// `…#part`
    #[error("the URL must not contain a #: remove everything from there on")]
    Fragment,
    /// Written as an address of a private network, this machine's and the like.
    #[error("{host} isn't on the public internet, and only public addresses are allowed")]
    NotPublic {
        /// The name or IP address.
        host: String,
    },
    /// The name is unknown, or leads into a private network: one answer for both, since which it is would tell of names that
    /// only this machine knows.
    #[error("{host} has no public IP address: check the spelling")]
    NotFound {
        /// The name.
        host: String,
        /// What the resolver says.
        source: reqwest::Error,
    },
    /// Nobody answers there, or not with a certificate that can be trusted.
    #[error("connection failed ({})", innermost(.0))]
    Unreachable(#[source] reqwest::Error),
    /// It took too long.
    #[error("there was no response in time")]
    TimedOut,
    /// The connection broke before the answer was whole.
    #[error("the connection was lost before the response was complete ({})", innermost(.0))]
    Broken(#[source] reqwest::Error),
    /// The answer is too large.
    #[error("the response is larger than {cap} bytes")]
    TooLarge {
        /// The most bytes.
        cap: usize,
    },
    /// A file was asked for and something else came.
    #[error("the response has status {status}")]
    Status {
        /// The status.
        status: u16,
    },
    /// One redirect after the other.
    #[error("the URL redirects too many times")]
    Redirects,
    /// TLS cannot be set up.
    #[error("outgoing connections can't be set up")]
    Client(#[source] reqwest::Error),
}

impl From<reqwest::Error> for EgressError {
    fn from(error: reqwest::Error) -> Self {
        // Addresses may hold what is nobody's business; who made the call knows it.
        let error = error.without_url();
        let mut cause = error.source();
        while let Some(inner) = cause {
            match inner.downcast_ref() {
                Some(Unresolved::NotPublic(host) | Unresolved::NotFound(host, _)) => {
                    let host = host.clone();
                    return Self::NotFound { host, source: error };
                }
                None => cause = inner.source(),
            }
        }
        if error.is_timeout() {
            Self::TimedOut
        } else if error.is_connect() {
            Self::Unreachable(error)
        } else {
            Self::Broken(error)
        }
    }
}

/// The words at the end of the chain, which name the cause.
fn innermost(error: &reqwest::Error) -> String {
    let mut last: &dyn Error = error;
    while let Some(inner) = last.source() {
        last = inner;
    }
    last.to_string()
}
