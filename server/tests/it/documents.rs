//! Articles: two people at once, history, comparison, and whatever else is sent.

use reqwest::header::CONTENT_TYPE;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use sqlx::Connection as _;
use uuid::Uuid;

use crate::app::{Person, TestApp, with_app};

/// Adds an article to the person's first sector, as a model leaves it.
pub async fn article(app: &TestApp, person: &Person, html: &str) -> Uuid {
    let sector: Uuid = person.sector().await.parse().unwrap();
    let id = Uuid::now_v7();
    let mut database = app.superuser().await;
    sqlx::query(
        "insert into contents (account_id, id, sector_id, title, html, keywords, words_target) \
         select account_id, $1, id, 'Trail shoes', $3, e'trail shoes\\nrunning shoes', 300 from sectors where id = $2",
    )
    .bind(id)
    .bind(sector)
    .bind(html)
    .execute(&mut database)
    .await
    .unwrap();
    database.close().await.unwrap();
    id
}

/// Somebody else in the same account.
async fn colleague(app: &TestApp, of: &Person) -> Person {
    let bob = app.sign_up("bob").await;
    let mut database = app.superuser().await;
    let account: Uuid = of.get("/auth/session").await["account"]["id"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap();
    sqlx::query(
        "insert into memberships (account_id, id, user_id, role) select $1, $2, id, 'editor' from users where email = $3",
    )
    .bind(account)
    .bind(Uuid::now_v7())
    .bind(&bob.email)
    .execute(&mut database)
    .await
    .unwrap();
    sqlx::query("delete from memberships where user_id = (select id from users where email = $2) and account_id <> $1")
        .bind(account)
        .bind(&bob.email)
        .execute(&mut database)
        .await
        .unwrap();
    let body = json!({ "email": bob.email, "password": "a long enough one" });
    let login = app
        .anonymous(Method::POST, "/api/v1/auth/login")
        .json(&body)
        .send()
        .await
        .unwrap();
    let tokens: Value = login.json().await.unwrap();
    bob.with_token(tokens["access_token"].as_str().unwrap())
}

async fn put(person: &Person, id: Uuid, version: i64, text: &Value) -> (StatusCode, Value) {
    let request = person.request(Method::PUT, &format!("/writer/content/{id}/document"));
    let response = request
        .json(&json!({ "version": version, "text": text }))
        .send()
        .await
        .unwrap();
    (response.status(), response.json().await.unwrap_or_default())
}

fn text(html: &str) -> Value {
    json!({ "title": "Trail shoes", "html": html, "slug": "Trail Shoes", "tags": ["Shoes"] })
}

#[tokio::test]
async fn an_article_is_read_and_saved_clean() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let id = article(&app, &ann, "<p>Old.</p>").await;
        let document = ann.get(&format!("/writer/content/{id}/document")).await;
        assert_eq!(document["version"], 0);
        assert_eq!(document["keywords"], json!(["trail shoes", "running shoes"]));
        assert_eq!(document["text"]["title"], "Trail shoes");
        assert_eq!(document["status"], "draft");
        let dirty = "<h1>Trail shoes</h1><p onclick=x>Two words<script>alert(1)</script></p>";
        let (status, saved) = put(&ann, id, 0, &text(dirty)).await;
        assert_eq!(status, StatusCode::OK, "{saved}");
        assert_eq!((&saved["outcome"], &saved["version"]), (&json!("saved"), &json!(1)));
        assert_eq!(saved["text"]["html"], "<h2>Trail shoes</h2><p>Two words</p>");
        assert_eq!(saved["text"]["slug"], "trail-shoes");
        let mut database = app.superuser().await;
        let (words, score, audited): (i32, i16, i64) = sqlx::query_as(
            "select words, score, (select count(*) from audit_log where resource = 'writer/content' and verb = 'update' and $1 = any(targets)) \
             from contents where id = $1",
        )
        .bind(id)
        .fetch_one(&mut database)
        .await
        .unwrap();
        assert_eq!((words, audited), (4, 1));
        assert!(score > 0);
        // A published one stays so.
        sqlx::query("update contents set status = 'published', url = 'https://example.com/x' where id = $1")
            .bind(id)
            .execute(&mut database)
            .await
            .unwrap();
        let (status, _) = put(&ann, id, 1, &text("<p>New.</p>")).await;
        assert_eq!(status, StatusCode::OK);
        let document = ann.get(&format!("/writer/content/{id}/document")).await;
        assert_eq!((&document["status"], &document["version"]), (&json!("published"), &json!(2)));
        // Another article of the site may link to it.
        let other = article(&app, &ann, "").await;
        let document = ann.get(&format!("/writer/content/{other}/document")).await;
        assert_eq!(document["links"], json!([{ "title": "Trail shoes", "url": "https://example.com/x" }]));
    })
    .await;
}

#[tokio::test]
async fn of_two_people_at_once_neither_loses_a_word() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let bob = colleague(&app, &ann).await;
        let id = article(&app, &ann, "<p>First.</p>").await;
        let (by_ann, by_bob) = (text("<p>By Ann.</p>"), text("<p>By Bob.</p>"));
        let (one, other) = tokio::join!(put(&ann, id, 0, &by_ann), put(&bob, id, 0, &by_bob));
        let mut statuses = [one.0.as_u16(), other.0.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409], "{one:?} {other:?}");
        let ann_first = one.0 == StatusCode::OK;
        let (conflict, late, late_text) = if ann_first {
            (other.1, &bob, by_bob)
        } else {
            (one.1, &ann, by_ann)
        };
        assert_eq!(conflict["status"], 409);
        assert_eq!(conflict["document"]["version"], 1);
        let kept = conflict["document"]["text"]["html"].as_str().unwrap();
        assert!(kept.contains(if ann_first { "Ann" } else { "Bob" }));
        // Nothing was changed by it, and the server function says the same in its own way.
        let now = ann.get(&format!("/writer/content/{id}/document")).await;
        assert_eq!(now["text"]["html"], kept);
        let body = json!({ "id": id, "edit": { "version": 0, "text": late_text } });
        let (status, answer) = late.post("/fn/save_article", &body).await;
        assert_eq!((status, &answer["outcome"]), (StatusCode::OK, &json!("conflict")));
        // Saved over what is there now, both are in the history.
        assert_eq!(put(late, id, 1, &late_text).await.0, StatusCode::OK);
        let versions = ann.get(&format!("/writer/content/{id}/versions")).await;
        let numbers: Vec<_> = versions
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["version"].as_i64().unwrap())
            .collect();
        assert_eq!(numbers, [2, 1, 0], "{versions}");
        let mut texts = Vec::new();
        for number in numbers {
            let old = ann.get(&format!("/writer/content/{id}/versions/{number}")).await;
            texts.push(old["html"].as_str().unwrap().to_owned());
        }
        for html in ["<p>First.</p>", "<p>By Ann.</p>", "<p>By Bob.</p>"] {
            assert!(texts.iter().any(|text| text == html), "{texts:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn saves_of_one_person_share_an_entry_but_not_with_others() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let bob = colleague(&app, &ann).await;
        let id = article(&app, &ann, "<p>By a model.</p>").await;
        let history_path = format!("/writer/content/{id}/versions");
        for (version, person, html) in [
            (0, &ann, "<p>a</p>"),
            (1, &ann, "<p>b</p>"),
            (2, &bob, "<p>c</p>"),
            (3, &ann, "<p>d</p>"),
        ] {
            assert_eq!(put(person, id, version, &text(html)).await.0, StatusCode::OK);
        }
        let history = ann.get(&history_path).await;
        let told: Vec<_> = history
            .as_array()
            .unwrap()
            .iter()
            .map(|one| {
                (
                    one["version"].as_i64().unwrap(),
                    one["origin"].as_str().unwrap(),
                    one["created_by"].as_str(),
                )
            })
            .collect();
        let expected = [
            (4, "person", Some("ann")),
            (3, "person", Some("bob")),
            (2, "person", Some("ann")),
            (0, "model", None),
        ];
        assert_eq!(told, expected);
        assert_eq!(history[2]["words"], 1);
        // Later saves begin a new entry.
        let mut database = app.superuser().await;
        sqlx::query("update content_versions set created_at = now() - interval '6 minutes'")
            .execute(&mut database)
            .await
            .unwrap();
        put(&ann, id, 4, &text("<p>e</p>")).await;
        assert_eq!(ann.get(&history_path).await.as_array().unwrap().len(), 5);
        // What was is made again, and what is now is not lost.
        let (status, restored) = ann
            .post(&format!("/writer/content/{id}/versions/0/restore"), &json!({}))
            .await;
        assert_eq!(status, StatusCode::OK, "{restored}");
        assert_eq!(
            (&restored["version"], &restored["text"]["html"]),
            (&json!(6), &json!("<p>By a model.</p>"))
        );
        let history = ann.get(&history_path).await;
        assert_eq!(
            (&history[0]["origin"], &history[1]["version"]),
            (&json!("restore"), &json!(5))
        );
        let changes = ann
            .get(&format!("/writer/content/{id}/versions/6/diff?against=5"))
            .await;
        let html: Vec<_> = changes
            .as_array()
            .unwrap()
            .iter()
            .filter(|change| change["field"] == "html")
            .map(|change| (change["kind"].as_str().unwrap(), change["text"].as_str().unwrap()))
            .collect();
        assert_eq!(html, [("removed", "e"), ("added", "By a model.")]);
        let (_, same) = ann
            .post("/fn/diff", &json!({ "id": id, "from": 5, "to": 6 }))
            .await;
        assert_eq!(same, changes);
    })
    .await;
}

#[tokio::test]
async fn what_a_model_writes_now_is_not_saved_over() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let id = article(&app, &ann, "").await;
        let mut database = app.superuser().await;
        for statement in [
            "update contents set status = 'writing' where id = $1",
            "insert into ai_tasks (account_id, id, function, queue, status, idempotency_key, item_id) \
             select account_id, gen_random_uuid(), 'generate_content', 'bulk', 'running', 'x', id from contents where id = $1",
        ] {
            sqlx::query(statement).bind(id).execute(&mut database).await.unwrap();
        }
        let (status, problem) = put(&ann, id, 0, &text("<p>x</p>")).await;
        assert_eq!(status, StatusCode::CONFLICT);
        assert!(problem["document"].is_null(), "{problem}");
        let document = ann.get(&format!("/writer/content/{id}/document")).await;
        assert!(document["run"].is_string());
        // A run that died holds nobody up.
        sqlx::query("update ai_tasks set finished_at = now(), status = 'dead'").execute(&mut database).await.unwrap();
        assert_eq!(put(&ann, id, 0, &text("<p>x</p>")).await.0, StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn articles_of_others_and_viewers() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let eve = app.sign_up("eve").await;
        let id = article(&app, &ann, "<p>Secret.</p>").await;
        put(&ann, id, 0, &text("<p>Secret too.</p>")).await;
        let base = format!("/writer/content/{id}");
        for (method, path) in [
            (Method::GET, format!("{base}/document")),
            (Method::GET, format!("{base}/versions")),
            (Method::GET, format!("{base}/versions/1")),
            (Method::GET, format!("{base}/versions/1/diff?against=0")),
            (Method::POST, format!("{base}/versions/1/restore")),
        ] {
            let response = eve.request(method.clone(), &path).send().await.unwrap();
            assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
            assert!(!response.text().await.unwrap().contains("Secret"));
            let response = app
                .anonymous(method, &format!("/api/v1{path}"))
                .send()
                .await
                .unwrap();
            assert_eq!(response.status(), StatusCode::UNAUTHORIZED, "{path}");
        }
        assert_eq!(put(&eve, id, 1, &text("<p>x</p>")).await.0, StatusCode::NOT_FOUND);
        for path in ["x/document", "x/versions", "x/versions/1"] {
            let response = ann
                .request(Method::GET, &format!("/writer/content/{path}"))
                .send()
                .await
                .unwrap();
            assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
        }
        let mut database = app.superuser().await;
        sqlx::query("update memberships set role = 'viewer'")
            .execute(&mut database)
            .await
            .unwrap();
        let ann = {
            let body = json!({ "email": ann.email, "password": "a long enough one" });
            let login = app
                .anonymous(Method::POST, "/api/v1/auth/login")
                .json(&body)
                .send()
                .await
                .unwrap();
            let tokens: Value = login.json().await.unwrap();
            ann.with_token(tokens["access_token"].as_str().unwrap())
        };
        app.state.members.forget();
        assert_eq!(ann.get(&format!("{base}/document")).await["version"], 1);
        assert_eq!(put(&ann, id, 1, &text("<p>x</p>")).await.0, StatusCode::FORBIDDEN);
    })
    .await;
}

#[tokio::test]
async fn edits_that_do_not_fit_are_refused_whole() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let id = article(&app, &ann, "<p>Old.</p>").await;
        let path = format!("/writer/content/{id}/document");
        let long = "x".repeat(301);
        let bad = json!({
            "title": long, "html": "<p>x</p>", "tags": [long], "faq": [{ "question": "y".repeat(501), "answer": "" }],
        });
        let (status, problem) = put(&ann, id, 0, &bad).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        for field in ["title", "tags", "faq"] {
            assert!(problem["errors"][field].is_array(), "{problem}");
        }
        let (status, problem) = put(&ann, id, 0, &text(&"x".repeat(1024 * 1024 + 1))).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(problem["errors"]["html"].is_array());
        // A text that grows beyond the limit when it is written as HTML.
        let (status, problem) = put(&ann, id, 0, &text(&"& ".repeat(500_000))).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(problem["errors"]["html"].is_array());
        for body in ["", "{", "[]", "{\"version\":0}", "{\"version\":\"x\",\"text\":{}}", "{\"version\":0,\"text\":{\"title\":\"x\",\"html\":\"\",\"more\":1}}"] {
            let request = ann.request(Method::PUT, &path).header(CONTENT_TYPE, "application/json").body(body);
            let response = request.send().await.unwrap();
            assert!(response.status().is_client_error(), "{body} {}", response.status());
            assert_eq!(response.headers()[CONTENT_TYPE], "application/problem+json");
        }
        for (path, expected) in [
            (format!("/writer/content/{id}/versions/x"), 404),
            (format!("/writer/content/{id}/versions/7"), 404),
            (format!("/writer/content/{id}/versions/99999999999"), 404),
            (format!("/writer/content/{id}/versions/0/diff"), 400),
            (format!("/writer/content/{id}/versions/0/diff?against=x"), 400),
            (format!("/writer/content/{id}/versions/0/diff?against=5"), 404),
        ] {
            let response = ann.request(Method::GET, &path).send().await.unwrap();
            assert_eq!(response.status().as_u16(), expected, "{path}");
        }
        let odd = json!({ "title": "Odd \u{0}\u{202e} title", "html": "<p>\u{0}\u{fffe} x", "slug": "///", "excerpt": "\u{1}" });
        let (status, saved) = put(&ann, id, 0, &odd).await;
        assert_eq!(status, StatusCode::OK, "{saved}");
        assert_eq!(saved["version"], 1);
        let document = ann.get(&path).await;
        assert_eq!(document["text"], saved["text"]);
    })
    .await;
}
