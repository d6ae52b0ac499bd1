//! WordPress, over its REST API with an application password.

mod address;
mod answer;
mod appear;
mod blocks;
mod characters;
mod client;
mod compare;
mod discover;
mod doctor;
mod guard;
mod leftovers;
mod lenient;
mod look;
mod media;
mod meta;
mod post;
mod publish;
mod rights;
mod said;
mod site;
mod submit;
mod terms;
mod wall;
mod xmlrpc;

use std::sync::Arc;

use async_trait::async_trait;
use url::Url;
use uuid::Uuid;

use super::Settings;
use super::article::{Mode, OutgoingArticle};
use super::destination::{Appearance, Destination, Files, Health, Known, Look, Published};
use super::error::DestinationError;
use client::Client;

/// A WordPress site.
#[derive(Debug)]
pub struct WordPress {
    client: Client,
    home: Url,
}

impl WordPress {
    /// A site by its address, with a user and one of the user's application passwords.
    ///
    /// # Errors
    /// An address that may not be called, a user or password that is missing.
    pub fn new(settings: Settings) -> Result<Self, DestinationError> {
        let home = settings
            .egress
            .url(&address::home(&settings.base_url))
            .map_err(DestinationError::Unreachable)?;
        let user = settings.user_name.trim().to_owned();
        let missing = |detail: &str| DestinationError::Settings {
            detail: detail.to_owned(),
        };
        if user.is_empty() || user.contains(':') {
            return Err(missing("the WordPress username is missing"));
        }
        let password = settings
            .secret
            .ok_or_else(|| missing("the application password is missing"))?;
        Ok(Self {
            client: Client {
                egress: settings.egress,
                user,
                password,
                patience: settings.patience,
                editor: settings.editor,
                beside: Arc::default(),
            },
            home,
        })
    }
}

#[async_trait]
impl Destination for WordPress {
    async fn check(&self) -> Result<Health, DestinationError> {
        doctor::check(&self.client, &self.home).await
    }

    async fn publish(
        &self,
        article: &OutgoingArticle,
        files: &dyn Files,
        mode: Mode,
        known: Option<&Known>,
    ) -> Result<Published, DestinationError> {
        publish::publish(&self.client, &self.home, article, files, mode, known).await
    }

    async fn appear(&self, content_id: Uuid, known: &Known) -> Result<Appearance, DestinationError> {
        appear::appear(&self.client, &self.home, content_id, known).await
    }

    async fn look(&self, content_id: Uuid, known: &Known) -> Result<Option<Look>, DestinationError> {
        appear::look(&self.client, &self.home, content_id, known)
            .await
            .map(Some)
    }

    async fn unpublish(&self, content_id: Uuid, known: &Known) -> Result<(), DestinationError> {
        publish::unpublish(&self.client, &self.home, content_id, known).await
    }
}
