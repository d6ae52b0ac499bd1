//! The post of an article: found again, written, read back.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use url::Url;
use uuid::Uuid;

use super::lenient::{self, Raw};
use super::said::Said;
use super::site::Site;
use crate::article::Mode;
use crate::destination::Known;
use crate::error::DestinationError;
use crate::slug::{decoded, fitting};
use crate::snapshot::Snapshot;
use crate::status::PostStatus;

const ROUTE: &str = "/wp/v2/posts";

const FIELDS: &str = "id,link,slug,status,date_gmt,modified_gmt,title.raw,content.raw,excerpt.raw,featured_media,categories,tags,meta,_links";

/// WordPress takes a date ahead of its own clock for a schedule, so "now" is told with room for clocks that differ.
const CLOCKS_DIFFER: TimeDelta = TimeDelta::minutes(5);

/// A post.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Post {
    /// Of documents beside the answer, one without it is none.
    #[serde(deserialize_with = "lenient::id")]
    pub(super) id: u64,
    #[serde(default, deserialize_with = "lenient::text")]
    pub(super) link: String,
    #[serde(default, deserialize_with = "lenient::text")]
    pub(super) slug: String,
    #[serde(default, deserialize_with = "lenient::status")]
    pub(super) status: PostStatus,
    #[serde(default, deserialize_with = "lenient::some_text")]
    pub(super) date_gmt: Option<String>,
    #[serde(default, deserialize_with = "lenient::raw")]
    pub(super) title: Raw,
    #[serde(default, deserialize_with = "lenient::raw")]
    pub(super) content: Raw,
    #[serde(default, deserialize_with = "lenient::raw")]
    pub(super) excerpt: Raw,
    #[serde(default, deserialize_with = "lenient::number")]
    pub(super) featured_media: u64,
    #[serde(default, deserialize_with = "lenient::numbers")]
    pub(super) categories: Vec<u64>,
    #[serde(default, deserialize_with = "lenient::numbers")]
    pub(super) tags: Vec<u64>,
    #[serde(default)]
    pub(super) meta: Value,
    #[serde(default, deserialize_with = "lenient::some_text")]
    pub(super) modified_gmt: Option<String>,
    #[serde(rename = "_links", default)]
    pub(super) links: Value,
}

impl Post {
    /// How it is there, with those of its fields for plugins that are named.
    pub(super) fn snapshot<'a>(&self, meta: impl Iterator<Item = &'a String>) -> Snapshot {
        let ids = |ids: &[u64]| ids.iter().map(u64::to_string).collect();
        let kept = |name: &String| {
            let value = self.meta.get(name)?;
            Some((
                name.clone(),
                value.as_str().map_or_else(|| value.to_string(), str::to_owned),
            ))
        };
        Snapshot {
            title: self.title.raw.clone(),
            html: self.content.raw.clone(),
            excerpt: self.excerpt.raw.clone(),
            slug: self.slug.clone(),
            status: self.status.clone(),
            // Drafts have none, or zeros; that of a published post is not ours to change.
            date: if self.status == PostStatus::Future {
                self.date_gmt.clone().unwrap_or_default()
            } else {
                String::new()
            },
            categories: ids(&self.categories),
            tags: ids(&self.tags),
            featured: if self.featured_media == 0 {
                String::new()
            } else {
                self.featured_media.to_string()
            },
            meta: meta.filter_map(kept).collect(),
            modified: self.modified_gmt.clone().unwrap_or_default(),
            revision: String::new(),
        }
    }

    /// How many revisions WordPress keeps of it, if it says so.
    pub(super) fn revisions(&self) -> u64 {
        self.links["version-history"][0]["count"]
            .as_u64()
            .unwrap_or_default()
    }

    /// The latest of them.
    pub(super) fn last_revision(&self) -> u64 {
        self.links["predecessor-version"][0]["id"]
            .as_u64()
            .unwrap_or_default()
    }

    fn is_marked(&self, content_id: Uuid) -> bool {
        self.content.raw.contains(&key(content_id))
    }

    /// The date, if it is still to come.
    pub(super) fn ahead(&self) -> Option<DateTime<Utc>> {
        let date = self.date_gmt.as_deref()?;
        let date = NaiveDateTime::parse_from_str(date, "%Y-%m-%dT%H:%M:%S")
            .ok()?
            .and_utc();
        (date > Utc::now()).then_some(date)
    }
}

fn key(content_id: Uuid) -> String {
    format!("igny8:{content_id}")
}

/// The comment that a post is known by.
pub(super) fn mark(content_id: Uuid) -> String {
    format!("<!-- {} -->", key(content_id))
}

/// What an article's post is found again by: a comment in its text, inside the last paragraph, because WordPress makes a
/// paragraph of its own from a comment that stands alone.
pub(super) fn marked(html: &str, content_id: Uuid) -> String {
    let mark = mark(content_id);
    let at = html.rfind("</p>").unwrap_or(html.len());
    format!("{}{mark}{}", &html[..at], &html[at..])
}

/// The post with an id, whatever its status, if it is there.
pub(super) async fn by_id(site: &Site<'_>, id: u64) -> Result<Option<Post>, DestinationError> {
    let parameters = [("context", "edit"), ("_fields", FIELDS)];
    match site.get::<Post>(&format!("{ROUTE}/{id}"), &parameters).await? {
        Ok(post) if post.status == PostStatus::Trash => Ok(None),
        Ok(post) => Ok(Some(post)),
        Err(said) if said.is_gone() => Ok(None),
        Err(said) => Err(said.about("the post")),
    }
}

/// The post of an article, if it has one outside the trash. A post that merely has the number we know, as on a site that
/// was set up anew, is somebody else's and is left alone.
pub(super) async fn find(
    site: &Site<'_>,
    content_id: Uuid,
    slug: &str,
    known: Option<&Known>,
) -> Result<Option<Post>, DestinationError> {
    if let Some(known) = known
        && let Ok(id) = known.remote_id.parse()
        && let Some(post) = by_id(site, id).await?
        && (post.is_marked(content_id) || same_page(&post, known, slug))
    {
        return Ok(Some(post));
    }
    by_mark(site, content_id).await
}

/// Whether a post whose mark somebody has edited away is the one that we know: on the same host, and with an address
/// that says more than its number.
fn same_page(post: &Post, known: &Known, slug: &str) -> bool {
    let same_address = post.link == known.url && !known.url.contains("?p=");
    let same_slug = !slug.is_empty() && decoded(&post.slug) == fitting(slug);
    same_host(&post.link, &known.url) && (same_address || same_slug)
}

fn same_host(one: &str, other: &str) -> bool {
    let host = |text: &str| {
        Url::parse(text)
            .ok()
            .and_then(|url| url.host_str().map(str::to_owned))
    };
    host(one).is_some_and(|one| Some(one) == host(other))
}

/// The post with the number that we know, on the same host, whatever has become of its mark.
pub(super) async fn numbered(site: &Site<'_>, known: &Known) -> Result<Option<Post>, DestinationError> {
    let Ok(id) = known.remote_id.parse() else {
        return Ok(None);
    };
    let post = by_id(site, id).await?;
    Ok(post.filter(|post| same_host(&post.link, &known.url)))
}

/// The post with the number that we know, if readers see it on the same host and it is not recognised as ours.
pub(super) async fn unrecognised(site: &Site<'_>, known: &Known) -> Result<Option<u64>, DestinationError> {
    let seen = numbered(site, known).await?;
    let seen = seen.filter(|post| post.status.is_live());
    Ok(seen.map(|post| post.id))
}

/// By the mark: the site's own search first; then the latest posts, as a plugin may search differently.
pub(super) async fn by_mark(site: &Site<'_>, content_id: Uuid) -> Result<Option<Post>, DestinationError> {
    let key = key(content_id);
    for search in [
        &[("search", key.as_str()), ("order", "asc")][..],
        &[("order", "desc")],
    ] {
        let mut parameters = vec![
            ("status", "any"),
            ("context", "edit"),
            ("per_page", "20"),
            ("orderby", "id"),
            ("_fields", FIELDS),
        ];
        parameters.extend_from_slice(search);
        let found = match site.get::<Vec<Post>>(ROUTE, &parameters).await? {
            Ok(found) => found,
            // One post that cannot be written as JSON spoils the whole list.
            Err(said) if said.code.ends_with("_encode_error") => one_by_one(site).await?,
            Err(said) => return Err(said.about("a look for the post")),
        };
        if let Some(post) = found.into_iter().find(|post| post.is_marked(content_id)) {
            return Ok(Some(post));
        }
    }
    Ok(None)
}

/// The latest posts that can be read.
async fn one_by_one(site: &Site<'_>) -> Result<Vec<Post>, DestinationError> {
    #[derive(Deserialize)]
    struct Numbered {
        #[serde(deserialize_with = "lenient::id")]
        id: u64,
    }
    let parameters = [
        ("status", "any"),
        ("context", "edit"),
        ("per_page", "20"),
        ("orderby", "id"),
        ("order", "desc"),
        ("_fields", "id"),
    ];
    let listed = site.get::<Vec<Numbered>>(ROUTE, &parameters).await?;
    let mut posts = Vec::new();
    for Numbered { id } in listed.map_err(|said| said.about("a look for the post"))? {
        match by_id(site, id).await {
            Ok(post) => posts.extend(post),
            // The one that spoils the list.
            Err(DestinationError::Unavailable {
                retry_after: None, ..
            }) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(posts)
}

/// The status that a mode becomes at this moment.
pub(super) fn status(mode: Mode) -> PostStatus {
    match mode {
        Mode::Draft => PostStatus::Draft,
        Mode::Schedule(at) if at > Utc::now() => PostStatus::Future,
        Mode::Publish | Mode::Schedule(_) => PostStatus::Publish,
    }
}

/// Status and date, which depend on what the post was before: its state is raised or stays as it is.
pub(super) fn set_mode(body: &mut Map<String, Value>, mode: Mode, before: Option<&Post>) {
    let wanted = status(mode);
    if let Some(post) = before
        && !wanted.is_above(&post.status)
        && (&post.status, &wanted) != (&PostStatus::Future, &PostStatus::Future)
    {
        return;
    }
    body.insert("status".to_owned(), json!(wanted));
    let date = match mode {
        Mode::Schedule(at) => Some(at),
        // A date that lies ahead would make a schedule of it again.
        Mode::Publish if before.is_some_and(|post| post.ahead().is_some()) => {
            Some(Utc::now() - CLOCKS_DIFFER)
        }
        Mode::Publish | Mode::Draft => None,
    };
    if let Some(date) = date {
        body.insert("date_gmt".to_owned(), json!(wire_date(date)));
    }
}

fn wire_date(date: DateTime<Utc>) -> String {
    date.format("%Y-%m-%dT%H:%M:%S").to_string()
}

/// Creates the post, or changes the one that is there; its id comes back.
pub(super) async fn write(
    site: &Site<'_>,
    before: Option<&Post>,
    body: &Map<String, Value>,
    language: Option<&str>,
) -> Result<Result<u64, Said>, DestinationError> {
    #[derive(Deserialize)]
    struct Written {
        #[serde(deserialize_with = "lenient::id")]
        id: u64,
    }
    let route = match before {
        Some(post) => format!("{ROUTE}/{}", post.id),
        None => ROUTE.to_owned(),
    };
    let body = Value::Object(body.clone());
    let mut parameters = vec![("_fields", "id")];
    parameters.extend(language.map(|language| ("lang", language)));
    let written = site.post::<Written>(&route, &parameters, &body).await?;
    Ok(written.map(|written| written.id))
}

/// The language that a plugin says a post has.
pub(super) async fn language(site: &Site<'_>, id: u64) -> Option<String> {
    let parameters = [("context", "edit"), ("_fields", "lang")];
    let told = site.get::<Value>(&format!("{ROUTE}/{id}"), &parameters).await;
    Some(told.ok()?.ok()?["lang"].as_str()?.to_owned())
}

/// The post as WordPress has it now.
pub(super) async fn read(site: &Site<'_>, id: u64) -> Result<Post, DestinationError> {
    by_id(site, id).await?.ok_or_else(|| DestinationError::Malformed {
        detail: "the new post can't be found: a plugin may have removed it".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mark_stands_inside_the_last_paragraph() {
        let id = Uuid::nil();
        assert_eq!(
            marked("<p>a</p><p>b</p><ul></ul>", id),
            format!("<p>a</p><p>b<!-- igny8:{id} --></p><ul></ul>")
        );
        assert_eq!(marked("x", id), format!("x<!-- igny8:{id} -->"));
    }

    #[test]
    fn publishing_a_scheduled_post_moves_its_date() {
        let ahead = Post {
            status: PostStatus::Future,
            date_gmt: Some("2999-01-01T00:00:00".to_owned()),
            ..Post::default()
        };
        let mut body = Map::new();
        set_mode(&mut body, Mode::Publish, Some(&ahead));
        assert_eq!(body["status"], "publish");
        assert!(body["date_gmt"].as_str() < Some("2999"));
        let mut body = Map::new();
        set_mode(&mut body, Mode::Publish, Some(&Post::default()));
        assert_eq!(body.get("date_gmt"), None);
        let mut body = Map::new();
        let at = Utc::now() + TimeDelta::days(1);
        set_mode(&mut body, Mode::Schedule(at), None);
        assert_eq!(body["status"], "future");
        assert_eq!(body["date_gmt"], wire_date(at));
        assert_eq!(
            status(Mode::Schedule(Utc::now() - TimeDelta::days(1))),
            PostStatus::Publish
        );
    }

    #[test]
    fn a_post_without_mark_is_ours_by_its_address_only() {
        let known = Known {
            url: "https://a.example/?p=7".into(),
            ..Known::default()
        };
        let post = |link: &str, slug: &str| Post {
            link: link.into(),
            slug: slug.into(),
            ..Post::default()
        };
        assert!(!same_page(&post("https://a.example/?p=7", ""), &known, ""));
        let page = Known {
            url: "https://a.example/z/".into(),
            ..Known::default()
        };
        assert!(same_page(&post("https://a.example/z/", "z"), &page, ""));
        assert!(same_page(&post("https://a.example/x/", "x"), &known, "x"));
        assert!(same_page(&post("https://a.example/x/", "%c3%bc"), &known, "ü"));
        assert!(!same_page(&post("https://b.example/x/", "x"), &known, "x"));
        assert!(!same_page(&post("https://a.example/y/", "y"), &known, "x"));
    }
}
