//! Scheduled articles are published here too once their time has come.

use reqwest::StatusCode;
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
