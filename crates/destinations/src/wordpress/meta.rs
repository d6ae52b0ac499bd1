//! Title, description and focus keyword for search engines, in the fields of Yoast, Rank Math and `SEOPress`.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Map, Value};

use super::discover::Index;
use super::site::Site;
use crate::article::OutgoingArticle;

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
    Fields {
        name: "SEOPress",
        namespace: "seopress/v1",
        title: "_seopress_titles_title",
        description: "_seopress_titles_desc",
        keyword: "_seopress_analysis_target_kw",
    },
];

/// Plugins that keep no such fields with posts, with their namespaces: theirs are filled in by hand.
const OTHERS: &[(&str, &str)] = &[
    ("aioseo/v1", "All in One SEO"),
    ("surerank/v1", "SureRank"),
    ("slim-seo", "Slim SEO"),
    ("squirrly/v1", "Squirrly SEO"),
];

impl Fields {
    fn all(&self) -> [&'static str; 3] {
        [self.title, self.description, self.keyword]
    }
}

/// The plugins' fields that a site lets others write. Plugins open theirs one by one.
#[derive(Default)]
pub(super) struct Plugins {
    open: Vec<(&'static Fields, Vec<&'static str>)>,
    /// What came instead of the declaration that they are read from.
    unanswered: Option<String>,
    /// Whether the declaration knows of blocks; none where it was not to be had.
    pub(super) blocks: Option<bool>,
}

/// How long the declaration is waited for at most: it is not worth an article.
const TIMEOUT: Duration = Duration::from_secs(10);

impl Plugins {
    /// Reads the declaration of a post, since WordPress silently ignores fields that are not in it. Web servers and
    /// firewalls answer OPTIONS themselves, or not at all; then it is asked for by another method, and failing that, posts
    /// show their fields.
    pub(super) async fn of(site: &Site<'_>) -> Self {
        let mut unanswered = None;
        for (method, parameters) in [
            (Method::OPTIONS, &[][..]),
            (Method::GET, &[("_method", "OPTIONS"), ("per_page", "1")]),
        ] {
            match declared(site, method, parameters).await {
                Ok(declared) => {
                    let properties = &declared["schema"]["properties"];
                    let open = &properties["meta"]["properties"];
                    return Self {
                        open: fields_where(|name| open.get(name).is_some()),
                        unanswered: None,
                        blocks: properties["content"]["properties"]
                            .as_object()
                            .map(|content| content.contains_key("block_version")),
                    };
                }
                Err(words) => unanswered = unanswered.or(Some(words)),
            }
        }
        let look = site.look().await;
        let open = fields_where(|name| look.and_then(|look| look.has_meta(name)) == Some(true));
        // What is seen at posts is as good as declared.
        let unanswered = unanswered.filter(|_| open.is_empty());
        Self {
            open,
            unanswered,
            blocks: None,
        }
    }

    /// Their names, if there are any.
    pub(super) fn names(&self) -> Option<String> {
        let names: Vec<_> = self.open.iter().map(|(fields, _)| fields.name).collect();
        (!names.is_empty()).then(|| names.join(", "))
    }

    /// What to say where there are none.
    pub(super) fn missing(&self, index: &Index) -> Option<String> {
        let closed = |(fields, open): &(&Fields, Vec<_>)| open.len() < fields.all().len();
        if let Some((fields, _)) = self.open.iter().find(|plugin| closed(plugin)) {
            return Some(format!(
                "The meta title, meta description and focus keyword were only partly saved: {} opens only some of its meta fields to REST.",
                fields.name
            ));
        }
        if !self.open.is_empty() {
            return None;
        }
        if let Some(words) = &self.unanswered {
            return Some(format!(
                "The meta title, meta description and focus keyword weren't saved: the site's web server or firewall blocks OPTIONS requests to WordPress ({words}), which show whether an SEO plugin accepts them. Allow OPTIONS requests to /wp-json/ there."
            ));
        }
        let active = FIELDS
            .iter()
            .find(|fields| index.namespaces.iter().any(|name| name == fields.namespace));
        let other = OTHERS
            .iter()
            .find(|(namespace, _)| index.namespaces.iter().any(|name| name == namespace));
        Some(match (active, other) {
            (Some(fields), _) => format!(
                "The meta title, meta description and focus keyword weren't saved: {} is installed, but its meta fields aren't open to REST.",
                fields.name
            ),
            (None, Some((_, name))) => format!(
                "The meta title, meta description and focus keyword weren't saved: {name} doesn't open these fields to REST. Enter them in WordPress."
            ),
            (None, None) => "The meta title, meta description and focus keyword weren't saved: this requires Yoast, Rank Math or SEOPress with its meta fields open to REST."
                .to_owned(),
        })
    }

    /// The fields of an article for these plugins.
    pub(super) fn values(&self, article: &OutgoingArticle) -> Map<String, Value> {
        let keyword = article.keywords.first().map_or("", String::as_str);
        self.open
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

fn fields_where(is_open: impl Fn(&str) -> bool) -> Vec<(&'static Fields, Vec<&'static str>)> {
    let of_plugin = |fields: &'static Fields| {
        let names: Vec<_> = fields.all().into_iter().filter(|name| is_open(name)).collect();
        (!names.is_empty()).then_some((fields, names))
    };
    FIELDS.iter().filter_map(of_plugin).collect()
}

/// The declaration, or in words what came instead.
async fn declared(site: &Site<'_>, method: Method, parameters: &[(&str, &str)]) -> Result<Value, String> {
    let url = site.root.at("/wp/v2/posts", parameters);
    let request = site
        .client
        .request(method, url)
        .map_err(|error| error.to_string())?;
    let patience = site.client.patience.min(TIMEOUT);
    let answer = site.client.send_within(request, &site.host, patience).await;
    match answer.and_then(|answer| answer.json::<Value>(&|beside| site.client.hear(beside))) {
        // A site that answers properly and declares nothing has nothing to declare.
        Ok(Ok(declared)) if declared.is_object() => Ok(declared),
        Ok(Ok(_)) => Err("another answer than a declaration".to_owned()),
        Ok(Err(said)) => Err(said.words()),
        Err(error) => Err(error.to_string()),
    }
}

/// Whether an article has any of it.
pub(super) fn is_given(article: &OutgoingArticle) -> bool {
    !(article.meta_title.is_empty() && article.meta_description.is_empty() && article.keywords.is_empty())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_plugin_is_named_where_its_fields_are_closed() {
        for (namespace, words) in [
            ("yoast/v1", "Yoast is installed"),
            ("rankmath/v1", "Rank Math is installed"),
            ("seopress/v1", "SEOPress is installed"),
            ("aioseo/v1", "All in One SEO doesn't open these fields to REST"),
            ("oembed/1.0", "requires Yoast, Rank Math or SEOPress"),
        ] {
            let index: Index = serde_json::from_value(json!({ "namespaces": ["wp/v2", namespace] })).unwrap();
            let told = Plugins::default().missing(&index).unwrap();
            assert!(told.contains(words), "{told}");
        }
    }

    #[test]
    fn open_fields_of_seopress_are_filled_in() {
        let open = [
            "_seopress_titles_title",
            "_seopress_titles_desc",
            "_seopress_analysis_target_kw",
        ];
        let plugins = Plugins {
            open: fields_where(|name| open.contains(&name)),
            ..Plugins::default()
        };
        assert_eq!(plugins.names().as_deref(), Some("SEOPress"));
        let article = OutgoingArticle {
            meta_title: "Title".to_owned(),
            keywords: vec!["compost".to_owned()],
            ..OutgoingArticle::default()
        };
        let values = plugins.values(&article);
        assert_eq!(values["_seopress_titles_title"], "Title");
        assert_eq!(values["_seopress_analysis_target_kw"], "compost");
    }
}
