//! Ideas that compete with an article of their site: never with their own, and rightly after deleting, undoing and rewriting.

use serde_json::{Value, json};

use crate::app::with_app;
use crate::approvals::patch;
use crate::writing::succeeded;

#[tokio::test(flavor = "multi_thread")]
async fn an_idea_does_not_compete_with_its_own_article() {
    with_app(|app| async move {
        app.work();
        let ann = app.sign_up("ann").await;
        let sector = ann.sector().await;
        let idea = |title: &str| json!({ "title": title, "sector_id": sector, "keywords": "watering cans" });
        let first = ann.make("/planner/ideas", idea("First")).await["id"]
            .as_str()
            .unwrap()
            .to_owned();
        ann.post("/planner/ideas/actions/create_tasks", &json!({ "ids": [first] }))
            .await;
        let task = ann.get("/writer/tasks").await["results"][0]["id"].clone();
        let write_it = || succeeded(&ann, "writer/tasks", "generate_content", json!({ "ids": [task] }));
        write_it().await;
        let rival = |id: String| {
            let ann = &ann;
            async move { ann.get(&format!("/planner/ideas/{id}")).await["rival_id"].clone() }
        };
        patch(
            &ann,
            &format!("/planner/ideas/{first}"),
            json!({ "keywords": "watering cans\nhoses" }),
        )
        .await;
        assert_eq!(rival(first.clone()).await, Value::Null, "its own article");
        let second = ann.make("/planner/ideas", idea("Second")).await["id"]
            .as_str()
            .unwrap()
            .to_owned();
        let content = || async { ann.get("/writer/content").await["results"][0]["id"].clone() };
        let old = content().await;
        assert_eq!(rival(second.clone()).await, old);
        let delete = json!({ "filter": {} });
        let (_, deleted) = ann.post("/writer/content/actions/delete", &delete).await;
        assert_eq!(rival(second.clone()).await, Value::Null, "deleted");
        ann.undo(&deleted).await;
        assert_eq!(rival(second.clone()).await, old, "undone");
        let (_, deleted) = ann.post("/writer/content/actions/delete", &delete).await;
        write_it().await;
        let new = content().await;
        assert_ne!(new, old);
        assert_eq!(rival(second.clone()).await, new, "rewritten");
        assert_eq!(rival(first).await, Value::Null);
        // The older one comes back once the newer is gone.
        ann.post("/writer/content/actions/delete", &delete).await;
        ann.undo(&deleted).await;
        assert_eq!(rival(second).await, old);
    })
    .await;
}
