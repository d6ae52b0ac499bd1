//! A webhook: the article as JSON, signed as the Standard Webhooks specification says it.
//!
//! `{"type", "timestamp", "data"}` with the types `article.published` (also when it is brought up to date; `data.mode`
//! says how it is to appear), `article.unpublished` and `ping`. Pictures come in base64, as far as they fit; the HTML
//! shows each under its `reference`. The receiver answers 2xx and may say `{"id", "url"}` of its own.

mod edits;
pub mod signature;

use std::collections::BTreeMap;
use std::time::Duration;

use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use chrono::{SecondsFormat, Utc};
use egress::Egress;
use igny8::writer::content::PublishAs;
use reqwest::Method;
use reqwest::header::{CONTENT_TYPE, LOCATION};
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;
use uuid::Uuid;

use edits::{edits, expected, fields, raised};
use signature::Key;

use super::Settings;
use super::article::{Mode, OutgoingArticle, Picture};
use super::assemble::{Source, assemble};
use super::destination::{Destination, Files, Health, Known, Published};
use super::error::DestinationError;
use super::markup::text_of;
use super::reach::{fault, retry_after};
use super::slug::picture_name;
use super::snapshot::Snapshot;
use super::status::PostStatus;

/// The most bytes of all pictures together; others are left out and named.
const MAX_PICTURE_BYTES: usize = 20 << 20;

/// The most bytes of an answer.
const MAX_ANSWER_BYTES: usize = 64 << 10;

/// Whoever takes articles by webhook.
#[derive(Debug)]
pub struct Webhook {
    egress: Egress,
    url: Url,
    key: Key,
    patience: Duration,
}

/// What a receiver may answer.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Receipt {
    id: Option<Value>,
    url: Option<String>,
    /// The receiver's name of the state that it has now.
    revision: Option<String>,
    title: String,
    html: String,
    excerpt: String,
    slug: String,
    status: PostStatus,
}

impl Webhook {
    /// A receiver by its address, with the key that signs.
    ///
    /// # Errors
    /// An address that may not be called, a key that is missing or too short.
    pub fn new(settings: Settings) -> Result<Self, DestinationError> {
        let url = settings
            .egress
            .url(&settings.base_url)
            .map_err(DestinationError::Unreachable)?;
        let secret = settings.secret.ok_or_else(|| DestinationError::Settings {
            detail: "the webhook signing key is missing".to_owned(),
        })?;
        Ok(Self {
            egress: settings.egress,
            url,
            key: Key::read(&secret)?,
            patience: settings.patience,
        })
    }

    async fn send(&self, id: &str, kind: &str, data: Value) -> Result<Receipt, DestinationError> {
        let now = Utc::now();
        let stamp = now.timestamp().to_string();
        let body = json!({
            "type": kind,
            "timestamp": now.to_rfc3339_opts(SecondsFormat::Secs, true),
            "data": data,
        })
        .to_string();
        let signature = self.key.sign(id, &stamp, body.as_bytes());
        let request = self
            .egress
            .request(Method::POST, self.url.clone())
            .map_err(DestinationError::Unreachable)?
            .timeout(self.patience)
            .header(CONTENT_TYPE, "application/json")
            .header("webhook-id", id)
            .header("webhook-timestamp", stamp)
            .header("webhook-signature", signature)
            .body(body);
        let host = self.url.host_str().unwrap_or_default();
        let fault = |error| fault(error, host, self.patience);
        let response = request.send().await.map_err(|error| fault(error.into()))?;
        let status = response.status();
        let headers = response.headers().clone();
        let answer = egress::read(response, MAX_ANSWER_BYTES).await.map_err(fault)?;
        if status.is_success() {
            // Only JSON of the documented shape says something; anything else is a plain yes.
            return Ok(serde_json::from_slice(&answer).unwrap_or_default());
        }
        let to = headers
            .get(LOCATION)
            .and_then(|to| self.url.join(to.to_str().ok()?).ok());
        if let (true, Some(to)) = (status.is_redirection(), to) {
            return Err(DestinationError::Moved { to: to.into() });
        }
        // The receiver has another state than the one that we know: people have changed it there.
        if matches!(status.as_u16(), 409 | 412)
            && let Ok(now) = serde_json::from_slice::<Receipt>(&answer)
            && now.revision.is_some()
        {
            return Err(DestinationError::Edited(Box::new(edits(now))));
        }
        let detail = words(status.as_u16(), &answer);
        let what = || "the webhook".to_owned();
        Err(match status.as_u16() {
            413 => DestinationError::TooLarge { what: what() },
            429 => DestinationError::RateLimited {
                retry_after: retry_after(&headers),
            },
            408 | 500.. => DestinationError::Unavailable {
                detail,
                retry_after: retry_after(&headers),
            },
            _ => DestinationError::Rejected { what: what(), detail },
        })
    }
}

fn words(status: u16, body: &[u8]) -> String {
    let text = text_of(&String::from_utf8_lossy(body));
    let short: String = text.chars().take(200).collect();
    if short.is_empty() {
        format!("status {status}")
    } else {
        format!("status {status}: {short}")
    }
}

/// The name under which the HTML shows a picture.
fn reference(picture: &Picture) -> String {
    format!("images/{}.{}", picture_name(picture), picture.extension())
}

/// The pictures with their files, and the references of those that were left out.
async fn pictures(
    article: &OutgoingArticle,
    files: &dyn Files,
) -> Result<(Vec<Value>, Vec<String>), DestinationError> {
    let mut all = Vec::new();
    let mut left_out = Vec::new();
    let mut room = MAX_PICTURE_BYTES;
    for picture in &article.pictures {
        let file: Bytes = files.read(picture.id).await.map_err(DestinationError::File)?;
        let data = if file.len() <= room {
            room -= file.len();
            Some(STANDARD.encode(&file))
        } else {
            left_out.push(reference(picture));
            None
        };
        all.push(json!({
            "id": picture.id,
            "reference": reference(picture),
            "place": picture.place,
            "heading": picture.heading,
            "alt": picture.alt,
            "mime": picture.mime,
            "width": picture.width,
            "height": picture.height,
            "bytes": file.len(),
            "data": data,
        }));
    }
    Ok((all, left_out))
}

fn data(article: &OutgoingArticle, mode: Mode, known: Option<&Known>, pictures: &[Value]) -> Value {
    let (name, at) = match mode {
        Mode::Draft => (PublishAs::Draft, None),
        Mode::Publish => (PublishAs::Publish, None),
        Mode::Schedule(at) => (PublishAs::Schedule, Some(at)),
    };
    let structured: Option<Value> = article
        .json_ld
        .as_deref()
        .and_then(|json| serde_json::from_str(json).ok());
    json!({
        "id": article.content_id,
        "version": article.version,
        "remote_id": known.map(|known| &known.remote_id).filter(|id| !id.is_empty()),
        "expected_revision": expected(known),
        "mode": name,
        "publish_at": at.map(|at| at.to_rfc3339_opts(SecondsFormat::Secs, true)),
        "title": article.title,
        "slug": article.slug,
        "language": article.language,
        "excerpt": article.excerpt,
        "html": assemble(article, &|picture| Some(Source::new(reference(picture)))),
        "meta_title": article.meta_title,
        "meta_description": article.meta_description,
        "keywords": article.keywords,
        "faq": article.faq,
        "json_ld": structured,
        "tags": article.tags,
        "categories": article.categories,
        "pictures": pictures,
    })
}

#[async_trait]
impl Destination for Webhook {
    async fn check(&self) -> Result<Health, DestinationError> {
        self.send(&format!("ping_{}", Uuid::now_v7()), "ping", json!({}))
            .await?;
        Ok(Health {
            facts: vec![("Receiver", self.url.host_str().unwrap_or_default().to_owned())],
            warnings: Vec::new(),
        })
    }

    async fn publish(
        &self,
        article: &OutgoingArticle,
        files: &dyn Files,
        mode: Mode,
        known: Option<&Known>,
    ) -> Result<Published, DestinationError> {
        let mode = raised(mode, known);
        if mode != Mode::Draft && !article.for_readers {
            return Err(DestinationError::NotApproved);
        }
        let (pictures, left_out) = pictures(article, files).await?;
        let data = data(article, mode, known, &pictures);
        let status = match mode {
            Mode::Draft => PostStatus::Draft,
            Mode::Publish => PostStatus::Publish,
            Mode::Schedule(_) => PostStatus::Future,
        };
        // The same for another attempt at the same, so that the receiver can tell; another for every other event, also where
        // only its time or a picture is new.
        let id = format!("{}_{}", article.content_id, article.occasion);
        let receipt = match self.send(&id, "article.published", data).await {
            Err(DestinationError::Edited(mut edits)) => {
                edits.before = known.and_then(|known| known.baseline.clone());
                edits.fields = fields(&edits);
                if let Some(known) = known {
                    edits.remote_id.clone_from(&known.remote_id);
                    edits.url.clone_from(&known.url);
                }
                return Err(DestinationError::Edited(edits));
            }
            other => other?,
        };
        let snapshot = Snapshot {
            title: article.title.clone(),
            html: article.html.clone(),
            excerpt: article.excerpt.clone(),
            slug: article.slug.clone(),
            status: status.clone(),
            date: match mode {
                Mode::Schedule(at) => at.to_rfc3339_opts(SecondsFormat::Secs, true),
                Mode::Draft | Mode::Publish => String::new(),
            },
            revision: receipt.revision.unwrap_or_default(),
            ..Snapshot::default()
        };
        let remote_id = match receipt.id {
            Some(Value::String(id)) if !id.is_empty() => id,
            Some(Value::Number(id)) => id.to_string(),
            _ => known
                .map(|known| known.remote_id.clone())
                .filter(|id| !id.is_empty())
                .unwrap_or_else(|| article.content_id.to_string()),
        };
        // People click on it: nothing but an address of the web may stand there.
        let url = receipt
            .url
            .filter(|url| Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "http" | "https")));
        let differences = left_out
            .iter()
            .map(|name| format!("The image {name} was skipped: all images together are larger than 20 MB."))
            .collect();
        Ok(Published {
            remote_id,
            url: url.unwrap_or_else(|| known.map(|known| known.url.clone()).unwrap_or_default()),
            edit_url: None,
            status,
            media: BTreeMap::new(),
            terms: Vec::new(),
            differences,
            snapshot,
        })
    }

    async fn unpublish(&self, content_id: Uuid, known: &Known) -> Result<(), DestinationError> {
        let data = json!({"id": content_id, "remote_id": known.remote_id, "url": known.url});
        let id = format!("{content_id}_unpublished_{}", Uuid::now_v7());
        self.send(&id, "article.unpublished", data).await.map(drop)
    }
}
