//! Publishing to a real WordPress, read back over its own API.

use chrono::{TimeDelta, Utc};
use destinations::{
    Appearance, Destination, DestinationError, Known, Mode, Published, Settings, destination,
};
use igny8::system::integrations::IntegrationKind;
use reqwest::Method;
use serde_json::{Value, json};

use crate::articles::{Drawn, article, settings};
use crate::waiting::until;

pub fn env(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| {
        panic!(
            "{name} is not set; run the tests by `make test`, or first `eval \"$(scripts/wordpress.sh env)\"`"
        )
    })
}

pub fn real() -> Settings {
    settings(
        &env("WORDPRESS_URL"),
        &env("WORDPRESS_USER"),
        &env("WORDPRESS_PASSWORD"),
    )
}

pub fn site(settings: Settings) -> Box<dyn Destination> {
    destination(IntegrationKind::WordPress, settings).unwrap()
}

/// The administrator's own look at the site, by the form of address that always works.
pub async fn api(method: Method, route: &str, body: Option<Value>) -> Value {
    let url = format!("{}/?rest_route=/wp/v2/{route}", env("WORDPRESS_URL"));
    let mut request = reqwest::Client::new()
        .request(method, url)
        .basic_auth(env("WORDPRESS_USER"), Some(env("WORDPRESS_PASSWORD")));
    if let Some(body) = body {
        request = request.json(&body);
    }
    request.send().await.unwrap().json().await.unwrap()
}

pub async fn post(id: &str) -> Value {
    api(Method::GET, &format!("posts/{id}&context=edit"), None).await
}

pub async fn get(url: &str) -> reqwest::Response {
    reqwest::get(url).await.unwrap()
}

pub fn known(published: &Published) -> Known {
    Known {
        remote_id: published.remote_id.clone(),
        url: published.url.clone(),
        media: published.media.clone(),
        terms: published.terms.clone(),
        baseline: Some(published.snapshot.clone()),
        ..Known::default()
    }
}

/// How many posts carry an article's mark, whatever their status.
pub async fn posts_of(id: uuid::Uuid) -> usize {
    let found = api(
        Method::GET,
        &format!("posts&context=edit&status=any&search=igny8:{id}"),
        None,
    )
    .await;
    found.as_array().unwrap().len()
}

async fn terms(kind: &str, ids: &Value) -> Vec<String> {
    let mut names = Vec::new();
    for id in ids.as_array().unwrap() {
        let term = api(Method::GET, &format!("{kind}/{id}"), None).await;
        names.push(term["name"].as_str().unwrap().to_owned());
    }
    names.sort();
    names
}

/// Text without the escapes that WordPress keeps it with.
fn plain(text: &Value) -> String {
    let mut text = text.as_str().unwrap().to_owned();
    for (escape, c) in [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&amp;", "&"),
    ] {
        text = text.replace(escape, c);
    }
    text
}

#[tokio::test]
async fn an_article_arrives_whole_and_is_updated_in_place() {
    let site = site(real());
    let mut article = article();
    let first = site.publish(&article, &Drawn, Mode::Publish, None).await.unwrap();
    assert_eq!(first.differences, Vec::<String>::new());
    assert_eq!(first.status.as_str(), "publish");
    assert_eq!(first.media.len(), 2);

    let there = post(&first.remote_id).await;
    assert_eq!(plain(&there["title"]["raw"]), article.title);
    assert_eq!(there["slug"], article.slug);
    assert_eq!(there["status"], "publish");
    assert_eq!(plain(&there["excerpt"]["raw"]), article.excerpt);
    assert_eq!(there["link"], first.url);
    assert_eq!(there["meta"]["_yoast_wpseo_title"], article.meta_title);
    assert_eq!(there["meta"]["_yoast_wpseo_metadesc"], article.meta_description);
    assert_eq!(there["meta"]["_yoast_wpseo_focuskw"], "watering cans");
    assert_eq!(there["meta"]["rank_math_title"], article.meta_title);
    assert_eq!(there["meta"]["rank_math_focus_keyword"], "watering cans");
    let category = article.categories[0].replace('&', "&amp;");
    assert_eq!(terms("categories", &there["categories"]).await, [category]);
    let mut tags = article.tags.clone();
    tags.sort();
    assert_eq!(terms("tags", &there["tags"]).await, tags);
    let featured = &first.media[&article.pictures[0].key()];
    assert_eq!(there["featured_media"].to_string(), *featured);
    let picture = api(Method::GET, &format!("media/{featured}&context=edit"), None).await;
    assert_eq!(picture["alt_text"], article.pictures[0].alt);
    let file = get(picture["source_url"].as_str().unwrap()).await;
    assert_eq!(file.headers()["content-type"], "image/png");

    let page = get(&first.url).await.text().await.unwrap();
    assert!(!page.contains("/api/v1/"), "{page}");
    assert!(!page.contains("<p><!--"), "{page}");
    assert_eq!(page.matches("wp-image-").count(), 2, "{page}");
    assert!(page.contains("<h3>Is rain enough?</h3>"), "{page}");
    let (_, block) = page.split_once("<script type=\"application/ld+json\">").unwrap();
    let (block, _) = block.split_once("</script>").unwrap();
    let block: Value = serde_json::from_str(block).unwrap();
    assert!(block["headline"].as_str().unwrap().starts_with("</script> "));

    // Somebody adds a tag by hand; the article gets a new title and picture, and loses a tag.
    let by_hand = json!({ "name": format!("by hand {}", article.content_id) });
    let by_hand = api(Method::POST, "tags", Some(by_hand)).await["id"].clone();
    let mut tagged = there["tags"].as_array().unwrap().clone();
    tagged.push(by_hand.clone());
    let body = json!({ "tags": tagged });
    api(Method::POST, &format!("posts/{}", first.remote_id), Some(body)).await;
    article.title.push_str(" (new)");
    article.pictures[1].version = uuid::Uuid::now_v7();
    article.tags.pop();
    let second = site
        .publish(&article, &Drawn, Mode::Publish, Some(&known(&first)))
        .await
        .unwrap();
    assert_eq!(second.differences, Vec::<String>::new());
    assert_eq!(second.remote_id, first.remote_id);
    let there = post(&first.remote_id).await;
    assert_eq!(plain(&there["title"]["raw"]), article.title);
    assert_eq!(there["tags"].as_array().unwrap().len(), 2);
    assert!(there["tags"].as_array().unwrap().contains(&by_hand));
    // The file that is the same is not uploaded again, the new one is.
    let key = |at: usize| article.pictures[at].key();
    assert_eq!(second.media[&key(0)], first.media[&key(0)]);
    assert!(!first.media.contains_key(&key(1)));
    assert_eq!(posts_of(article.content_id).await, 1);
}

#[tokio::test]
async fn a_lost_answer_makes_no_second_post_and_no_second_upload() {
    let site = site(real());
    let article = article();
    let first = site.publish(&article, &Drawn, Mode::Draft, None).await.unwrap();
    // Nothing of it was recorded: the next attempt finds post and pictures by themselves.
    let second = site.publish(&article, &Drawn, Mode::Publish, None).await.unwrap();
    assert_eq!(second.remote_id, first.remote_id);
    assert_eq!(second.media, first.media);
    assert_eq!(second.status.as_str(), "publish");
    assert_eq!(posts_of(article.content_id).await, 1);
}

#[tokio::test]
async fn drafts_schedules_and_going_back() {
    let site = site(real());
    let article = article();
    let draft = site.publish(&article, &Drawn, Mode::Draft, None).await.unwrap();
    assert_eq!((draft.status.as_str(), &draft.differences), ("draft", &vec![]));
    assert_eq!(get(&draft.url).await.status(), 404);

    let at = Utc::now() + TimeDelta::days(3);
    let later = site
        .publish(&article, &Drawn, Mode::Schedule(at), Some(&known(&draft)))
        .await
        .unwrap();
    assert_eq!((later.status.as_str(), &later.differences), ("future", &vec![]));
    let date = at.format("%Y-%m-%dT%H:%M:%S").to_string();
    assert_eq!(post(&later.remote_id).await["date_gmt"], date);

    // Publishing now takes the date back that lies ahead.
    let now = site
        .publish(&article, &Drawn, Mode::Publish, Some(&known(&later)))
        .await
        .unwrap();
    assert_eq!((now.status.as_str(), &now.differences), ("publish", &vec![]));
    assert_eq!(get(&now.url).await.status(), 200);

    site.unpublish(article.content_id, &known(&now)).await.unwrap();
    assert_eq!(post(&now.remote_id).await["status"], "draft");
    assert_eq!(get(&now.url).await.status(), 404);
    assert_eq!(posts_of(article.content_id).await, 1);
}

#[tokio::test]
async fn a_scheduled_post_is_seen_to_appear() {
    let site = site(real());
    let mut article = article();
    article.pictures.clear();
    let far = Utc::now() + TimeDelta::days(3);
    let there = site
        .publish(&article, &Drawn, Mode::Schedule(far), None)
        .await
        .unwrap();
    let there_before = known(&there);
    let appear = || site.appear(article.content_id, &there_before);
    let Appearance::Later(at) = appear().await.unwrap() else {
        panic!("its time is to come")
    };
    assert_eq!(at.timestamp(), far.timestamp());

    // WordPress takes a date in the past for a schedule while its own clock has not passed it.
    let soon = Utc::now() + TimeDelta::seconds(2);
    let body = json!({ "status": "future", "date_gmt": soon.format("%Y-%m-%dT%H:%M:%S").to_string() });
    api(Method::POST, &format!("posts/{}", there.remote_id), Some(body)).await;
    let mut there_at = None;
    until("its time has come", async || {
        if let Appearance::There { url, .. } = appear().await.unwrap() {
            there_at = Some(url);
        }
        there_at.is_some()
    })
    .await;
    let url = there_at.unwrap();
    assert_eq!(post(&there.remote_id).await["status"], "publish");
    assert_eq!(get(&url).await.status(), 200);

    let private = json!({ "status": "private" });
    api(Method::POST, &format!("posts/{}", there.remote_id), Some(private)).await;
    assert!(matches!(appear().await, Ok(Appearance::Withheld(_))));
    api(Method::DELETE, &format!("posts/{}", there.remote_id), None).await;
    assert!(matches!(appear().await, Ok(Appearance::Gone(_))));
}

#[tokio::test]
async fn posts_of_others_are_left_alone() {
    let site = site(real());
    let mut article = article();
    article.pictures.clear();
    let body =
        json!({"title": "Mine", "content": "<p>By hand</p>", "slug": article.slug, "status": "publish"});
    let other = api(Method::POST, "posts", Some(body)).await;
    let wrong = Known {
        remote_id: other["id"].to_string(),
        url: "https://another-site.example/x/".to_owned(),
        ..Known::default()
    };
    let ours = site
        .publish(&article, &Drawn, Mode::Publish, Some(&wrong))
        .await
        .unwrap();
    assert_ne!(ours.remote_id, wrong.remote_id);
    assert_eq!(post(&wrong.remote_id).await["title"]["raw"], "Mine");
    // Its address was taken, and that is said.
    assert_eq!(ours.differences.len(), 1, "{:?}", ours.differences);
    assert!(ours.differences[0].contains("-2”"), "{:?}", ours.differences);
}

#[tokio::test]
async fn the_check_tells_facts_and_names_a_wrong_password() {
    let health = site(real()).check().await.unwrap();
    let summary = health.summary();
    assert!(summary.contains("Site: Garden & Home"), "{summary}");
    assert!(summary.contains("User: admin (administrator)"), "{summary}");
    assert!(summary.contains("WordPress: "), "{summary}");
    assert!(summary.contains("Yoast, Rank Math"), "{summary}");
    assert_eq!(health.warnings, Vec::<String>::new());

    let url = env("WORDPRESS_URL");
    for (user, password) in [("admin", "wrong wrong"), ("nobody at all", "x")] {
        let error = site(settings(&url, user, password)).check().await.unwrap_err();
        assert!(matches!(error, DestinationError::SignIn { .. }), "{error:?}");
        assert!(!error.is_passing());
    }
}

#[tokio::test]
async fn both_forms_of_the_api_work() {
    let url = env("WORDPRESS_URL");
    let mut article = article();
    article.pictures.truncate(1);
    let mut ids = Vec::new();
    for base in [
        format!("{url}/?rest_route=/"),
        format!("{url}/wp-json"),
        format!("{url}/wp-admin/index.php"),
    ] {
        let mut settings = real();
        settings.base_url = base;
        let published = site(settings)
            .publish(&article, &Drawn, Mode::Draft, None)
            .await
            .unwrap();
        assert_eq!(published.differences, Vec::<String>::new());
        ids.push(published.remote_id);
    }
    ids.dedup();
    assert_eq!(ids.len(), 1, "{ids:?}");
}
