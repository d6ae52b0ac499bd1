//! Uploads an article's pictures, each file once.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Cursor;

use bytes::Bytes;
use image::ImageFormat;
use reqwest::Method;
use reqwest::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use super::answer::Told;
use super::characters;
use super::lenient;
use super::site::Site;
use crate::article::{OutgoingArticle, Picture};
use crate::destination::{Files, Known};
use crate::error::DestinationError;
use crate::slug::{decoded, picture_name};

const FIELDS: (&str, &str) = ("_fields", "id,slug,source_url,alt_text");

/// How many times the usual patience an upload is given, since WordPress makes all its sizes before it answers.
const UPLOAD_TIMEOUT_FACTOR: u32 = 4;

/// After so many pictures that were refused the others are not tried.
const MAX_REFUSALS: usize = 2;

/// What helps where a server fails at a picture.
const FAILS: &str = "its server fails while it processes the image: raise PHP's memory_limit, check the site's error log, or use smaller images";

/// The longest side of a picture for servers that take no larger ones.
const LIGHTER: u32 = 1600;

/// The header by which WordPress names a file that it has kept although it failed afterwards.
const KEPT: &str = "x-wp-upload-attachment-id";

/// A file in the media library.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Media {
    #[serde(deserialize_with = "lenient::id")]
    pub(super) id: u64,
    #[serde(default, deserialize_with = "lenient::text")]
    pub(super) source_url: String,
    #[serde(default, deserialize_with = "lenient::text")]
    alt_text: String,
    #[serde(default, deserialize_with = "lenient::text")]
    slug: String,
}

impl Media {
    /// Whether its file is there; WordPress keeps entries whose file is gone.
    pub(super) fn is_there(&self) -> bool {
        !self.source_url.is_empty()
    }
}

/// The library's entries for the pictures of an article, by the pictures' ids. One that the site refuses is told, and the
/// article goes without it; a fault that may pass ends the attempt.
pub(super) async fn ensure(
    site: &Site<'_>,
    article: &OutgoingArticle,
    files: &dyn Files,
    known: Option<&Known>,
    told: &mut Vec<String>,
) -> Result<BTreeMap<Uuid, Media>, DestinationError> {
    let there = match still_there(site, article, known).await {
        Ok(there) => there,
        Err(error) if is_refusal(&error) => BTreeMap::new(),
        Err(error) => return Err(error),
    };
    let mut all = BTreeMap::new();
    let mut refusals = 0;
    for (at, picture) in article.pictures.iter().enumerate() {
        match one(site, picture, there.get(&picture.id), files, told).await {
            Ok(media) => {
                all.insert(picture.id, media);
            }
            Err(error) if is_refusal(&error) => {
                refusals += 1;
                let named = if picture.alt.is_empty() {
                    &picture.file_name
                } else {
                    &picture.alt
                };
                told.push(format!(
                    "The image “{named}” is missing from the article: {error}."
                ));
                let left = article.pictures.len() - at - 1;
                if refusals == MAX_REFUSALS && left > 0 {
                    told.push(format!("{left} more images were skipped after that."));
                    break;
                }
            }
            Err(error) => return Err(error),
        }
    }
    Ok(all)
}

/// Whether it is about this picture or about uploads, so that the same would come again.
const fn is_refusal(error: &DestinationError) -> bool {
    matches!(
        error,
        DestinationError::Firewall { .. }
            | DestinationError::BotCheck { .. }
            | DestinationError::TooLarge { .. }
            | DestinationError::Rejected { .. }
            | DestinationError::Advised { .. }
            | DestinationError::NotAllowed { .. }
            | DestinationError::NotSignedIn
            | DestinationError::RestDisabled { .. }
            | DestinationError::Malformed { .. }
            | DestinationError::Moved { .. }
    )
}

async fn one(
    site: &Site<'_>,
    picture: &Picture,
    there: Option<&Media>,
    files: &dyn Files,
    told: &mut Vec<String>,
) -> Result<Media, DestinationError> {
    let name = picture_name(picture);
    let media = match there {
        Some(media) => media.clone(),
        None => match by_name(site, &name).await? {
            Some(media) => media,
            None => upload(site, picture, &name, files, told).await?,
        },
    };
    if media.alt_text != picture.alt {
        match describe(site, &media, &picture.alt).await {
            Ok(()) => {}
            Err(error) if is_refusal(&error) => {
                told.push(format!(
                    "The alt text of the image “{}” wasn't saved to the media library: {error}.",
                    picture.alt
                ));
            }
            Err(error) => return Err(error),
        }
    }
    Ok(media)
}

/// Of the entries that an earlier publication made, those that nobody has removed and whose file is still the same.
async fn still_there(
    site: &Site<'_>,
    article: &OutgoingArticle,
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
    let media = |id: &u64| {
        let mut there = found.iter().filter(|media| media.is_there());
        there.find(|media| media.id == *id).cloned()
    };
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
    // Caches that take no notice of what is asked for answer with all files.
    let is_it = |media: &Media| media.slug.is_empty() || decoded(&media.slug) == name;
    Ok(found.into_iter().find(|media| media.is_there() && is_it(media)))
}

/// A file on its way.
struct Upload {
    file: Bytes,
    mime: String,
    extension: &'static str,
}

async fn upload(
    site: &Site<'_>,
    picture: &Picture,
    name: &str,
    files: &dyn Files,
    told: &mut Vec<String>,
) -> Result<Media, DestinationError> {
    let file: Bytes = files.read(picture.id).await.map_err(DestinationError::File)?;
    let what = format!("the image {name} ({} kB)", file.len().div_ceil(1000));
    let first = Upload {
        file: file.clone(),
        mime: picture.mime.clone(),
        extension: picture.extension(),
    };
    let refused = match send(site, name, &first, Way::File).await? {
        Ok(media) if media.is_there() => return Ok(media),
        Ok(_) => {
            return Err(DestinationError::Malformed {
                detail: format!("{what} has no address after its upload: a plugin may have removed it"),
            });
        }
        Err(said) => said,
    };
    // Some firewalls let pass what comes as from a form, and refuse files that come by themselves; others take headers away.
    if refused.is_about_way_of_sending()
        && let Ok(Ok(media)) = send(site, name, &first, Way::Form).await
        && media.is_there()
    {
        return Ok(media);
    }
    if refused.is_about_kind_of_file()
        && let Some(older) = in_older_format(picture, file.clone()).await
    {
        let sent = send(site, name, &older, Way::File).await?;
        return sent.map_err(|said| said.about(&what));
    }
    // A server fails at a picture for which its memory does not suffice, and may have kept the file before.
    let fails = refused.status == 500
        && refused.wall.is_none()
        && !refused.is_about_database()
        && !refused.code.starts_with("rest_upload_");
    if !fails && !refused.is_about_size() {
        return Err(refused.about(&what));
    }
    if fails && let Some(media) = by_name(site, name).await? {
        return Ok(media);
    }
    let refused = match lighter(file).await {
        Some(lighter) => match send(site, name, &lighter, Way::File).await? {
            Ok(media) => {
                told.push(format!(
                    "The image “{}” was made smaller: the site doesn't accept it in full size.",
                    if picture.alt.is_empty() {
                        name
                    } else {
                        &picture.alt
                    }
                ));
                return Ok(media);
            }
            Err(again) => again,
        },
        None => refused,
    };
    Err(if fails && refused.status == 500 {
        DestinationError::Advised {
            what,
            detail: refused.words(),
            advice: FAILS,
        }
    } else {
        refused.about(&what)
    })
}

/// How a file is sent.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// By itself, with its name in a header.
    File,
    /// As from a form.
    Form,
}

async fn send(
    site: &Site<'_>,
    name: &str,
    upload: &Upload,
    way: Way,
) -> Result<Told<Media>, DestinationError> {
    let url = site.root.at("/wp/v2/media", &[FIELDS]);
    let request = site.client.request(Method::POST, url)?;
    let file_name = format!("{name}.{}", upload.extension);
    let request = match way {
        Way::File => request
            .header(
                CONTENT_DISPOSITION,
                format!("attachment; filename=\"{file_name}\""),
            )
            .header(CONTENT_TYPE, upload.mime.as_str())
            .body(upload.file.clone()),
        Way::Form => {
            let boundary = boundary(&upload.file);
            request
                .header(CONTENT_TYPE, format!("multipart/form-data; boundary={boundary}"))
                .body(form(&boundary, &file_name, upload))
        }
    };
    let patience = site.client.patience * UPLOAD_TIMEOUT_FACTOR;
    let answer = site.client.send_within(request, &site.host, patience).await?;
    if answer.status >= 500
        && let Some(id) = answer
            .headers
            .get(KEPT)
            .and_then(|id| id.to_str().ok()?.parse().ok())
        && let Some(media) = finish(site, id).await
    {
        return Ok(Ok(media));
    }
    answer.written(&|beside| site.client.hear(beside))
}

/// A line that stands nowhere in the file, as far as can be told from all of it.
fn boundary(file: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    file.hash(&mut hasher);
    format!("----igny8{:016x}", hasher.finish())
}

/// A form with the file in it.
fn form(boundary: &str, file_name: &str, upload: &Upload) -> Vec<u8> {
    let head = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{file_name}\"\r\nContent-Type: {}\r\n\r\n",
        upload.mime
    );
    let mut body = head.into_bytes();
    body.extend_from_slice(&upload.file);
    body.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
    body
}

/// Has WordPress go on with the sizes of a file that it has kept and failed at; the file is good without them too.
async fn finish(site: &Site<'_>, id: u64) -> Option<Media> {
    let body = json!({"action": "create-image-subsizes"});
    for _ in 0..2 {
        let route = format!("/wp/v2/media/{id}/post-process");
        if let Ok(Ok(media)) = site.post::<Media>(&route, &[FIELDS], &body).await {
            return Some(media);
        }
    }
    site.get::<Media>(&format!("/wp/v2/media/{id}"), &[FIELDS])
        .await
        .ok()?
        .ok()
}

/// The picture as every server takes it: WebP is refused by those whose programs do not know it.
async fn in_older_format(picture: &Picture, file: Bytes) -> Option<Upload> {
    if matches!(picture.mime.as_str(), "image/jpeg" | "image/png") {
        return None;
    }
    rewritten(file, u32::MAX).await
}

/// The picture with fewer bytes, for servers that take no more; none where it does not become smaller.
async fn lighter(file: Bytes) -> Option<Upload> {
    let before = file.len();
    let lighter = rewritten(file, LIGHTER).await?;
    (lighter.file.len() < before / 5 * 4).then_some(lighter)
}

/// The picture as a JPEG, or a PNG where one sees through it, at most so many pixels long.
async fn rewritten(file: Bytes, longest: u32) -> Option<Upload> {
    let written = tokio::task::spawn_blocking(move || {
        let mut decoded = image::load_from_memory(&file).ok()?;
        if decoded.width().max(decoded.height()) > longest {
            decoded = decoded.thumbnail(longest, longest);
        }
        let see_through = decoded.to_rgba8().pixels().any(|pixel| pixel.0[3] < u8::MAX);
        let mut out = Cursor::new(Vec::new());
        let format = if see_through {
            ImageFormat::Png
        } else {
            ImageFormat::Jpeg
        };
        let decoded = if see_through {
            decoded
        } else {
            decoded.into_rgb8().into()
        };
        decoded.write_to(&mut out, format).ok()?;
        Some((Bytes::from(out.into_inner()), see_through))
    });
    let (file, see_through) = written.await.ok()??;
    let (mime, extension) = if see_through {
        ("image/png", "png")
    } else {
        ("image/jpeg", "jpg")
    };
    Some(Upload {
        file,
        mime: mime.to_owned(),
        extension,
    })
}

/// Sets the words; where they do not arrive, once more without the characters that databases refuse.
async fn describe(site: &Site<'_>, media: &Media, alt: &str) -> Result<(), DestinationError> {
    let route = format!("/wp/v2/media/{}", media.id);
    let mut alt = alt.to_owned();
    loop {
        let body = json!({"alt_text": alt, "title": alt});
        let told = site.post::<Media>(&route, &[FIELDS], &body).await?;
        let simpler = characters::without(&alt);
        let arrived = matches!(&told, Ok(media) if !media.alt_text.is_empty() || alt.is_empty());
        if arrived || simpler == alt {
            return told
                .map(drop)
                .map_err(|said| said.about("the alt text of an image"));
        }
        alt = simpler;
    }
}
