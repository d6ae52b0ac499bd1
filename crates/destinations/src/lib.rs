//! Where articles go: WordPress, a webhook, or a zip of pages.
//!
//! Articles go through one trait, [`Destination`], whatever receives them; every request goes through the egress guard.

mod article;
mod assemble;
mod destination;
mod error;
mod export;
mod markup;
mod reach;
mod slug;
mod snapshot;
mod status;
mod webhook;
mod wordpress;

use std::time::Duration;

use egress::Egress;
use igny8::system::integrations::IntegrationKind;
use secrecy::SecretString;

pub use article::{Mode, OutgoingArticle, Picture};
pub use assemble::{Source, assemble, insert, structured_data};
pub use destination::{Appearance, Destination, Files, Health, Known, Look, Published};
pub use error::{DestinationError, InnerError};
pub use export::export;
pub use igny8::system::integrations::PostEditor as Editor;
pub use reach::retry_after;
pub use snapshot::{Edits, Snapshot};
pub use status::PostStatus;
pub use webhook::{Webhook, signature};
pub use wordpress::WordPress;

/// How long a destination has for an answer unless told otherwise.
pub const TIMEOUT: Duration = Duration::from_secs(30);

/// How a destination is reached.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The address: of a site's home page, of whoever takes the webhook.
    pub base_url: String,
    /// The user's name, where there is one.
    pub user_name: String,
    /// The application password, or the key that signs.
    pub secret: Option<SecretString>,
    /// What requests go through.
    pub egress: Egress,
    /// How long it has for an answer.
    pub patience: Duration,
    /// Which editor a WordPress site's posts are written for.
    pub editor: Editor,
}

/// The destination of a kind of integration.
///
/// # Errors
/// A kind that takes no articles, or settings that are incomplete or may not be used.
pub fn destination(
    kind: IntegrationKind,
    settings: Settings,
) -> Result<Box<dyn Destination>, DestinationError> {
    match kind {
        IntegrationKind::WordPress => Ok(Box::new(WordPress::new(settings)?)),
        IntegrationKind::Webhook => Ok(Box::new(Webhook::new(settings)?)),
        IntegrationKind::OpenAi | IntegrationKind::Runware => Err(DestinationError::Settings {
            detail: "this integration can't receive articles".to_owned(),
        }),
    }
}

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
