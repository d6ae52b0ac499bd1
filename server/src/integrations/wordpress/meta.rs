//! Title, description and focus keyword for search engines, in the fields of Yoast and Rank Math.

use reqwest::Method;
use serde_json::{Map, Value};

use super::discover::Index;
use super::site::Site;
use crate::integrations::article::Article;
use crate::integrations::error::DestinationError;

/// A plugin's fields.
struct Fields {
    name: &'static str,
    /// What stands in the API's list of namespaces where the plugin is active.
    namespace: &'static str,
    title: &'static str,
    description: &'static str,
    keyword: &'static str,
}

const FIELDS: &[Fields] = &[
    Fields {
        name: "Yoast",
        namespace: "yoast/v1",
        title: "_yoast_wpseo_title",
        description: "_yoast_wpseo_metadesc",
        keyword: "_yoast_wpseo_focuskw",
    },
    Fields {
        name: "Rank Math",
        namespace: "rankmath/v1",
        title: "rank_math_title",
        description: "rank_math_description",
        keyword: "rank_math_focus_keyword",
    },
];

/// The plugins whose fields a site lets others write.
pub(super) struct Plugins(Vec<&'static Fields>);

impl Plugins {
    /// Reads the declaration of a post, since WordPress silently ignores fields that are not in it.
    pub(super) async fn of(site: &Site<'_>) -> Result<Self, DestinationError> {
        let declared = site
            .call::<Value>(Method::OPTIONS, "/wp/v2/posts", &[], None)
            .await?
            .unwrap_or_default();
        let open = &declared["schema"]["properties"]["meta"]["properties"];
        let is_open = |fields: &&Fields| {
            [fields.title, fields.description, fields.keyword]
                .iter()
                .all(|name| open.get(name).is_some())
        };
        Ok(Self(FIELDS.iter().filter(is_open).collect()))
    }

    /// Their names, if there are any.
    pub(super) fn names(&self) -> Option<String> {
        let names: Vec<_> = self.0.iter().map(|fields| fields.name).collect();
        (!names.is_empty()).then(|| names.join(", "))
    }

    /// What to say where there are none.
    pub(super) fn missing(&self, index: &Index) -> Option<String> {
        if !self.0.is_empty() {
            return None;
        }
        let active = FIELDS
            .iter()
            .find(|fields| index.namespaces.iter().any(|name| name == fields.namespace));
        Some(match active {
            Some(fields) => format!(
                "Title, description and focus keyword for search engines are not written: {} is there, but its meta \
                 fields are not open to REST.",
                fields.name
            ),
            None => "Title, description and focus keyword for search engines are not written: that needs Yoast or \
                     Rank Math with its meta fields open to REST."
                .to_owned(),
        })
    }

    /// The fields of an article for these plugins.
    pub(super) fn values(&self, article: &Article) -> Map<String, Value> {
        let keyword = article.keywords.first().map_or("", String::as_str);
        self.0
            .iter()
            .flat_map(|fields| {
                [
                    (fields.title, article.meta_title.as_str()),
                    (fields.description, article.meta_description.as_str()),
                    (fields.keyword, keyword),
                ]
            })
            .map(|(name, value)| (name.to_owned(), Value::from(value)))
            .collect()
    }
}

/// Whether an article has any of it.
pub(super) fn is_given(article: &Article) -> bool {
    !(article.meta_title.is_empty() && article.meta_description.is_empty() && article.keywords.is_empty())
}
