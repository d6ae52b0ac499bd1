//! Scheduled articles are published here too once their time has come.

use std::time::Duration;

use axum::routing::any;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use server::runner::Scheduler;
use sqlx::Connection as _;

use crate::app::{Person, with_app};
use crate::approvals::{article, blog, command, row, write};
use crate::waiting::until;
use crate::wordpress::{api, post};
use crate::wordpress_faults::{said, serve, signed_in};
use crate::writing::succeeded;

async fn idea(person: &Person, title: &str) -> String {
    let body = json!({ "title": title, "sector_id": person.sector().await });
    person.make("/planner/ideas", body).await["id"]
        .as_str()
        .unwrap()
        .to_owned()
}

async fn status_of(person: &Person, list: &str, title: &str) -> Value {
    let all = person.get(&format!("/{list}?page_size=100")).await;
    let mut rows = all["results"].as_array().unwrap().iter();
    rows.find(|row| row["title"] == title).unwrap()["status"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_due_is_published_with_its_task_and_idea() {
    with_app(|app| async move {
        app.work();
        let ann = app.sign_up("ann").await;
        let ideas = [idea(&ann, "Past").await, idea(&ann, "Future").await];
        let (status, _) = ann.post("/planner/ideas/actions/create_tasks", &json!({ "ids": ideas })).await;
        assert_eq!(status, StatusCode::OK);
        succeeded(&ann, "writer/tasks", "generate_content", json!({ "filter": {} })).await;
        let mut all = app.superuser().await;
        sqlx::query(
            "update contents c set status = 'scheduled', title = t.title, \
               published_at = now() + case t.title when 'Past' then interval '-1 minute' else interval '1 hour' end \
             from writing_tasks t where t.account_id = c.account_id and t.id = c.task_id",
        )
        .execute(&mut all)
        .await
        .unwrap();
        assert!(Scheduler::once(&app.state, server::jobs::ALL).await.unwrap());
        for list in ["writer/content", "writer/tasks", "planner/ideas"] {
            assert_eq!(status_of(&ann, list, "Past").await, "published", "{list}");
            assert_ne!(status_of(&ann, list, "Future").await, "published", "{list}");
        }
        assert_eq!(status_of(&ann, "writer/content", "Future").await, "scheduled");
    })
    .await;
}

/// Waits for the run that asks destinations, the latest of this account.
async fn confirmed(person: &Person, before: usize) -> Value {
    let list = "/system/tasks?function=confirm_appearance&sort=-created_at";
    for _ in 0..200 {
        let all = person.get(list).await;
        let rows = all["results"].as_array().unwrap();
        if rows.len() > before {
            return person.ended(rows[0]["id"].as_str().unwrap()).await;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("no run was started");
}

#[tokio::test(flavor = "multi_thread")]
async fn destinations_are_asked_whether_it_appeared() {
    with_app(|app| async move {
        app.work();
        let ann = app.sign_up("ann").await;
        let env = |name: &str| std::env::var(name).expect("make test starts WordPress");
        let site = ann.get("/auth/sites").await["results"][0]["id"].clone();
        let body = json!({
            "name": "Blog", "kind": "wordpress", "site_id": site, "base_url": env("WORDPRESS_URL"),
            "user_name": env("WORDPRESS_USER"), "secret": env("WORDPRESS_PASSWORD"), "enabled": true,
        });
        ann.make("/system/integrations", body).await;
        let ideas = [idea(&ann, "Soon").await];
        ann.post("/planner/ideas/actions/create_tasks", &json!({ "ids": ideas }))
            .await;
        succeeded(&ann, "writer/tasks", "generate_content", json!({ "filter": {} })).await;
        let row = ann.get("/writer/content").await["results"][0].clone();
        let content = format!("/writer/content/{}", row["id"].as_str().unwrap());
        let later = chrono::Utc::now() + chrono::TimeDelta::days(2);
        let change = json!({ "publish_as": "schedule", "publish_at": later });
        let changed = ann
            .request(Method::PATCH, &content)
            .json(&change)
            .send()
            .await
            .unwrap();
        assert_eq!(
            changed.status(),
            StatusCode::OK,
            "{}",
            changed.text().await.unwrap()
        );
        let open = ann
            .request(Method::PATCH, &format!("/auth/sites/{}", site.as_str().unwrap()))
            .json(&json!({ "approval": false }));
        assert_eq!(open.send().await.unwrap().status(), StatusCode::OK);
        let publish = json!({ "ids": [row["id"]], "strip_notes": true });
        succeeded(&ann, "writer/content", "publish", publish).await;
        let status = || async { ann.get(&content).await["status"].clone() };
        assert_eq!(status().await, "scheduled");

        // Our clock says that it is due, WordPress was told another time since: its word counts.
        let mut all = app.superuser().await;
        let due = "update contents set status = 'scheduled', published_at = now() - interval '1 minute'";
        sqlx::query(due).execute(&mut all).await.unwrap();
        assert!(Scheduler::once(&app.state, server::jobs::ALL).await.unwrap());
        assert_eq!(confirmed(&ann, 0).await["status"], "succeeded");
        assert_eq!(status().await, "scheduled");

        // Somebody has removed the post.
        let (post, mark) = sqlx::query_as::<_, (String, String)>("select remote_id, url from publications")
            .fetch_one(&mut all)
            .await
            .unwrap();
        let removed = reqwest::Client::new()
            .delete(format!(
                "{}/?rest_route=/wp/v2/posts/{post}&force=true",
                env("WORDPRESS_URL")
            ))
            .basic_auth(env("WORDPRESS_USER"), Some(env("WORDPRESS_PASSWORD")))
            .send()
            .await
            .unwrap();
        assert_eq!(removed.status(), StatusCode::OK, "{mark}");
        sqlx::query(due).execute(&mut all).await.unwrap();
        assert!(Scheduler::once(&app.state, server::jobs::ALL).await.unwrap());
        let run = confirmed(&ann, 1).await;
        assert!(run["message"].as_str().unwrap().contains("isn't live"), "{run}");
        assert_eq!(status().await, "draft", "it is nowhere any more");
    })
    .await;
}

/// A site that has lost the post, where somebody takes the article back while it is asked.
#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_changes_while_destinations_are_asked_stays() {
    with_app(|app| async move {
        app.work();
        let ann = app.sign_up("ann").await;
        let url = app.database_url.clone();
        let lost = any(async move || {
            let mut all = sqlx::PgConnection::connect(&url).await.unwrap();
            let change = "update contents set status = 'scheduled', published_at = '2099-01-01'";
            sqlx::query(change).execute(&mut all).await.unwrap();
            said(404, "rest_post_invalid_id")
        });
        let url = serve(signed_in().route("/wp-json/wp/v2/posts/{id}", lost)).await;
        let site = ann.get("/auth/sites").await["results"][0]["id"].clone();
        let body = json!({
            "name": "Blog", "kind": "wordpress", "site_id": site, "base_url": url, "user_name": "ann", "secret": "abcd efgh",
        });
        let blog = ann.make("/system/integrations", body).await;
        let ideas = [idea(&ann, "Soon").await];
        ann.post("/planner/ideas/actions/create_tasks", &json!({ "ids": ideas }))
            .await;
        succeeded(&ann, "writer/tasks", "generate_content", json!({ "filter": {} })).await;
        let mut all = app.superuser().await;
        sqlx::query("update contents set status = 'scheduled', published_at = now() - interval '1 minute'")
            .execute(&mut all)
            .await
            .unwrap();
        sqlx::query(
            "insert into publications (account_id, content_id, integration_id, remote_id, url) \
             select account_id, id, $1, '7', 'https://example.com/soon' from contents",
        )
        .bind(uuid::Uuid::parse_str(blog["id"].as_str().unwrap()).unwrap())
        .execute(&mut all)
        .await
        .unwrap();
        assert!(Scheduler::once(&app.state, server::jobs::ALL).await.unwrap());
        let run = confirmed(&ann, 0).await;
        assert_eq!(run["result"]["status"], "changed", "{run}");
        let row = ann.get("/writer/content").await["results"][0].clone();
        assert_eq!(row["status"], "scheduled", "{row}");
        assert!(row["published_at"].as_str().unwrap().starts_with("2099-01-01"), "{row}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_price_of_publishing_says_where_articles_go() {
    with_app(|app| async move {
        app.work();
        let ann = app.sign_up("ann").await;
        let ideas = [idea(&ann, "One").await, idea(&ann, "Two").await];
        ann.post("/planner/ideas/actions/create_tasks", &json!({ "ids": ideas }))
            .await;
        succeeded(&ann, "writer/tasks", "generate_content", json!({ "filter": {} })).await;
        let everything = json!({ "filter": {} });

        let (status, refused) = ann
            .post("/writer/content/actions/publish/price", &everything)
            .await;
        assert_eq!(status, StatusCode::CONFLICT);
        let path = refused["help_link"]["path"].as_str().unwrap();
        assert!(
            path.starts_with("/system/integrations/new?kind=wordpress&site_id="),
            "{refused}"
        );
        assert!(path.ends_with("#/writer/content"), "{refused}");
        let (status, again) = ann.post("/writer/content/actions/publish", &everything).await;
        assert_eq!(
            (status, &again["detail"]),
            (StatusCode::CONFLICT, &refused["detail"])
        );
        let tasks = ann.get("/system/tasks?function=publish").await;
        assert_eq!(tasks["count"], 0, "nothing was started");

        let site = ann.get("/auth/sites").await["results"][0]["id"].clone();
        let hook = |name: &str, enabled: bool| {
            json!({
                "name": name, "kind": "webhook", "site_id": site, "base_url": "https://example.com/in",
                "secret": "a sentence that is long enough", "enabled": enabled,
            })
        };
        ann.make("/system/integrations", hook("Shop", true)).await;
        ann.make("/system/integrations", hook("Blog", true)).await;
        ann.make("/system/integrations", hook("Old", false)).await;
        let row = ann.get("/writer/content").await["results"][0].clone();
        let content = format!("/writer/content/{}", row["id"].as_str().unwrap());
        let draft = ann
            .request(Method::PATCH, &content)
            .json(&json!({ "publish_as": "draft" }));
        assert_eq!(draft.send().await.unwrap().status(), StatusCode::OK);
        let (status, price) = ann
            .post("/writer/content/actions/publish/price", &everything)
            .await;
        assert_eq!(status, StatusCode::OK, "{price}");
        let facts = json!([
            ["Destination", "Blog, Shop"],
            ["Appears", "1 immediately, 1 as a draft"]
        ]);
        assert_eq!(price["facts"], facts);
        let note = |at: usize| price["notes"][at].as_str().unwrap_or_default().to_owned();
        assert!(note(0).starts_with("2 of 2 are offline drafts"), "{price}");
        assert!(note(1).starts_with("1 of 2 is not approved"), "{price}");
        assert!(note(2).contains("editor notes"), "{price}");
        assert_eq!(price["asks"], json!(["strip_notes"]), "{price}");
        // A time that has passed is no time to come.
        let past = json!({ "publish_as": "schedule", "publish_at": "2020-01-01T00:00:00Z" });
        let refused = ann
            .request(Method::PATCH, &content)
            .json(&past)
            .send()
            .await
            .unwrap();
        assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
        let later = json!({ "publish_as": "schedule", "publish_at": "2099-01-31T08:00:00Z" });
        let taken = ann
            .request(Method::PATCH, &content)
            .json(&later)
            .send()
            .await
            .unwrap();
        assert_eq!(taken.status(), StatusCode::OK);
        let (_, price) = ann
            .post(
                "/writer/content/actions/publish/price",
                &json!({ "ids": [row["id"]] }),
            )
            .await;
        assert_eq!(price["facts"][1][1], "on 2099-01-31 at 08:00 UTC", "{price}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_whose_article_is_deleted_is_written_anew() {
    with_app(|app| async move {
        app.work();
        let ann = app.sign_up("ann").await;
        let ideas = [idea(&ann, "Again").await];
        ann.post("/planner/ideas/actions/create_tasks", &json!({ "ids": ideas }))
            .await;
        let task = ann.get("/writer/tasks").await["results"][0].clone();
        let write = json!({ "ids": [task["id"]] });
        succeeded(&ann, "writer/tasks", "generate_content", write.clone()).await;
        assert_eq!(status_of(&ann, "writer/tasks", "Again").await, "written");
        let (status, _) = ann.post("/writer/tasks/actions/generate_content", &write).await;
        assert_eq!(status, StatusCode::CONFLICT, "it is written");
        let (_, deleted) = ann
            .post("/writer/content/actions/delete", &json!({ "filter": {} }))
            .await;
        assert_eq!(status_of(&ann, "writer/tasks", "Again").await, "new");
        ann.undo(&deleted).await;
        assert_eq!(status_of(&ann, "writer/tasks", "Again").await, "written");
        ann.post("/writer/content/actions/delete", &json!({ "filter": {} }))
            .await;
        succeeded(&ann, "writer/tasks", "generate_content", write).await;
        assert_eq!(ann.get("/writer/content").await["count"], 1);
        let log = ann.get("/system/logs?verb=act&resource=writer/tasks").await;
        assert_eq!(log["results"][0]["name"], "Again", "{log}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_schedule_leaves_out_what_people_changed_and_says_so() {
    with_app(|app| async move {
        app.work();
        let ann = app.sign_up("ann").await;
        blog(&ann).await;
        let id = article(&ann, "publish").await;
        command(&ann, &id, "approve").await;
        succeeded(&ann, "writer/content", "publish", json!({ "ids": [id] })).await;
        let mut all = app.superuser().await;
        let remote: String = sqlx::query_scalar("select remote_id from publications").fetch_one(&mut all).await.unwrap();
        api(Method::POST, &format!("posts/{remote}"), Some(json!({ "title": "Retitled" }))).await;
        write(&ann, &id, "<p>Water late.</p>").await;
        command(&ann, &id, "approve").await;
        // As after an Unpublish and a new approval: it waits for the schedule.
        sqlx::query("update contents set status = 'approved'").execute(&mut all).await.unwrap();
        let schedule = json!({ "name": "Daily", "function": "publish", "every": "day", "at": "06:00", "credits": 10, "enabled": true });
        ann.make("/automation/schedules", schedule).await;
        for _ in 0..2 {
            sqlx::query("update schedules set next_at = now() - interval '1 minute'")
                .execute(&mut all)
                .await
                .unwrap();
            assert!(Scheduler::once(&app.state, server::jobs::ALL).await.unwrap());
            until("no run is open", async || {
                let open = "/system/tasks?function=publish&status=queued,running,retry_wait";
                ann.get(open).await["count"] == 0
            })
            .await;
        }
        assert_eq!(post(&remote).await["title"]["raw"], "Retitled");
        let runs = ann.get("/system/tasks?function=publish&sort=-created_at").await;
        let told = runs["results"][0]["message"].as_str().unwrap();
        assert!(told.contains("skipped") && told.contains("title"), "{runs}");
        // It is not tried again at every firing: somebody has to decide first.
        assert_eq!(runs["count"], 2, "{runs}");
        assert_eq!(row(&ann, &id).await["edited_there"], true);
    })
    .await;
}
