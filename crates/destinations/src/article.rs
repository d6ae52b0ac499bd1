//! An article as its destinations take it: finished text, pictures, and everything around them.

use chrono::{DateTime, Utc};
use igny8::writer::article::Question;
use uuid::Uuid;

/// What is published.
#[derive(Clone, Debug, Default)]
pub struct OutgoingArticle {
    /// Its id; whatever a destination keeps of it is found again by this.
    pub content_id: Uuid,
    /// The run that publishes it: the same when that is tried again, another for each time that it is published.
    pub occasion: Uuid,
    /// Grows with every save.
    pub version: i32,
    /// Whether readers may see it: it is approved, or its site asks for no approval.
    pub for_readers: bool,
    /// The title, plain text.
    pub title: String,
    /// The body: sanitised HTML without the title; pictures stand in it as addresses of our own, or nowhere yet.
    pub html: String,
    /// The last part of the address; empty lets the destination make one.
    pub slug: String,
    /// One or two sentences for lists; may be empty.
    pub excerpt: String,
    /// The title for search results; may be empty.
    pub meta_title: String,
    /// The description for search results; may be empty.
    pub meta_description: String,
    /// The keywords that it is for, the main one first.
    pub keywords: Vec<String>,
    /// Questions with their answers.
    pub faq: Vec<Question>,
    /// Structured data for search engines: one JSON document.
    pub json_ld: Option<String>,
    /// Tags.
    pub tags: Vec<String>,
    /// Categories.
    pub categories: Vec<String>,
    /// The pictures that are ready, by place.
    pub pictures: Vec<Picture>,
    /// The language (BCP 47).
    pub language: String,
}

/// A picture that is ready.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Picture {
    /// Its id.
    pub id: Uuid,
    /// Which file it has now: another one with every new drawing.
    pub version: Uuid,
    /// 0 is the featured one.
    pub place: i16,
    /// The heading that it follows.
    pub heading: Option<String>,
    /// What it says to those who do not see it.
    pub alt: String,
    /// A name for its file.
    pub file_name: String,
    /// `image/jpeg` and the like.
    pub mime: String,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
}

impl Picture {
    /// The key under which a destination's copy of this very file is remembered.
    pub fn key(&self) -> String {
        format!("{}:{}", self.id, self.version)
    }

    /// The end of its file's name.
    pub fn extension(&self) -> &'static str {
        match self.mime.as_str() {
            "image/png" => "png",
            "image/webp" => "webp",
            "image/gif" => "gif",
            "image/avif" => "avif",
            _ => "jpg",
        }
    }
}

/// How an article is to appear.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// For those who work on the site only.
    Draft,
    /// For everybody, now.
    Publish,
    /// For everybody from then on.
    Schedule(DateTime<Utc>),
}
