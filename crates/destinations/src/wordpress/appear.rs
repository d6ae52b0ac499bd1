//! Looks whether a scheduled post has appeared, and publishes one whose time WordPress has missed.
//!
//! WordPress publishes scheduled posts when somebody visits the site or its cron is called; a site without visitors, or with
//! its cron switched off, misses the time.

use serde_json::{Map, json};
use url::Url;
use uuid::Uuid;

use super::client::Client;
use super::guard;
use super::post;
use super::site::Site;
use crate::destination::{Appearance, Known, Look};
use crate::error::DestinationError;
use crate::status::PostStatus;

pub(super) async fn appear(
    client: &Client,
    home: &Url,
    content_id: Uuid,
    known: &Known,
) -> Result<Appearance, DestinationError> {
    let site = Site::open(client, home).await?;
    let Some(found) = post::find(&site, content_id, "", Some(known)).await? else {
        let why = "The post no longer exists in WordPress. Someone removed it.";
        return Ok(Appearance::Gone(why.to_owned()));
    };
    match (&found.status, found.ahead()) {
        (PostStatus::Publish, _) => Ok(Appearance::There {
            url: found.link,
            late: false,
        }),
        (PostStatus::Future, Some(at)) => Ok(Appearance::Later(at)),
        (PostStatus::Future, None) => {
            let body = Map::from_iter([("status".to_owned(), json!(PostStatus::Publish))]);
            let id = post::write(&site, Some(&found), &body, None)
                .await?
                .map_err(|said| said.about("the article"))?;
            let url = post::read(&site, id).await?.link;
            Ok(Appearance::There { url, late: true })
        }
        (status, _) => Ok(Appearance::Withheld(format!(
            "Someone changed the post in WordPress. Its status is “{status}”."
        ))),
    }
}

/// How the post is there now, without changing anything.
pub(super) async fn look(
    client: &Client,
    home: &Url,
    content_id: Uuid,
    known: &Known,
) -> Result<Look, DestinationError> {
    let site = Site::open(client, home).await?;
    let found = match guard::existing(&site, content_id, "", Some(known)).await {
        Ok(found) => found,
        Err(DestinationError::Edited(edits)) => {
            return Ok(Look {
                url: known.url.clone(),
                status: PostStatus::default(),
                at: None,
                edits: Some(*edits),
            });
        }
        Err(error) => return Err(error),
    };
    let edits = found.as_ref().and_then(|post| guard::edits(post, known));
    let at = found
        .as_ref()
        .and_then(|post| post.ahead().filter(|_| post.status == PostStatus::Future));
    let (url, status) = found.map_or_else(
        || (known.url.clone(), PostStatus::default()),
        |post| (post.link, post.status),
    );
    Ok(Look {
        url,
        status,
        at,
        edits,
    })
}
