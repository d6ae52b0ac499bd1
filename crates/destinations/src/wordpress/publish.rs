//! Publishes an article as a post: pictures, terms, the post itself, and a look at what became of it.

use std::collections::BTreeMap;

use igny8::writer::schema_org::with_images;
use serde_json::{Map, Value, json};
use url::Url;
use uuid::Uuid;

use super::blocks;
use super::characters;
use super::client::Client;
use super::compare::differences;
use super::doctor;
use super::guard;
use super::media::{self, Media};
use super::meta::{self, Plugins};
use super::post::{self, Post, marked, set_mode};
use super::site::Site;
use super::submit::{Submission, primary, submit};
use super::terms::{self, Kind};
use crate::article::{Mode, OutgoingArticle};
use crate::assemble::{Source, assemble, structured_data};
use crate::destination::{Files, Known, Published};
use crate::error::DestinationError;
use crate::markup::escape;
use crate::slug::fitting;
use crate::status::PostStatus;

/// Creates or updates. Each step finds what an earlier attempt has left, so that it can be done again at any point.
pub(super) async fn publish(
    client: &Client,
    home: &Url,
    article: &OutgoingArticle,
    files: &dyn Files,
    mode: Mode,
    known: Option<&Known>,
) -> Result<Published, DestinationError> {
    let site = Site::open(client, home).await?;
    doctor::rights(&site.me)?;
    let mut told = Vec::new();
    let before = guard::existing(&site, article.content_id, &article.slug, known).await?;
    guard::untouched(before.as_ref(), known)?;
    let media = media::ensure(&site, article, files, known, &mut told).await?;
    let plugins = Plugins::of(&site).await;
    let style = blocks::style(&site, &plugins).await;
    let mut draft = text(&site, article, &media, style, &mut told);
    let terms = terms_of(&site, article, &mut told).await?;
    set_meta(&site, article, &plugins, &mut draft.body, &mut told);
    let mut before = match before {
        // Uploads take their time; people work meanwhile.
        Some(_) => guard::existing(&site, article.content_id, &article.slug, known).await?,
        None => None,
    };
    loop {
        guard::untouched(before.as_ref(), known)?;
        guard::ours(before.as_ref(), known, &draft.sent())?;
        let mut draft = draft.clone();
        terms.set(before.as_ref(), known, &mut draft.body);
        set_mode(&mut draft.body, mode, before.as_ref());
        let set = draft.body.get("status").and_then(Value::as_str);
        let becomes = match (set, &before) {
            (Some(set), _) => PostStatus::from(set.to_owned()),
            (None, Some(post)) => post.status.clone(),
            (None, None) => PostStatus::default(),
        };
        if becomes.is_live() && !article.for_readers {
            return Err(DestinationError::NotApproved);
        }
        let mut simpler = draft.clone();
        let (id, mut body) = submit(&site, article, known, before.as_ref(), draft, &mut told).await?;
        if before.is_none()
            && let Some(first) = guard::first(&site, article.content_id, id).await?
        {
            before = Some(first);
            continue;
        }
        let mut after = post::read(&site, id).await?;
        // Some databases cut a text at the first character that they do not take.
        if loses_characters(&body, &after) && simpler.simplify(&mut told) {
            body = submit(&site, article, known, Some(&after), simpler, &mut told)
                .await?
                .1;
            after = post::read(&site, id).await?;
        }
        told.extend(differences(&body, &after));
        if before.is_none() {
            told.extend(other_language(&site, article, id).await);
        }
        if let Some(before) = &before {
            told.extend(guard::between(&site, before, &after).await?);
        }
        return published(
            &site,
            article,
            &media,
            &terms,
            (before.as_ref(), after),
            (known, &body),
            told,
        );
    }
}

/// What to look at on a site with several languages, where a new post may have got another one than its own.
async fn other_language(site: &Site<'_>, article: &OutgoingArticle, id: u64) -> Option<String> {
    let plugin = site.index.languages_by()?;
    let wanted = primary(&article.language)?;
    match post::language(site, id).await {
        Some(is) if primary(&is).is_some_and(|is| is.eq_ignore_ascii_case(wanted)) => None,
        Some(is) => Some(format!(
            "{plugin} gave the post the language “{is}” instead of “{wanted}”. Set it in WordPress."
        )),
        None => Some(format!(
            "The site has several languages ({plugin}), and its REST API doesn't say which one the post got. Check that it is “{wanted}” in WordPress."
        )),
    }
}

/// Whether the post lacks characters of four bytes that were sent.
fn loses_characters(sent: &Map<String, Value>, post: &Post) -> bool {
    let fields = [
        ("title", &post.title.raw),
        ("content", &post.content.raw),
        ("excerpt", &post.excerpt.raw),
    ];
    fields.into_iter().any(|(name, kept)| {
        let sent = sent.get(name).and_then(Value::as_str).unwrap_or_default();
        characters::lost(sent, kept)
    })
}

/// What became of it.
fn published(
    site: &Site<'_>,
    article: &OutgoingArticle,
    media: &BTreeMap<Uuid, Media>,
    terms: &Terms,
    (before, after): (Option<&Post>, Post),
    (known, body): (Option<&Known>, &Map<String, Value>),
    told: Vec<String>,
) -> Result<Published, DestinationError> {
    let remembered = article
        .pictures
        .iter()
        .filter_map(|picture| Some((picture.key(), media.get(&picture.id)?.id.to_string())));
    // People click on it: nothing but an address of the web may stand there.
    if !Url::parse(&after.link).is_ok_and(|url| matches!(url.scheme(), "http" | "https")) {
        return Err(DestinationError::Malformed {
            detail: "the post has no address".to_owned(),
        });
    }
    let written = body.get("meta").and_then(Value::as_object);
    Ok(Published {
        remote_id: after.id.to_string(),
        edit_url: Some(edit_url(site, after.id)),
        media: remembered.collect(),
        terms: given(&terms.all(), before, known, &after),
        differences: told,
        snapshot: after.snapshot(written.into_iter().flat_map(Map::keys)),
        url: after.link,
        status: after.status,
    })
}

/// Makes a draft of the post again. One that is gone needs nothing.
pub(super) async fn unpublish(
    client: &Client,
    home: &Url,
    content_id: Uuid,
    known: &Known,
) -> Result<(), DestinationError> {
    let site = Site::open(client, home).await?;
    let Some(found) = post::find(&site, content_id, "", Some(known)).await? else {
        return match post::unrecognised(&site, known).await? {
            None => Ok(()),
            Some(id) => Err(DestinationError::Rejected {
                what: "that the article is taken back".to_owned(),
                detail: format!(
                    "post {id} no longer carries its mark: make it a draft in WordPress, if it is yours"
                ),
            }),
        };
    };
    let body = Map::from_iter([("status".to_owned(), json!(PostStatus::Draft))]);
    post::write(&site, Some(&found), &body, None)
        .await?
        .map(drop)
        .map_err(|said| said.about("the article"))
}

/// Title, content, slug, excerpt and featured picture.
fn text(
    site: &Site<'_>,
    article: &OutgoingArticle,
    media: &BTreeMap<Uuid, Media>,
    style: Option<blocks::Style>,
    told: &mut Vec<String>,
) -> Submission {
    let html = assemble(article, &|picture| {
        let media = media.get(&picture.id)?;
        Some(Source {
            url: media.source_url.clone(),
            // By this class WordPress offers smaller sizes to smaller screens.
            class: Some(format!("wp-image-{}", media.id)),
        })
    });
    let (content, mark) = match style {
        Some(style) => (
            blocks::of_html(&html, style),
            Some(post::mark(article.content_id)),
        ),
        None => (marked(&html, article.content_id), None),
    };
    let images: Vec<String> = article
        .pictures
        .iter()
        .filter_map(|picture| Some(media.get(&picture.id)?.source_url.clone()))
        .collect();
    let json_ld = article
        .json_ld
        .as_deref()
        .and_then(|json| with_images(json, &images));
    let mut structured = json_ld.as_deref().and_then(structured_data);
    // Of those who may not write scripts, WordPress would keep the text of the script and show it.
    if structured.is_some() && !site.me.may("unfiltered_html") {
        structured = None;
        told.push("Structured data was skipped: the WordPress user can't add scripts.".to_owned());
    }
    let mut body = Map::new();
    // Both are HTML to WordPress, and plain text to us.
    body.insert("title".to_owned(), json!(escape(&article.title)));
    body.insert("excerpt".to_owned(), json!(escape(&article.excerpt)));
    if !article.slug.is_empty() {
        body.insert("slug".to_owned(), json!(fitting(&article.slug)));
    }
    let featured = article.pictures.iter().find(|picture| picture.place == 0);
    if let Some(media) = featured.and_then(|picture| media.get(&picture.id)) {
        body.insert("featured_media".to_owned(), json!(media.id));
    }
    Submission {
        body,
        content,
        structured,
        mark,
    }
}

/// The article's categories and tags as the site knows them.
struct Terms {
    categories: Vec<u64>,
    tags: Vec<u64>,
}

impl Terms {
    fn all(&self) -> Vec<u64> {
        [&self.categories[..], &self.tags[..]].concat()
    }

    /// Puts them beside those that somebody has set in WordPress.
    fn set(&self, before: Option<&Post>, known: Option<&Known>, body: &mut Map<String, Value>) {
        let there = before.map_or(&[][..], |post| &post.categories);
        let all = beside(&self.categories, there, known);
        // A post always has a category; without any of ours, the site's choice stays.
        if !all.is_empty() {
            body.insert("categories".to_owned(), json!(all));
        }
        let all = beside(&self.tags, before.map_or(&[][..], |post| &post.tags), known);
        body.insert("tags".to_owned(), json!(all));
    }
}

async fn terms_of(
    site: &Site<'_>,
    article: &OutgoingArticle,
    told: &mut Vec<String>,
) -> Result<Terms, DestinationError> {
    Ok(Terms {
        categories: terms::ensure(site, Kind::Categories, &article.categories, told).await?,
        tags: terms::ensure(site, Kind::Tags, &article.tags, told).await?,
    })
}

fn is_from_us(term: u64, known: Option<&Known>) -> bool {
    known.is_some_and(|known| known.terms.contains(&term.to_string()))
}

/// Our terms, and of those that the post has the ones that it did not get from us.
fn beside(ours: &[u64], there: &[u64], known: Option<&Known>) -> Vec<u64> {
    let others = there
        .iter()
        .filter(|term| !ours.contains(term) && !is_from_us(**term, known));
    ours.iter().chain(others).copied().collect()
}

/// What to remember as given by us. What a new post has besides is the site's own default, and goes once we give more.
fn given(ours: &[u64], before: Option<&Post>, known: Option<&Known>, after: &Post) -> Vec<String> {
    let all = after.categories.iter().chain(&after.tags);
    all.filter(|term| before.is_none() || ours.contains(term) || is_from_us(**term, known))
        .map(u64::to_string)
        .collect()
}

fn set_meta(
    site: &Site<'_>,
    article: &OutgoingArticle,
    plugins: &Plugins,
    body: &mut Map<String, Value>,
    told: &mut Vec<String>,
) {
    let values = plugins.values(article);
    if meta::is_given(article) {
        told.extend(plugins.missing(&site.index));
    }
    if !values.is_empty() {
        body.insert("meta".to_owned(), Value::Object(values));
    }
}

fn edit_url(site: &Site<'_>, id: u64) -> String {
    let is_web = site.index.url.starts_with("https://") || site.index.url.starts_with("http://");
    let own = if is_web {
        site.index.url.clone()
    } else {
        site.root.home()
    };
    format!(
        "{}/wp-admin/post.php?post={id}&action=edit",
        own.trim_end_matches('/')
    )
}
