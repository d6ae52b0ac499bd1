//! Uploads an article's pictures, each file once.

use std::collections::BTreeMap;

use bytes::Bytes;
use reqwest::Method;
use reqwest::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use super::site::Site;
use crate::integrations::article::{Article, Picture};
use crate::integrations::destination::{Files, Known};
use crate::integrations::error::DestinationError;
use crate::integrations::slug::picture_name;

const FIELDS: (&str, &str) = ("_fields", "id,source_url,alt_text");

/// How many times the usual patience an upload is given, since WordPress makes all its sizes before it answers.
const UPLOAD_PATIENCE: u32 = 4;

/// A file in the media library.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Media {
    pub(super) id: u64,
    pub(super) source_url: String,
    #[serde(default)]
    alt_text: String,
}

/// The library's entries for the pictures of an article, by the pictures' ids.
pub(super) async fn ensure(
    site: &Site<'_>,
    article: &Article,
    files: &dyn Files,
    known: Option<&Known>,
) -> Result<BTreeMap<Uuid, Media>, DestinationError> {
    let there = still_there(site, article, known).await?;
    let mut all = BTreeMap::new();
    for picture in &article.pictures {
        let name = picture_name(picture);
        let media = match there.get(&picture.id) {
            Some(media) => media.clone(),
            None => match by_name(site, &name).await? {
                Some(media) => media,
                None => upload(site, picture, &name, files).await?,
            },
        };
        if media.alt_text != picture.alt {
            describe(site, &media, picture).await?;
        }
        all.insert(picture.id, media);
    }
    Ok(all)
}

/// Of the entries that an earlier publication made, those that nobody has removed and whose file is still the same.
async fn still_there(
    site: &Site<'_>,
    article: &Article,
    known: Option<&Known>,
) -> Result<BTreeMap<Uuid, Media>, DestinationError> {
    let Some(known) = known else {
        return Ok(BTreeMap::new());
    };
    let ids: BTreeMap<Uuid, u64> = article
        .pictures
        .iter()
        .filter_map(|picture| Some((picture.id, known.media.get(&picture.key())?.parse().ok()?)))
        .collect();
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let include: Vec<_> = ids.values().map(u64::to_string).collect();
    let parameters = [("include", include.join(",")), ("per_page", "100".to_owned())];
    let parameters: Vec<_> = parameters
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .chain([FIELDS])
        .collect();
    let found: Vec<Media> = site
        .get("/wp/v2/media", &parameters)
        .await?
        .map_err(|said| said.about("a look into the media library"))?;
    let media = |id: &u64| found.iter().find(|media| media.id == *id).cloned();
    Ok(ids
        .iter()
        .filter_map(|(picture, id)| Some((*picture, media(id)?)))
        .collect())
}

/// An upload whose answer was lost.
async fn by_name(site: &Site<'_>, name: &str) -> Result<Option<Media>, DestinationError> {
    let found: Vec<Media> = site
        .get("/wp/v2/media", &[("slug", name), FIELDS])
        .await?
        .map_err(|said| said.about("a look into the media library"))?;
    Ok(found.into_iter().next())
}

async fn upload(
    site: &Site<'_>,
    picture: &Picture,
    name: &str,
    files: &dyn Files,
) -> Result<Media, DestinationError> {
    let file: Bytes = files
        .read(picture.id)
        .await
        .map_err(|error| DestinationError::File(Box::new(error)))?;
    let what = format!("the picture {name} ({} kB)", file.len().div_ceil(1000));
    let url = site.root.at("/wp/v2/media", &[FIELDS]);
    let disposition = format!("attachment; filename=\"{name}.{}\"", picture.extension());
    let request = site
        .client
        .request(Method::POST, url.clone())?
        .header(CONTENT_DISPOSITION, disposition)
        .header(CONTENT_TYPE, picture.mime.as_str())
        .body(file);
    site.client
        .send_within(request, &site.host, site.client.patience * UPLOAD_PATIENCE)
        .await?
        .json::<Media>(&url)?
        .map_err(|said| said.about(&what))
}

async fn describe(site: &Site<'_>, media: &Media, picture: &Picture) -> Result<(), DestinationError> {
    let body = json!({"alt_text": picture.alt, "title": picture.alt});
    site.post::<Media>(&format!("/wp/v2/media/{}", media.id), &[FIELDS], &body)
        .await?
        .map(drop)
        .map_err(|said| said.about("the words of a picture"))
}
