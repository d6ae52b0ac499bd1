//! Compares what was sent with what WordPress made of it.

use serde_json::{Map, Value};

use super::post::Post;
use crate::markup::{decode, single_spaced, text_of};

/// What is not as it was asked for, in sentences.
pub(super) fn differences(sent: &Map<String, Value>, post: &Post) -> Vec<String> {
    let mut found = Vec::new();
    let text = |name: &str| sent.get(name).and_then(Value::as_str).unwrap_or_default();
    if folded(text("title")) != folded(&post.title.raw) {
        found.push(format!("The title was changed to “{}”.", post.title.raw));
    }
    let slug = text("slug");
    if !slug.is_empty() && slug != percent_decoded(&post.slug) {
        found.push(format!(
            "The slug is “{}” instead of “{slug}”. Another page already uses it, or the site changed it.",
            percent_decoded(&post.slug)
        ));
    }
    let status = text("status");
    if !status.is_empty() && status != post.status.as_str() {
        found.push(format!("The status is “{}” instead of “{status}”.", post.status));
    }
    if folded(text("excerpt")) != folded(&post.excerpt.raw) {
        found.push("The excerpt was changed by the site.".to_owned());
    }
    if folded(text("content")) != folded(&post.content.raw) {
        found.push(
            if text_of(text("content")) == text_of(&post.content.raw) {
                "The site removed some HTML from the text. All words are still there."
            } else {
                "The text was changed by the site."
            }
            .to_owned(),
        );
    }
    if let Some(featured) = sent.get("featured_media").and_then(Value::as_u64)
        && featured != post.featured_media
    {
        found.push("The featured image isn't set. The theme may not support one.".to_owned());
    }
    if !all_in(sent.get("categories"), &post.categories) {
        found.push("Not all categories are set.".to_owned());
    }
    if !all_in(sent.get("tags"), &post.tags) {
        found.push("Not all tags are set.".to_owned());
    }
    if let Some(meta) = sent.get("meta").and_then(Value::as_object) {
        let changed = meta.iter().any(|(name, value)| {
            let kept = post.meta.get(name).and_then(Value::as_str).unwrap_or_default();
            folded(value.as_str().unwrap_or_default()) != folded(kept)
        });
        if changed {
            found.push(
                "The meta title, meta description or focus keyword were changed by the site.".to_owned(),
            );
        }
    }
    found
}

/// Whether a post has the text that would be written. `alone` says that nobody has saved it since it was made: then a site
/// that takes some of the HTML out of texts may have done that to ours.
pub(super) fn same_text(sent: &Map<String, Value>, post: &Post, alone: bool) -> bool {
    let text = |name: &str| sent.get(name).and_then(Value::as_str).unwrap_or_default();
    let content = text("content");
    folded(text("title")) == folded(&post.title.raw)
        && folded(text("excerpt")) == folded(&post.excerpt.raw)
        && (folded(content) == folded(&post.content.raw)
            || alone && text_of(content) == text_of(&post.content.raw))
}

fn all_in(sent: Option<&Value>, kept: &[u64]) -> bool {
    let sent = sent.and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    sent.iter().filter_map(Value::as_u64).all(|id| kept.contains(&id))
}

/// Without the differences that WordPress makes to every text: escapes, line ends, blanks, closed empty elements.
fn folded(text: &str) -> String {
    single_spaced(&decode(text).replace(" />", ">").replace("/>", ">"))
}

/// WordPress keeps letters other than ASCII in a slug as `%c3%a4`.
fn percent_decoded(slug: &str) -> String {
    let mut decoded = form_urlencoded::parse(slug.as_bytes());
    decoded
        .next()
        .map(|(name, _)| name.into_owned())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::status::PostStatus;
    use crate::wordpress::lenient::Raw;

    fn sent() -> Map<String, Value> {
        let Value::Object(sent) = json!({
            "title": "Tools & \"care\"", "slug": "tööls", "status": "publish", "excerpt": "One line",
            "content": "<p>a</p>\n<img src=\"x\">", "featured_media": 3, "categories": [1], "tags": [5, 6],
            "meta": {"_yoast_wpseo_title": "A & B"},
        }) else {
            return Map::new();
        };
        sent
    }

    fn raw(text: &str) -> Raw {
        Raw { raw: text.to_owned() }
    }

    fn post() -> Post {
        Post {
            slug: "t%c3%b6%c3%b6ls".into(),
            status: PostStatus::Publish,
            title: raw("Tools &amp; \"care\""),
            content: raw("<p>a</p>\r\n<img src=\"x\" />"),
            excerpt: raw("One line"),
            featured_media: 3,
            categories: vec![1, 2],
            tags: vec![6, 5],
            meta: json!({"_yoast_wpseo_title": "A &amp; B"}),
            ..Post::default()
        }
    }

    #[test]
    fn harmless_differences_are_none() {
        assert_eq!(differences(&sent(), &post()), Vec::<String>::new());
    }

    #[test]
    fn each_difference_is_told() {
        let changed = Post {
            slug: "tools-2".into(),
            status: PostStatus::Pending,
            title: raw("Else"),
            content: raw("<p>a</p>"),
            ..Post::default()
        };
        let told = differences(&sent(), &changed);
        assert_eq!(told.len(), 9, "{told:#?}");
        assert!(told[1].contains("“tools-2”"), "{told:#?}");
        assert!(told[4].contains("All words are still there"), "{told:#?}");
    }
}
