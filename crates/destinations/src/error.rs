//! What can go wrong with a destination, in sentences that name the fault and what to do next.

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
    #[error("couldn't connect to the site: {0}")]
    Unreachable(#[source] EgressError),
    /// A server that turns connections down.
    #[error(
        "{host} refused the connection: check the URL, or ask the hosting provider whether the site is up"
    )]
    Refused {
        /// The host.
        host: String,
        /// The connection's error.
        source: EgressError,
    },
    /// A certificate that cannot be trusted, or a server without one.
    #[error(
        "{host} has an HTTPS or certificate problem: ask the site's hosting provider to fix it, then try again"
    )]
    Certificate {
        /// The host.
        host: String,
        /// The connection's error.
        source: EgressError,
    },
    /// A server that answers and knows nothing of WordPress.
    #[error(
        "{url} responds, but it isn't a WordPress site: enter the URL of the site's home page, or of WordPress itself if the site is headless"
    )]
    NotWordPress {
        /// The address.
        url: String,
    },
    /// The site lives elsewhere.
    #[error("the site redirects to {to}: enter that URL")]
    Moved {
        /// The right address.
        to: String,
    },
    /// A site of WordPress.com's own.
    #[error(
        "this site is hosted on WordPress.com, where application passwords don't work with the site's own REST API: use a plan with plugins, or a webhook"
    )]
    Hosted,
    /// WordPress without its REST API.
    #[error(
        "the WordPress REST API is blocked ({detail}): allow it for signed-in users in the security plugin or firewall that blocks it"
    )]
    RestDisabled {
        /// What it answers.
        detail: String,
    },
    /// A plugin that takes the header with the password for one of its own tokens.
    #[error(
        "a plugin on the site expects its own token in the Authorization header ({detail}): allow application passwords (Basic authentication) in that JWT or API authentication plugin, or turn it off"
    )]
    TokenWanted {
        /// What it answers.
        detail: String,
    },
    /// The route that says who is signed in is closed, and so is the other way to find out.
    #[error(
        "the site blocks the route /wp/v2/users/me ({detail}): allow it for signed-in users in the security plugin that protects usernames (“user enumeration”, “REST API access”)"
    )]
    UsersClosed {
        /// What it answers.
        detail: String,
    },
    /// The web server swallows the header with the password.
    #[error(
        "the username and password are correct, but the site's web server drops the Authorization header: with Apache, \
         add `SetEnvIf Authorization \"(.*)\" HTTP_AUTHORIZATION=$1` or `CGIPassAuth On` to its .htaccess file, \
         else ask the host to pass the header on to PHP"
    )]
    HeaderDropped,
    /// Wrong user or wrong password.
    #[error(
        "WordPress rejected the username or application password ({detail}): create a new application password under Users › Profile in WordPress and enter it with the username that the user signs in with; a plugin for Basic authentication must be off"
    )]
    SignIn {
        /// What it answers.
        detail: String,
    },
    /// Wrong password or swallowed header, and no way to tell.
    #[error(
        "WordPress doesn't recognize the login: check the username and create a new application password; if both are correct, the site's web server drops the Authorization header (with Apache, add `CGIPassAuth On` to its .htaccess file), or a security plugin closes the REST API"
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
    #[error("{what} is larger than the site accepts: raise its upload limit, or use smaller images")]
    TooLarge {
        /// What was sent.
        what: String,
    },
    /// It understands and says no (other 4xx).
    #[error("the site rejected {what} ({detail})")]
    Rejected {
        /// What was sent.
        what: String,
        /// Its words.
        detail: String,
    },
    /// It understands and says no, and something can be done about it.
    #[error("the site rejected {what} ({detail}): {advice}")]
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
        "{by} blocked {what} ({detail}), while the rest of the site's REST API works: allow requests to /wp-json/ from this WordPress user there, or ask the site's hosting provider to"
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
        "{by} requires a bot check ({detail}): exclude this server's IP address and requests to /wp-json/ from its bot protection, or ask the site's hosting provider to"
    )]
    BotCheck {
        /// Whose it is, if it says so.
        by: String,
        /// Its words.
        detail: String,
    },
    /// A password of the web server, in front of WordPress.
    #[error(
        "the web server asks for its own password before WordPress ({detail}), as staging sites often do: exclude /wp-json/ from that protection"
    )]
    BehindPassword {
        /// What it answers.
        detail: String,
    },
    /// Too many requests (429).
    #[error("the site is receiving too many requests: retrying later")]
    RateLimited {
        /// When it may be tried again, if it says so.
        retry_after: Option<Duration>,
    },
    /// Its own fault (5xx).
    #[error("the site returned an error ({detail}): try again, or check its error log")]
    Unavailable {
        /// Its words.
        detail: String,
        /// When it may be tried again, if it says so.
        retry_after: Option<Duration>,
    },
    /// No answer in time.
    #[error("the site didn't respond within {} seconds: it may be overloaded, try again", .after.as_secs())]
    TimedOut {
        /// How long it was given.
        after: Duration,
    },
    /// The connection broke.
    #[error("the connection to the site was lost: {0}")]
    Broken(#[source] EgressError),
    /// An answer that is not of the documented shape.
    #[error("the site's response couldn't be read ({detail})")]
    Malformed {
        /// What is wrong with it.
        detail: String,
    },
    /// People have changed the article there since we last wrote, or removed it.
    #[error("{} Nothing was overwritten.", .0.sentence())]
    Edited(Box<Edits>),
    /// Readers would see a text that nobody has approved.
    #[error("the article is live there, and this version isn't approved: approve it, then publish it again")]
    NotApproved,
    /// The system itself fails while it works with the destination.
    #[error("{0}")]
    Inner(#[source] InnerError),
    /// A picture's file cannot be read.
    #[error("an image file couldn't be read: try again, or generate the image again")]
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
