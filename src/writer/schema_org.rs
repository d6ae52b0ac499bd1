//! Structured data of an article for search engines: JSON-LD with the types `Article` and `FAQPage` of schema.org.

use serde_json::{Map, Value, json};

use crate::writer::article::{Article, Question};

/// Characters of a headline that search engines take.
const HEADLINE: usize = 110;

/// The article as JSON-LD, still without pictures: only whoever publishes it knows addresses of theirs that anybody may
/// read, and adds them by [`with_images`].
pub fn json_ld(article: &Article) -> Value {
    let mut graph = vec![article_node(article)];
    graph.extend(faq(&article.text.faq, &article.language));
    json!({ "@context": "https://schema.org", "@graph": graph })
}

/// The same with the addresses that the article's pictures have where it is published.
pub fn with_images(json_ld: &str, images: &[String]) -> Option<String> {
    let mut value: Value = serde_json::from_str(json_ld).ok()?;
    if !images.is_empty() {
        let article = match value.get_mut("@graph") {
            Some(graph) => graph.get_mut(0)?,
            None => &mut value,
        };
        article.as_object_mut()?.insert("image".to_owned(), json!(images));
    }
    Some(value.to_string())
}

fn article_node(article: &Article) -> Value {
    let text = &article.text;
    let mut out = Map::new();
    let mut add = |key: &str, value: Value| {
        let empty = match &value {
            Value::Null => true,
            Value::String(text) => text.is_empty(),
            Value::Array(items) => items.is_empty(),
            _ => false,
        };
        if !empty {
            out.insert(key.into(), value);
        }
    };
    add("@type", "Article".into());
    add("headline", cut(&text.title, HEADLINE).into());
    let description = if text.meta_description.is_empty() {
        &text.excerpt
    } else {
        &text.meta_description
    };
    add("description", description.as_str().into());
    add("inLanguage", article.language.as_str().into());
    add("datePublished", json!(article.published_at));
    add("dateModified", article.updated_at.as_str().into());
    add("keywords", json!(article.keywords));
    add("articleSection", json!(text.categories));
    if let Some(url) = &article.url {
        add("url", url.as_str().into());
        add("mainEntityOfPage", json!({ "@type": "WebPage", "@id": url }));
    }
    let mut publisher = json!({ "@type": "Organization", "name": article.site.label });
    if let Some(domain) = &article.domain {
        publisher["url"] = format!("https://{domain}").into();
    }
    add("author", publisher.clone());
    add("publisher", publisher);
    out.into()
}

fn faq(questions: &[Question], language: &str) -> Option<Value> {
    let entities: Vec<Value> = questions
        .iter()
        .filter(|one| !one.question.is_empty() && !one.answer.is_empty())
        .map(|one| {
            json!({
                "@type": "Question", "name": one.question,
                "acceptedAnswer": { "@type": "Answer", "text": one.answer },
            })
        })
        .collect();
    (!entities.is_empty())
        .then(|| json!({ "@type": "FAQPage", "inLanguage": language, "mainEntity": entities }))
}

/// At most `most` characters, cut between words where there is a place to cut, with an ellipsis then.
pub(super) fn cut(text: &str, most: usize) -> String {
    let Some((end, _)) = text.char_indices().nth(most) else {
        return text.to_owned();
    };
    let room = text[..end].char_indices().next_back().map_or(0, |(last, _)| last);
    let head = &text[..room];
    let head = match head.rfind(char::is_whitespace) {
        // Between words, unless that is far away.
        Some(space) if space > head.len() / 2 && !text[room..].starts_with(char::is_whitespace) => {
            &head[..space]
        }
        _ => head,
    };
    format!(
        "{}…",
        head.trim_end_matches(|c: char| c.is_whitespace() || c == ',')
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::choice::SelectOption;
    use crate::writer::article::{Picture, Text};
    use crate::writer::content::{ArticleStatus, PublishAs};
    use crate::writer::images::ImageStatus;
    use uuid::Uuid;

    fn document() -> Article {
        let picture = |src: Option<&str>| Picture {
            id: Uuid::nil(),
            place: 0,
            heading: None,
            alt: String::new(),
            status: ImageStatus::Ready,
            src: src.map(str::to_owned),
        };
        Article {
            id: Uuid::nil(),
            version: 1,
            text: Text {
                title: "Trail shoes </script><script>".into(),
                excerpt: "Grip.".into(),
                faq: vec![
                    Question {
                        question: "Why?".into(),
                        answer: "So.".into(),
                    },
                    Question::default(),
                ],
                ..Text::default()
            },
            status: ArticleStatus::Published,
            offline: false,
            written_by: None,
            keywords: vec!["trail shoes".into()],
            words_target: 100,
            cost: 0.0,
            url: Some("https://example.com/trail".into()),
            stale: false,
            edition: 1,
            approved: None,
            needs_approval: true,
            publish_as: PublishAs::Publish,
            edited_there: Vec::new(),
            published_at: Some("2026-11-24T08:00:00.000Z".into()),
            updated_at: "2026-11-24T09:00:00.000Z".into(),
            language: "en".into(),
            domain: Some("example.com".into()),
            site: SelectOption {
                id: Uuid::nil(),
                label: "Example".into(),
                parent: None,
            },
            cluster: None,
            task: None,
            run: None,
            written: Vec::new(),
            pictures: vec![picture(Some("/api/v1/writer/images/1/file")), picture(None)],
            links: Vec::new(),
        }
    }

    #[test]
    fn an_article_with_questions_is_two_things() {
        let value = json_ld(&document());
        let article = &value["@graph"][0];
        assert_eq!(article["@type"], "Article");
        assert_eq!(article["description"], "Grip.");
        assert_eq!(article["datePublished"], "2026-11-24T08:00:00.000Z");
        assert!(
            article.get("image").is_none(),
            "our own addresses are for members only"
        );
        let images = ["https://example.com/a.jpg".to_owned()];
        let text = with_images(&value.to_string(), &images).expect("JSON");
        let with: Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(with["@graph"][0]["image"], json!(images));
        assert_eq!(article["publisher"]["url"], "https://example.com");
        let faq = &value["@graph"][1];
        assert_eq!(faq["mainEntity"].as_array().map(Vec::len), Some(1));
        assert_eq!(faq["mainEntity"][0]["acceptedAnswer"]["text"], "So.");
    }

    #[test]
    fn what_is_not_known_is_left_out() {
        let mut document = document();
        document.url = None;
        document.published_at = None;
        document.text.faq.clear();
        let value = json_ld(&document);
        assert_eq!(value["@graph"].as_array().map(Vec::len), Some(1));
        for key in ["url", "datePublished", "articleSection"] {
            assert!(value["@graph"][0].get(key).is_none(), "{key}");
        }
    }

    #[test]
    fn headlines_are_cut_between_words() {
        assert_eq!(cut("short", 10), "short");
        assert_eq!(cut("exactly ten", 11), "exactly ten");
        assert_eq!(cut("one two three", 9), "one two…");
        assert_eq!(cut(&"x".repeat(200), 110).chars().count(), 110);
        assert_eq!(cut("äöü ßßß äää", 8), "äöü ßßß…");
        assert!(cut("a, b, c, d", 5).chars().count() <= 5);
    }
}
