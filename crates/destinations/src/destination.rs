//! Where articles go: one trait, whatever receives them.

use std::collections::BTreeMap;

use async_trait::async_trait;
use bytes::Bytes;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::article::{Mode, OutgoingArticle};
use super::error::{DestinationError, InnerError};
use super::snapshot::{Edits, Snapshot};
use super::status::PostStatus;

/// The files of an article's pictures.
#[async_trait]
pub trait Files: Send + Sync {
    /// The file of a picture as it shall be published.
    ///
    /// # Errors
    /// The storage fails, or has no such file.
    async fn read(&self, picture: Uuid) -> Result<Bytes, InnerError>;
}

/// What is known of an article from an earlier publication at the same destination.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// Its id there.
    pub remote_id: String,
    /// Its address there.
    pub url: String,
    /// The ids there of picture files, by [`Picture::key`](super::Picture::key).
    pub media: BTreeMap<String, String>,
    /// The ids there of categories and tags that it got from us; others there are somebody else's.
    pub terms: Vec<String>,
    /// How it was there right after we wrote it: whatever differs now was changed by people.
    pub baseline: Option<Snapshot>,
    /// How people have changed it since, where that was seen.
    pub edits: Option<Edits>,
    /// The states there that may be written over, by name: a yes to each of them.
    pub overwrite: Vec<String>,
}

impl Known {
    /// Whether somebody has said yes to writing over this very state.
    pub fn allows(&self, revision: &str) -> bool {
        self.overwrite.iter().any(|seen| seen == revision)
    }
}

/// What became of an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// Its id there.
    pub remote_id: String,
    /// Its address there.
    pub url: String,
    /// Where people edit it there.
    pub edit_url: Option<String>,
    /// What it is there, as the destination says it.
    pub status: PostStatus,
    /// The ids there of picture files.
    pub media: BTreeMap<String, String>,
    /// The ids there of categories and tags that it got from us.
    pub terms: Vec<String>,
    /// What is not as it was asked for, in sentences.
    pub differences: Vec<String>,
    /// How it is there now.
    pub snapshot: Snapshot,
}

/// How an article is at its destination at this moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// Its address.
    pub url: String,
    /// What it is there; empty if it is not there any more.
    pub status: PostStatus,
    /// When it is to appear, where it is scheduled.
    pub at: Option<DateTime<Utc>>,
    /// What people have changed there since we last wrote.
    pub edits: Option<Edits>,
}

/// What became of an article whose scheduled time has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Appearance {
    /// Readers see it.
    There {
        /// Its address, which may be another than before.
        url: String,
        /// Whether the destination had missed the time, and it was published only now.
        late: bool,
    },
    /// The destination was told another time since.
    Later(DateTime<Utc>),
    /// Readers do not see it, since somebody took it back there. Why, in a sentence.
    Withheld(String),
    /// It is not there any more: somebody has removed it. In a sentence.
    Gone(String),
}

/// What a check has found of a destination that can be used.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Health {
    /// Facts: what, and how it is.
    pub facts: Vec<(&'static str, String)>,
    /// What works less well than it could, in sentences.
    pub warnings: Vec<String>,
}

impl Health {
    /// The facts in one line.
    pub fn summary(&self) -> String {
        let facts: Vec<_> = self
            .facts
            .iter()
            .map(|(what, how)| format!("{what}: {how}"))
            .collect();
        facts.join(", ")
    }
}

/// Whoever receives articles.
#[async_trait]
pub trait Destination: Send + Sync {
    /// Looks whether articles can be published there, without changing anything.
    ///
    /// # Errors
    /// The fault, by its name.
    async fn check(&self) -> Result<Health, DestinationError>;

    /// Publishes an article or brings it up to date. Done twice, also after a lost answer, it is there once. A state is
    /// never lowered, and what people have changed there is written over only with a yes that names it.
    ///
    /// # Errors
    /// The destination or the storage of pictures fails; nothing that was there before is lost.
    /// [`DestinationError::Edited`] if people have changed it there, [`DestinationError::NotApproved`] if readers would see
    /// a text that they must not see yet.
    async fn publish(
        &self,
        article: &OutgoingArticle,
        files: &dyn Files,
        mode: Mode,
        known: Option<&Known>,
    ) -> Result<Published, DestinationError>;

    /// Sees to it that readers see an article whose scheduled time has come. Whoever has no schedule of its own that could
    /// fail is believed.
    ///
    /// # Errors
    /// The destination fails.
    async fn appear(&self, _content_id: Uuid, known: &Known) -> Result<Appearance, DestinationError> {
        Ok(Appearance::There {
            url: known.url.clone(),
            late: false,
        })
    }

    /// Looks how an article is there now; none where a destination cannot be asked.
    ///
    /// # Errors
    /// The destination fails.
    async fn look(&self, _content_id: Uuid, _known: &Known) -> Result<Option<Look>, DestinationError> {
        Ok(None)
    }

    /// Takes an article back from its readers. What is gone already is no fault.
    ///
    /// # Errors
    /// The destination fails.
    async fn unpublish(&self, content_id: Uuid, known: &Known) -> Result<(), DestinationError>;
}
