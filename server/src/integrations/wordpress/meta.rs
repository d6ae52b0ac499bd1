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

impl Fields {
    fn all(&self) -> [&'static str; 3] {
        [self.title, self.description, self.keyword]
    }
}

/// The plugins' fields that a site lets others write. Plugins open theirs one by one.
pub(super) struct Plugins(Vec<(&'static Fields, Vec<&'static str>)>);

impl Plugins {
    /// Reads the declaration of a post, since WordPress silently ignores fields that are not in it.
    pub(super) async fn of(site: &Site<'_>) -> Result<Self, DestinationError> {
        let declared = site
            .call::<Value>(Method::OPTIONS, "/wp/v2/posts", &[], None)
            .await?
            .unwrap_or_default();
        let open = &declared["schema"]["properties"]["meta"]["properties"];
        let of_plugin = |fields: &'static Fields| {
            let names = fields.all().into_iter().filter(|name| open.get(name).is_some());
            let names: Vec<_> = names.collect();
            (!names.is_empty()).then_some((fields, names))
        };
        Ok(Self(FIELDS.iter().filter_map(of_plugin).collect()))
    }

    /// Their names, if there are any.
    pub(super) fn names(&self) -> Option<String> {
        let names: Vec<_> = self.0.iter().map(|(fields, _)| fields.name).collect();
        (!names.is_empty()).then(|| names.join(", "))
    }

    /// What to say where there are none.
    pub(super) fn missing(&self, index: &Index) -> Option<String> {
        let closed = |(fields, open): &(&Fields, Vec<_>)| open.len() < fields.all().len();
        if let Some((fields, _)) = self.0.iter().find(|plugin| closed(plugin)) {
            return Some(format!(
                "Not all of title, description and focus keyword for search engines are written: {} opens only some of its \
                 meta fields to REST.",
                fields.name
            ));
        }
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
            .flat_map(|(fields, open)| {
                let all = [
                    (fields.title, article.meta_title.as_str()),
                    (fields.description, article.meta_description.as_str()),
                    (fields.keyword, keyword),
                ];
                all.into_iter().filter(|(name, _)| open.contains(name))
            })
            .map(|(name, value)| (name.to_owned(), Value::from(value)))
            .collect()
    }
}

/// Whether an article has any of it.
pub(super) fn is_given(article: &Article) -> bool {
    !(article.meta_title.is_empty() && article.meta_description.is_empty() && article.keywords.is_empty())
}
