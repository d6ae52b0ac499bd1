//! Recalculating scores.

use serde_json::json;
use sqlx::Connection as _;

use crate::app::with_app;
use crate::documents::article;
use crate::writing::succeeded;

#[tokio::test(flavor = "multi_thread")]
async fn scores_follow_the_rules_of_now() {
    with_app(|app| async move {
        app.work();
        let ann = app.sign_up("ann").await;
        let text =
            "<p>Trail shoes hold on wet stones.</p><h2>Which trail shoes?</h2><p>Those with deep soles.</p>";
        let written = article(&app, &ann, text).await;
        let empty = article(&app, &ann, "").await;
        let all = json!({ "filter": {} });
        let run = succeeded(&ann, "writer/content", "recalculate_scores", all.clone()).await;
        assert_eq!(
            run["message"],
            "1 article scored, 1 changed, 1 skipped without text"
        );
        assert_eq!(run["credits"], 0, "{run}");
        assert!(run["children"].is_null(), "one run for all: {run}");
        let score = ann.get(&format!("/writer/content/{written}")).await["score"].clone();
        assert!(score.as_u64().is_some_and(|score| score > 0), "{score}");
        let untouched = ann.get(&format!("/writer/content/{empty}")).await;
        assert!(
            untouched["score"].is_null() || untouched["score"] == 0,
            "{untouched}"
        );
        let mut database = app.superuser().await;
        sqlx::query("update contents set score = 1 where id = $1")
            .bind(written)
            .execute(&mut database)
            .await
            .unwrap();
        database.close().await.unwrap();
        let before = ann.get(&format!("/writer/content/{written}/document")).await["version"].clone();
        let run = succeeded(
            &ann,
            "writer/content",
            "recalculate_scores",
            json!({ "ids": [written] }),
        )
        .await;
        assert_eq!(run["result"], json!({ "articles": 1, "changed": 1 }));
        assert_eq!(
            ann.get(&format!("/writer/content/{written}")).await["score"],
            score
        );
        let after = ann.get(&format!("/writer/content/{written}/document")).await["version"].clone();
        assert_eq!(before, after, "a score is no new version");
        let again = succeeded(&ann, "writer/content", "recalculate_scores", all).await;
        assert_eq!(again["result"]["changed"], 0);
    })
    .await;
}
