//! Scheduled articles are published here too once their time has come.

use std::time::Duration;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use server::jobs::Scheduler;

use crate::app::{Person, with_app};
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
        assert!(Scheduler::once(&app.state).await.unwrap());
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
        succeeded(&ann, "writer/content", "publish", json!({ "ids": [row["id"]] })).await;
        let status = || async { ann.get(&content).await["status"].clone() };
        assert_eq!(status().await, "scheduled");

        // Our clock says that it is due, WordPress was told another time since: its word counts.
        let mut all = app.superuser().await;
        let due = "update contents set status = 'scheduled', published_at = now() - interval '1 minute'";
        sqlx::query(due).execute(&mut all).await.unwrap();
        assert!(Scheduler::once(&app.state).await.unwrap());
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
        assert!(Scheduler::once(&app.state).await.unwrap());
        let run = confirmed(&ann, 1).await;
        assert!(
            run["message"].as_str().unwrap().contains("has not appeared"),
            "{run}"
        );
        assert_eq!(status().await, "approved");
    })
    .await;
}
