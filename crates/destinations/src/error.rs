//! What can go wrong with a destination, in sentences that name the fault and the way out.

use std::time::Duration;

use egress::EgressError;

use super::snapshot::Edits;

/// A fault of whoever uses a destination, in their words: of the storage of pictures, of the database.
pub type InnerError = Box<dyn std::error::Error + Send + Sync>;

/// A destination that fails.
#[derive(Debug, thiserror::Error)]
pub enum DestinationError {
    /// Something of the settings is missing or unusable.
    #[error("{detail}: complete it in Integrations")]
    Settings {
        /// What.
        detail: String,
    },
    /// The address may not be called or cannot be resolved, or nobody answers there.
    #[error("the site cannot be reached: {0}")]
    Unreachable(#[source] EgressError),
    /// A server that turns connections down.
    #[error("{host} does not take connections: check the address, or ask the host whether the site is up")]
    Refused {
        /// The host.
        host: String,
        /// The connection's error.
        source: EgressError,
    },
    /// A certificate that cannot be trusted, or a server without one.
    #[error(
        "{host} does not speak HTTPS as it should, or its certificate is not valid: have that mended by the \
         site's host, then try again"
    )]
    Certificate {
        /// The host.
        host: String,
        /// The connection's error.
        source: EgressError,
    },
    /// A server that answers and knows nothing of WordPress.
    #[error("{url} answers, but it is not a WordPress site: enter the address of the site's home page")]
    NotWordPress {
        /// The address.
        url: String,
    },
    /// The site lives elsewhere.
    #[error("the site sends visitors on to {to}: enter that address")]
    Moved {
        /// The right address.
        to: String,
    },
    /// A site of WordPress.com's own.
    #[error(
        "this site is hosted by WordPress.com, where application passwords do not open the site's own REST API: use a \
         plan with plugins, or a webhook"
    )]
    Hosted,
    /// WordPress without its REST API.
    #[error(
        "this WordPress does not open its REST API ({detail}): allow it for signed-in users in the security \
         plugin or firewall that blocks it"
    )]
    RestDisabled {
        /// What it answers.
        detail: String,
    },
    /// The route that says who is signed in is closed, and so is the other way to find out.
    #[error(
        "the site keeps the route /wp/v2/users/me closed ({detail}): open it for signed-in users in the security plugin \
         that protects user names (“user enumeration”, “REST API access”)"
    )]
    UsersClosed {
        /// What it answers.
        detail: String,
    },
    /// The web server swallows the header with the password.
    #[error(
        "the user and password are right, but the site's web server drops the Authorization header: with Apache, \
         add `SetEnvIf Authorization \"(.*)\" HTTP_AUTHORIZATION=$1` or `CGIPassAuth On` to its .htaccess file, \
         else ask the host to pass the header on to PHP"
    )]
    HeaderDropped,
    /// Wrong user or wrong password.
    #[error(
        "WordPress does not accept the user name or the application password ({detail}): make a new application \
         password under Users › Profile in WordPress and enter it with the user name"
    )]
    SignIn {
        /// What it answers.
        detail: String,
    },
    /// Wrong password or swallowed header, and no way to tell.
    #[error(
        "WordPress does not recognise the login: check the user name and make a new application password; if both \
         are right, the site's web server drops the Authorization header (with Apache, add `CGIPassAuth On` to its \
         .htaccess file)"
    )]
    NotSignedIn,
    /// The site or a plugin has turned application passwords off.
    #[error(
        "application passwords are turned off on this site ({detail}): turn them on in its security plugin (Wordfence: \
         All Options › Disable WordPress application passwords), serve the site over HTTPS, and use WordPress 5.6 or later"
    )]
    PasswordsDisabled {
        /// What it answers.
        detail: String,
    },
    /// The user may not do it.
    #[error("{detail}: give the user the role Author or Editor, or use another user")]
    NotAllowed {
        /// What may not be done.
        detail: String,
    },
    /// The server does not take so much at once (413).
    #[error("{what} is larger than the site accepts: raise its upload limit, or use smaller pictures")]
    TooLarge {
        /// What was sent.
        what: String,
    },
    /// It understands and says no (other 4xx).
    #[error("the site does not accept {what} ({detail})")]
    Rejected {
        /// What was sent.
        what: String,
        /// Its words.
        detail: String,
    },
    /// It understands and says no, and something can be done about it.
    #[error("the site does not accept {what} ({detail}): {advice}")]
    Advised {
        /// What was sent.
        what: String,
        /// Its words.
        detail: String,
        /// What helps.
        advice: &'static str,
    },
    /// A firewall that refuses this and lets other things through.
    #[error(
        "{by} refused {what} ({detail}), while the rest of the site's REST API works: let requests to /wp-json/ of \
         this WordPress user through there, or ask the site's host to"
    )]
    Firewall {
        /// Whose it is, if it says so.
        by: String,
        /// What was sent.
        what: String,
        /// Its words.
        detail: String,
    },
    /// A check whether the visitor is a person.
    #[error(
        "{by} asks whether a person is visiting ({detail}), which no program can answer: leave the address of this \
         server and requests to /wp-json/ out of its bot protection, or ask the site's host to"
    )]
    BotCheck {
        /// Whose it is, if it says so.
        by: String,
        /// Its words.
        detail: String,
    },
    /// A password of the web server, in front of WordPress.
    #[error(
        "the web server asks for a password of its own before WordPress is reached ({detail}), as staging sites do, and \
         takes the one of WordPress for it: leave /wp-json/ out of that protection"
    )]
    BehindPassword {
        /// What it answers.
        detail: String,
    },
    /// Too many requests (429).
    #[error("the site has too many requests just now: it is tried again later")]
    RateLimited {
        /// When it may be tried again, if it says so.
        retry_after: Option<Duration>,
    },
    /// Its own fault (5xx).
    #[error("the site failed ({detail}): try again, or look into its error log")]
    Unavailable {
        /// Its words.
        detail: String,
        /// When it may be tried again, if it says so.
        retry_after: Option<Duration>,
    },
    /// No answer in time.
    #[error("the site did not answer within {} seconds: it may be overloaded, try again", .after.as_secs())]
    TimedOut {
        /// How long it was given.
        after: Duration,
    },
    /// The connection broke.
    #[error("the connection to the site broke: {0}")]
    Broken(#[source] EgressError),
    /// An answer that is not of the documented shape.
    #[error("the site's answer cannot be read ({detail})")]
    Malformed {
        /// What is wrong with it.
        detail: String,
    },
    /// People have changed the article there since we last wrote, or removed it.
    #[error("{} Nothing was overwritten.", .0.sentence())]
    Edited(Box<Edits>),
    /// Readers would see a text that nobody has approved.
    #[error(
        "readers see the article there, and this text is not approved: approve it, then publish it again"
    )]
    NotApproved,
    /// The system itself fails while it works with the destination.
    #[error("{0}")]
    Inner(#[source] InnerError),
    /// A picture's file cannot be read.
    #[error("the file of a picture could not be read: try again, or make the picture anew")]
    File(#[source] InnerError),
}

impl DestinationError {
    /// Whether a later attempt may succeed without a change by anybody.
    pub const fn is_passing(&self) -> bool {
        matches!(
            self,
            Self::Refused { .. }
                | Self::RateLimited { .. }
                | Self::Unavailable { .. }
                | Self::TimedOut { .. }
                | Self::Broken(_)
                | Self::Unreachable(EgressError::NotFound { .. } | EgressError::Unreachable(_))
        )
    }

    /// How long to wait before it, if the destination says so.
    pub const fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::RateLimited { retry_after } | Self::Unavailable { retry_after, .. } => *retry_after,
            _ => None,
        }
    }
}
