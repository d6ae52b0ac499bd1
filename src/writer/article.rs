//! One article as the editor shows and saves it.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::choice::SelectOption;
use crate::choices;
use crate::writer::content::{ArticleStatus, PublishAs};
use crate::writer::images::ImageStatus;

/// What people write: everything of an article that an edit may change.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// The title, plain text.
    #[cfg_attr(feature = "schema", schemars(length(max = super::limits::TITLE)))]
    pub title: String,
    /// The body: sanitised HTML without the title.
    #[cfg_attr(feature = "schema", schemars(length(max = super::limits::HTML_BYTES)))]
    pub html: String,
    /// The title for search results; empty if there is none.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(length(max = super::limits::META_TITLE)))]
    pub meta_title: String,
    /// The description for search results; empty if there is none.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(length(max = super::limits::META_DESCRIPTION)))]
    pub meta_description: String,
    /// The last part of the address; empty if there is none.
    #[serde(default)]
    pub slug: String,
    /// One or two sentences for lists; empty if there are none.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(length(max = super::limits::EXCERPT)))]
    pub excerpt: String,
    /// Questions with their answers.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(length(max = super::limits::QUESTIONS)))]
    pub faq: Vec<Question>,
    /// Tags.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(length(max = super::limits::TAGS), inner(length(max = super::limits::TAG))))]
    pub tags: Vec<String>,
    /// Categories.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(length(max = super::limits::TAGS), inner(length(max = super::limits::TAG))))]
    pub categories: Vec<String>,
}

/// One question and its answer, plain text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// The question.
    #[cfg_attr(feature = "schema", schemars(length(max = super::limits::QUESTION)))]
    pub question: String,
    /// The answer, one short paragraph.
    #[cfg_attr(feature = "schema", schemars(length(max = super::limits::ANSWER)))]
    pub answer: String,
}

/// One article with what the editor shows around it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "ArticleDetail")
)]
pub struct Article {
    /// Its id.
    pub id: Uuid,
    /// Grows with every save; an edit names the one that it began with.
    pub version: i32,
    /// What people may change.
    pub text: Text,
    /// How far it is.
    pub status: ArticleStatus,
    /// Whether the offline provider wrote it.
    pub offline: bool,
    /// The model that wrote it and who answered for it, where one did.
    #[serde(default)]
    pub written_by: Option<String>,
    /// The keywords that it is for, the main one first.
    pub keywords: Vec<String>,
    /// Words that it should have.
    pub words_target: i32,
    /// Dollars that the models cost.
    pub cost: f64,
    /// Where it is published.
    pub url: Option<String>,
    /// Whether a destination has an older version of it.
    #[serde(default)]
    pub stale: bool,
    /// Grows with every change of what readers would see, also of pictures.
    #[serde(default)]
    pub edition: i64,
    /// Who has approved this very edition, if anybody has.
    #[serde(default)]
    pub approved: Option<Approval>,
    /// Whether its site publishes only what is approved.
    #[serde(default)]
    pub needs_approval: bool,
    /// What publishing does with it.
    #[serde(default)]
    pub publish_as: PublishAs,
    /// The destinations at which people have changed it since it was sent there; [`Edited`] says how.
    #[serde(default)]
    pub edited_there: Vec<String>,
    /// When it was published, RFC 3339.
    #[cfg_attr(feature = "schema", schemars(extend("format" = "date-time")))]
    pub published_at: Option<String>,
    /// When it was saved, RFC 3339.
    #[cfg_attr(feature = "schema", schemars(extend("format" = "date-time")))]
    pub updated_at: String,
    /// The language of its site (BCP 47).
    pub language: String,
    /// The domain of its site.
    pub domain: Option<String>,
    /// Its site.
    pub site: SelectOption,
    /// Its cluster.
    pub cluster: Option<SelectOption>,
    /// The writing task that it came from.
    pub task: Option<SelectOption>,
    /// The run that works on it now.
    pub run: Option<Uuid>,
    /// The sections that this run has written so far, by place.
    #[serde(default)]
    pub written: Vec<Words>,
    /// Its pictures by place.
    pub pictures: Vec<Picture>,
    /// Published pages of the same site that it may link to.
    pub links: Vec<LinkTarget>,
}

/// An approval of one edition of an article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Approval {
    /// Who; none for what was approved before that was kept, and for people who are gone.
    pub by: Option<String>,
    /// When, RFC 3339.
    #[cfg_attr(feature = "schema", schemars(extend("format" = "date-time")))]
    pub at: String,
}

/// How people have changed an article at one destination since it was sent there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Edited {
    /// The destination.
    pub destination: String,
    /// The name of the state that was seen: publishing with it in `overwrite` is a yes to writing over this state alone.
    pub revision: String,
    /// What happened, in a sentence.
    pub sentence: String,
    /// Where people edit it there.
    pub edit_url: Option<String>,
    /// What differs between what we left there and what is there now.
    pub changes: Vec<Change>,
}

/// A picture of an article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "ArticlePicture")
)]
pub struct Picture {
    /// Its id.
    pub id: Uuid,
    /// 0 is the featured one.
    pub place: i16,
    /// The heading that it follows.
    pub heading: Option<String>,
    /// What it says to those who do not see it.
    pub alt: String,
    /// How far it is.
    pub status: ImageStatus,
    /// The address of its file without the size, once there is one: `/api/v1/writer/images/{id}/file`, to be
    /// followed by `/thumb`, `/medium`, `/large` or `/original`.
    pub src: Option<String>,
}

/// A published page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "LinkedPage")
)]
pub struct LinkTarget {
    /// Its title.
    pub title: String,
    /// Its address.
    pub url: String,
}

impl Article {
    /// The same once a save has made this version of it. Each version is one edition more; what others changed meanwhile is not in it.
    pub fn saved(&mut self, version: i32, updated_at: String, text: Text) {
        self.edition += i64::from(version - self.version);
        self.version = version;
        self.updated_at = updated_at;
        self.text = text;
    }
}

/// A change that began with a version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Edit {
    /// The version that it began with.
    pub version: i32,
    /// The whole text as it should be.
    pub text: Text,
}

/// What came of an edit.
#[allow(
    clippy::large_enum_variant,
    reason = "an answer exists once, and is nearly always the larger one; a browser's words are too short for the lint"
)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "SavedText")
)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Saved {
    /// It is saved.
    Saved {
        /// The version that it made.
        version: i32,
        /// When, RFC 3339.
        #[cfg_attr(feature = "schema", schemars(extend("format" = "date-time")))]
        updated_at: String,
        /// The text as it was saved, which may differ where something was not allowed.
        text: Text,
    },
    /// Somebody else saved meanwhile: nothing was changed.
    Conflict {
        /// The article as it is now.
        document: Box<Article>,
    },
}

choices! {
    /// Who made a version of an article.
    pub enum VersionOrigin {
        /// A model.
        Model = "model", "Written";
        /// A person; saves that follow closely share an entry.
        Person = "person", "Edited";
        /// A person, from an older version.
        Restore = "restore", "Restored";
    }
}

/// An entry of an article's history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "ArticleVersion")
)]
pub struct Version {
    /// Which.
    pub version: i32,
    /// Who made it.
    pub origin: VersionOrigin,
    /// The title then.
    pub title: String,
    /// Words then.
    pub words: i32,
    /// When, RFC 3339.
    #[cfg_attr(feature = "schema", schemars(extend("format" = "date-time")))]
    pub created_at: String,
    /// Who; none is a model.
    pub created_by: Option<String>,
}

/// A piece of what two versions of an article differ in, or share, in the order of the newer one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Change {
    /// The field of [`Text`] that it is in.
    pub field: String,
    /// What became of it.
    pub kind: ChangeKind,
    /// Plain text; one block of the body (paragraph, heading, list item) or some words of it.
    pub text: String,
    /// Whether a block ends here.
    pub ends_block: bool,
}

/// What became of a piece of text between two versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// It is in both.
    Same,
    /// Only the newer one has it.
    Added,
    /// Only the older one has it.
    Removed,
}

/// Words of an article that a model is writing at this moment, as `words` events carry them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Words {
    /// The article.
    pub content_id: Uuid,
    /// The run that writes it.
    pub run_id: Uuid,
    /// The section, from 0.
    pub place: i16,
    /// Its heading; empty for the introduction.
    pub heading: String,
    /// The section's HTML so far, sanitised: each event carries all of it, so that none is needed to read another.
    pub html: String,
    /// The sites of the run.
    #[serde(default)]
    pub sites: Option<Vec<Uuid>>,
}
