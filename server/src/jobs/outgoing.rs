//! An article as its destinations take it, with the files of its pictures.

use std::collections::HashMap;

use async_trait::async_trait;
use bytes::Bytes;
use destinations::{Files, InnerError, OutgoingArticle, Picture};
use igny8::error::Problem;
use igny8::id::{AccountId, TaskId};
use igny8::writer::article::Article;
use igny8::writer::schema_org;
use media::{Format, Size, Storage};
use uuid::Uuid;

use crate::error::Result;
use crate::repo::writer::publishing::PictureFile;

/// An article with its pictures.
pub fn article(article: Article, occasion: TaskId, pictures: &[PictureFile]) -> OutgoingArticle {
    let json_ld = Some(schema_org::json_ld(&article).to_string());
    let pictures = pictures
        .iter()
        .map(|picture| Picture {
            id: picture.id,
            version: picture.file_key,
            place: picture.place,
            heading: picture.heading.clone(),
            alt: picture.alt.clone(),
            file_name: file_name(&article, picture),
            mime: picture.mime.clone(),
            width: u32::try_from(picture.width).unwrap_or(0),
            height: u32::try_from(picture.height).unwrap_or(0),
        })
        .collect();
    let text = article.text;
    OutgoingArticle {
        content_id: article.id,
        occasion: occasion.0,
        version: article.version,
        for_readers: true,
        title: text.title,
        html: text.html,
        slug: text.slug,
        excerpt: text.excerpt,
        meta_title: text.meta_title,
        meta_description: text.meta_description,
        keywords: article.keywords,
        faq: text.faq,
        json_ld,
        tags: text.tags,
        categories: text.categories,
        pictures,
        language: article.language,
    }
}

fn file_name(article: &Article, picture: &PictureFile) -> String {
    let slug = if article.text.slug.is_empty() {
        "article"
    } else {
        &article.text.slug
    };
    match picture.place {
        0 => slug.to_owned(),
        place => format!("{slug}-{place}"),
    }
}

/// The files of pictures in the storage.
pub struct Stored {
    storage: Storage,
    account: AccountId,
    files: HashMap<Uuid, (Uuid, Format)>,
}

impl Stored {
    /// The files of these pictures.
    pub fn new(storage: Storage, account: AccountId, pictures: &[PictureFile]) -> Self {
        let files = pictures
            .iter()
            .map(|picture| {
                let format = Format::by_mime(&picture.mime).unwrap_or(Format::Jpeg);
                (picture.id, (picture.file_key, format))
            })
            .collect();
        Self {
            storage,
            account,
            files,
        }
    }
}

#[async_trait]
impl Files for Stored {
    async fn read(&self, picture: Uuid) -> Result<Bytes, InnerError> {
        let gone = || Problem::conflict("An image of this article is missing its file. Generate it again.");
        let (key, format) = self.files.get(&picture).copied().ok_or_else(gone)?;
        let found = self
            .storage
            .get(self.account, key, Size::Original, format)
            .await?;
        Ok(found.ok_or_else(gone)?.0)
    }
}
