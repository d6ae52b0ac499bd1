//! Faulty plugins, servers and databases on a real WordPress, and what its own code makes of our blocks.

use destinations::{DestinationError, Editor, Mode, Published, Settings};
use reqwest::Method;
use serde_json::{Value, json};

use crate::articles::{Drawn, article};
use crate::wordpress::{api, env, real, site};

/// The site with a fault, which each request names.
fn faulty(fault: &str) -> Settings {
    let mut settings = real();
    settings.base_url = format!("{}/?fault={fault}&rest_route=/", env("WORDPRESS_URL"));
    settings
}

/// Asks the API with a fault, past what is tested.
async fn ask(fault: &str, method: Method, route: &str, body: Option<Value>) -> Value {
    let url = format!("{}/?fault={fault}&rest_route={route}", env("WORDPRESS_URL"));
    let mut request = reqwest::Client::new()
        .request(method, url)
        .basic_auth(env("WORDPRESS_USER"), Some(env("WORDPRESS_PASSWORD")));
    if let Some(body) = body {
        request = request.json(&body);
    }
    request.send().await.unwrap().json().await.unwrap()
}

fn told(published: &Published) -> String {
    published.differences.join("\n")
}

async fn publish(fault: &str) -> Published {
    let site = site(faulty(fault));
    let mut article = article();
    article.pictures.truncate(1);
    site.publish(&article, &Drawn, Mode::Publish, None).await.unwrap()
}

#[tokio::test]
async fn what_plugins_print_changes_nothing() {
    for fault in ["notice", "html-notice", "mark", "comment", "second"] {
        let health = site(faulty(fault)).check().await.unwrap();
        let warned = health
            .warnings
            .iter()
            .any(|warning| warning.contains("contain extra output"));
        assert_eq!(warned, fault != "mark", "{fault} {:?}", health.warnings);
        assert_eq!(told(&publish(fault).await), "", "{fault}");
    }
}

#[tokio::test]
async fn options_that_do_not_arrive_are_asked_for_by_another_method() {
    for fault in ["options", "options-empty"] {
        let health = site(faulty(fault)).check().await.unwrap();
        assert_eq!(health.warnings, Vec::<String>::new(), "{fault}");
        let published = publish(fault).await;
        assert_eq!(told(&published), "", "{fault}");
        let post = api(
            Method::GET,
            &format!("posts/{}&context=edit", published.remote_id),
            None,
        )
        .await;
        assert!(
            post["meta"]["_yoast_wpseo_title"]
                .as_str()
                .unwrap()
                .starts_with("Watering")
        );
    }
}

#[tokio::test]
async fn closed_routes_of_users_do_not_close_the_site() {
    for fault in ["users-page", "users-removed", "users-login"] {
        let health = site(faulty(fault)).check().await.unwrap();
        assert!(
            health.warnings[0].contains("/wp/v2/users/me is blocked"),
            "{fault} {:?}",
            health.warnings
        );
        let published = publish(fault).await;
        // An administrator's posts show that scripts may be written.
        assert_eq!(told(&published), "", "{fault}");
    }
    let mut wrong = faulty("users-removed");
    wrong.secret = Some("wrong wrong".to_owned().into());
    let error = site(wrong).check().await.unwrap_err();
    assert!(matches!(error, DestinationError::SignIn { .. }), "{error:?}");
}

#[tokio::test]
async fn firewalls_take_a_part_and_not_the_article() {
    let published = publish("firewall-script").await;
    assert!(
        told(&published).contains("Structured data was skipped"),
        "{}",
        told(&published)
    );
    let published = publish("firewall-uploads").await;
    assert!(
        told(&published).contains("a firewall blocked the image"),
        "{}",
        told(&published)
    );
    let error = site(faulty("passwords-off")).check().await.unwrap_err();
    assert!(
        matches!(error, DestinationError::PasswordsDisabled { .. }),
        "{error:?}"
    );
}

#[tokio::test]
async fn emoji_arrive_in_old_tables() {
    let site = site(faulty("utf8"));
    let mut article = article();
    article.html.push_str("<p>Say 🌱 to 𠮷野家 and 𝒜</p>");
    article.excerpt = "Leaves 🌿".to_owned();
    article.meta_title = "Grow 🌱 on".to_owned();
    article.tags = vec![format!("herbs 🌿 {}", &article.slug)];
    article.pictures[0].alt = "A can 🚿 of water".to_owned();
    article.json_ld = Some("{\"name\":\"🌱\"}".to_owned());
    for _ in 0..2 {
        let published = site.publish(&article, &Drawn, Mode::Publish, None).await.unwrap();
        assert_eq!(published.differences.len(), 1, "{}", told(&published));
        assert!(told(&published).contains("utf8mb4"), "{}", told(&published));
        let route = format!("/wp/v2/posts/{}&context=edit", published.remote_id);
        let post = ask("utf8", Method::GET, &route, None).await;
        assert!(
            post["title"]["raw"].as_str().unwrap().ends_with("&#x1f331;"),
            "{post}"
        );
        let content = post["content"]["raw"].as_str().unwrap();
        assert!(
            content.contains("Say &#x1f331; to &#x20bb7;野家 and &#x1d49c;"),
            "{content}"
        );
        assert_eq!(post["excerpt"]["raw"], "Leaves &#x1f33f;");
        assert_eq!(post["meta"]["_yoast_wpseo_title"], "Grow on");
        let tag = ask(
            "utf8",
            Method::GET,
            &format!("/wp/v2/tags/{}", post["tags"][0]),
            None,
        )
        .await;
        assert_eq!(tag["name"], format!("herbs {}", &article.slug));
        let media = format!("/wp/v2/media/{}", published.media[&article.pictures[0].key()]);
        let media = ask("utf8", Method::GET, &media, None).await;
        assert_eq!(media["alt_text"], "A can of water");
    }
    let search = format!(
        "/wp/v2/posts&context=edit&status=any&search=igny8:{}",
        article.content_id
    );
    assert_eq!(
        ask("utf8", Method::GET, &search, None)
            .await
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[tokio::test]
async fn the_block_parser_finds_what_was_written() {
    let html = include_str!("../../../crates/destinations/fixtures/blocks/blocks.html");
    let parsed = ask(
        "",
        Method::POST,
        "/igny8-test/v1/blocks",
        Some(json!({ "content": html })),
    )
    .await;
    assert_eq!(parsed["again"], html, "the parser writes it again as it was");
    let names: Vec<&str> = parsed["names"]
        .as_array()
        .unwrap()
        .iter()
        .map(|name| name.as_str().unwrap())
        .collect();
    assert!(!names.contains(&"freeform"), "{names:?}");
    for name in [
        "paragraph",
        "heading",
        "list",
        "list-item",
        "quote",
        "code",
        "preformatted",
        "separator",
        "image",
        "table",
        "html",
    ] {
        assert!(names.contains(&&*format!("core/{name}")), "{name} {names:?}");
    }
}

#[tokio::test]
async fn posts_in_blocks_and_as_html_are_read_back_as_they_were_sent() {
    for (editor, blocks) in [
        (Editor::Site, true),
        (Editor::Block, true),
        (Editor::Classic, false),
    ] {
        let mut settings = real();
        settings.editor = editor;
        let mut article = article();
        article.html = include_str!("../../../crates/destinations/fixtures/blocks/article.html").to_owned();
        let published = site(settings)
            .publish(&article, &Drawn, Mode::Publish, None)
            .await
            .unwrap();
        assert_eq!(told(&published), "", "{editor:?}");
        let post = api(
            Method::GET,
            &format!("posts/{}&context=edit", published.remote_id),
            None,
        )
        .await;
        let content = post["content"]["raw"].as_str().unwrap();
        assert_eq!(
            post["content"]["block_version"],
            u64::from(blocks).to_string().parse::<u64>().unwrap()
        );
        assert_eq!(content.contains("<!-- wp:image {\"id\":"), blocks, "{content}");
        if let Ok(folder) = std::env::var("IGNY8_KEEP_BLOCKS") {
            std::fs::write(format!("{folder}/{editor:?}.html"), content).unwrap();
        }
        let page = post["content"]["rendered"].as_str().unwrap();
        assert!(!page.contains("<!-- wp:"), "{page}");
        assert!(page.contains("application/ld+json"), "{page}");
    }
}
