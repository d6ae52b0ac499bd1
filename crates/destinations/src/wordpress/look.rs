//! A look at the latest posts: what they tell of the site's editor, its fields and its user's rights.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::answer::Told;
use super::site::Site;
use crate::error::DestinationError;

/// How many posts are looked at.
const MAX_POSTS: &str = "10";

/// The beginnings of the names under which WordPress lists what its user may do with a post.
const MAY: [&str; 2] = ["wp:action-", "https://api.w.org/action-"];

/// What was seen.
#[derive(Debug, Default)]
pub(super) struct Look {
    posts: Vec<Seen>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Seen {
    content: Content,
    meta: Value,
    #[serde(rename = "_links")]
    links: BTreeMap<String, Value>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Content {
    /// 1 where a post is written in blocks, 0 where not; a WordPress without blocks does not say.
    block_version: Option<u64>,
}

impl Look {
    /// Asks for the posts as they are edited, which takes the right to write some.
    pub(super) async fn take(site: &Site<'_>) -> Result<Told<Self>, DestinationError> {
        let parameters = [
            ("context", "edit"),
            ("per_page", MAX_POSTS),
            ("_fields", "id,content.block_version,meta,_links"),
        ];
        let posts = site.get::<Vec<Seen>>("/wp/v2/posts", &parameters).await?;
        Ok(posts.map(|posts| Self { posts }))
    }

    /// How many posts say whether they are written in blocks, and how many of them are.
    pub(super) fn in_blocks(&self) -> (usize, usize) {
        let said = self.posts.iter().filter_map(|post| post.content.block_version);
        let (mut all, mut blocks) = (0, 0);
        for version in said {
            all += 1;
            blocks += usize::from(version > 0);
        }
        (all, blocks)
    }

    /// Whether a meta field is open to REST; none if there is no post to see it at.
    pub(super) fn has_meta(&self, name: &str) -> Option<bool> {
        let meta = self.posts.iter().find_map(|post| post.meta.as_object())?;
        Some(meta.contains_key(name))
    }

    /// Whether the user may do something, by WordPress' name of the action; none where it does not say.
    pub(super) fn may(&self, action: &str) -> Option<bool> {
        let links = self
            .posts
            .iter()
            .map(|post| &post.links)
            .find(|links| !links.is_empty())?;
        Some(
            MAY.iter()
                .any(|start| links.contains_key(&format!("{start}{action}"))),
        )
    }
}
