//! Looks after what people have done to a post: before it is written, right before, and after.
//!
//! WordPress cannot write a post only if it is as somebody has read it, so a moment stays between the last look and the
//! write. What was saved in it is in the post's revisions, and is told; a category, a featured picture or a field for
//! search engines that somebody changed in just that moment has no revision and is not seen.

use serde::Deserialize;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::compare::same_text;
use super::lenient::Raw;
use super::post::{self, Post};
use super::site::Site;
use crate::destination::Known;
use crate::error::DestinationError;
use crate::snapshot::Edits;

/// The post that an article has, also one whose mark somebody has edited away.
///
/// # Errors
/// [`DestinationError::Edited`] if it was there and is not any more, unless somebody has said that it is to be made anew.
pub(super) async fn existing(
    site: &Site<'_>,
    content_id: Uuid,
    slug: &str,
    known: Option<&Known>,
) -> Result<Option<Post>, DestinationError> {
    let found = post::find(site, content_id, slug, known).await?;
    let Some(known) = known.filter(|known| found.is_none() && !known.remote_id.is_empty()) else {
        return Ok(found);
    };
    if let Some(post) = post::numbered(site, known).await? {
        return Ok(Some(post));
    }
    let revision = format!("gone-{}", known.remote_id);
    // Without a look at it right after we wrote, the number may be of another site.
    if known.baseline.is_none() || known.allows(&revision) {
        return Ok(None);
    }
    Err(DestinationError::Edited(Box::new(Edits {
        revision,
        before: known.baseline.clone(),
        remote_id: known.remote_id.clone(),
        url: known.url.clone(),
        ..Edits::default()
    })))
}

/// What people have changed since we last wrote, whether somebody said yes to it or not.
pub(super) fn edits(post: &Post, known: &Known) -> Option<Edits> {
    let before = known.baseline.as_ref()?;
    let now = post.snapshot(before.meta.keys());
    let fields = before.changed_fields(&now);
    if fields.is_empty() {
        return None;
    }
    Some(Edits {
        revision: now.name(&post.id.to_string()),
        fields: fields.into_iter().map(str::to_owned).collect(),
        before: Some(before.clone()),
        now: Some(now),
        remote_id: post.id.to_string(),
        url: post.link.clone(),
    })
}

/// Goes on only if nobody has changed the post since we last wrote, or somebody has said yes to what was changed.
pub(super) fn untouched(post: Option<&Post>, known: Option<&Known>) -> Result<(), DestinationError> {
    let (Some(post), Some(known)) = (post, known) else {
        return Ok(());
    };
    match edits(post, known) {
        Some(edits) if !known.allows(&edits.revision) => Err(DestinationError::Edited(Box::new(edits))),
        _ => Ok(()),
    }
}

/// The same for a post of which we remember nothing, as after a lost answer: it must be what would be written anyway.
pub(super) fn ours(
    post: Option<&Post>,
    known: Option<&Known>,
    body: &Map<String, Value>,
) -> Result<(), DestinationError> {
    let Some(post) = post.filter(|_| known.is_none_or(|known| known.baseline.is_none())) else {
        return Ok(());
    };
    let alone = post.revisions() <= 1;
    if same_text(body, post, alone) {
        return Ok(());
    }
    let now = post.snapshot(std::iter::empty());
    let revision = now.name(&post.id.to_string());
    if known.is_some_and(|known| known.allows(&revision)) {
        return Ok(());
    }
    Err(DestinationError::Edited(Box::new(Edits {
        revision,
        now: Some(now),
        remote_id: post.id.to_string(),
        url: post.link.clone(),
        ..Edits::default()
    })))
}

/// The one post that an article keeps if several were made at the same moment: the first. Takes back the one that was made
/// just now, if it is another, and answers with the first.
pub(super) async fn first(
    site: &Site<'_>,
    content_id: Uuid,
    made: u64,
) -> Result<Option<Post>, DestinationError> {
    let Some(first) = post::by_mark(site, content_id)
        .await?
        .filter(|first| first.id < made)
    else {
        return Ok(None);
    };
    let route = format!("/wp/v2/posts/{made}");
    // Many servers take nothing but GET and POST, for which WordPress knows this other word.
    let parameters = [("force", "true"), ("_method", "DELETE")];
    let gone = site
        .post::<Value>(&route, &parameters, &Value::Object(Map::new()))
        .await?;
    match gone {
        Ok(_) => Ok(Some(first)),
        Err(said) if said.is_gone() => Ok(Some(first)),
        Err(said) => Err(said.about("that the second of two equal posts is taken back")),
    }
}

/// A saved state of a post.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Revision {
    id: u64,
    title: Raw,
    content: Raw,
    excerpt: Raw,
}

impl Revision {
    fn is(&self, post: &Post) -> bool {
        self.title.raw == post.title.raw
            && self.content.raw == post.content.raw
            && self.excerpt.raw == post.excerpt.raw
    }
}

/// What somebody saved between our last look and our write, in a sentence that leads to it.
pub(super) async fn between(
    site: &Site<'_>,
    before: &Post,
    after: &Post,
) -> Result<Option<String>, DestinationError> {
    if after.last_revision() <= before.last_revision() {
        return Ok(None);
    }
    let parameters = [
        ("context", "edit"),
        ("orderby", "id"),
        ("order", "desc"),
        ("per_page", "10"),
        // Some versions know no nested fields here, and leave the whole field out then.
        ("_fields", "id,title,content,excerpt"),
    ];
    let route = format!("/wp/v2/posts/{}/revisions", after.id);
    // Sites may hide revisions; the article is published all the same.
    let Ok(revisions) = site.get::<Vec<Revision>>(&route, &parameters).await? else {
        return Ok(None);
    };
    let foreign = revisions.iter().find(|revision| {
        let is_newer = revision.id > before.last_revision();
        let is_told = !revision.content.raw.is_empty();
        is_newer && is_told && !revision.is(before) && !revision.is(after)
    });
    Ok(foreign.map(|revision| {
        format!(
            "Someone saved the post in WordPress at the same time. Their text is kept in revision {}. Open the post's revisions in WordPress to restore it.",
            revision.id
        )
    }))
}
