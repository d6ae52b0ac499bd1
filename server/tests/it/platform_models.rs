//! Models that the platform pays for: at a price in credits, where the plan has them, and never before a provider of the account's.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::app::{Person, TestApp, with_config};
use crate::fake_openai::{Act, FakeOpenAi};
use crate::post::sql;
use crate::writing::{act, books_balance, connect, ids, succeeded, task};

const KEY: &str = "sk-of-the-platform";

async fn with_platform<F: Future<Output = ()>>(test: impl FnOnce(std::sync::Arc<TestApp>, FakeOpenAi) -> F) {
    let fake = FakeOpenAi::start().await;
    let url = fake.openai();
    with_config(
        |config| {
            config.platform_models.platform_key = Some(KEY.into());
            config.platform_models.platform_url = Some(url);
        },
        |app| test(app, fake),
    )
    .await;
}

async fn price(person: &Person, id: &str) -> Value {
    let (status, answer) = person
        .post(
            "/writer/tasks/actions/generate_content/price",
            &json!({ "ids": [id] }),
        )
        .await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    answer
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_may_include_models_at_a_price_and_own_ones_come_first() {
    with_platform(|app, fake| async move {
        let ann = app.sign_up("ann").await;
        app.work();
        let id = task(&ann, "Shoes", 300).await;
        // Whose plan has none works offline, at the usual price.
        assert_eq!(
            (&price(&ann, &id).await["credits"], fake.seen().len()),
            (&json!(10), 0)
        );
        sql(&app, "update plans set platform_factor = 3").await;
        let asked = price(&ann, &id).await;
        assert_eq!(
            (&asked["credits"], &asked["facts"][0]),
            (&json!(30), &json!(["Written by", "Platform model"])),
            "{asked}"
        );
        assert!(
            asked["notes"][0]
                .as_str()
                .unwrap()
                .contains("3 times the usual number of credits"),
            "{asked}"
        );
        assert_eq!(asked["help_link"]["path"], "/system/integrations/new");
        let before = ann.get("/auth/session").await["credits"].as_i64().unwrap();
        let run = succeeded(&ann, "writer/tasks", "generate_content", json!({ "ids": [id] })).await;
        assert_eq!(run["credits"], 30);
        assert_eq!(
            ann.get("/auth/session").await["credits"].as_i64().unwrap(),
            before - 30
        );
        assert!(
            !fake.seen().is_empty()
                && fake
                    .seen()
                    .iter()
                    .all(|seen| seen.authorization.as_deref() == Some(&format!("Bearer {KEY}")))
        );
        let content = ids(&ann.get("/writer/content").await).remove(0);
        assert_eq!(
            ann.get(&format!("/writer/content/{content}/document")).await["offline"],
            false
        );
        // The account pays in credits alone.
        let cost: f64 = sqlx::query_scalar("select sum(cost)::float8 from ai_calls")
            .fetch_one(&mut app.superuser().await)
            .await
            .unwrap();
        assert!(cost.abs() < 1e-9, "{cost}");
        // Names of clusters are as good without.
        ann.add_keywords(&["trail shoes", "trail shoes men"]).await;
        let (_, clusters) = ann
            .post(
                "/planner/keywords/actions/auto_cluster/price",
                &json!({ "filter": {} }),
            )
            .await;
        assert_eq!(clusters["credits"], 1, "{clusters}");
        // Whoever wants it offline has it so, at the usual price.
        let other = task(&ann, "Socks", 300).await;
        connect(&ann, &fake).await;
        assert_eq!(
            price(&ann, &other).await["credits"],
            10,
            "their own key comes first"
        );
        let seen = fake.seen().len();
        succeeded(
            &ann,
            "writer/tasks",
            "generate_content",
            json!({ "ids": [other] }),
        )
        .await;
        assert!(
            fake.seen()[seen..]
                .iter()
                .all(|seen| seen.authorization.as_deref() == Some("Bearer sk-test-1234"))
        );
        let empty = ann
            .request(Method::PATCH, "/system/settings")
            .json(&json!({ "content_by_id": null }))
            .send()
            .await
            .unwrap();
        assert_eq!(empty.status(), StatusCode::OK);
        let third = task(&ann, "Hats", 300).await;
        let asked = price(&ann, &third).await;
        assert_eq!(
            (&asked["credits"], &asked["facts"][0][1]),
            (&json!(10), &json!("Offline drafts")),
            "{asked}"
        );
        books_balance(&app).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_keeps_its_price_and_gives_back_what_it_did_not_make() {
    with_platform(|app, fake| async move {
        let ann = app.sign_up("ann").await;
        app.work();
        sql(&app, "update plans set platform_factor = 2").await;
        let id = task(&ann, "Shoes", 300).await;
        let before = ann.get("/auth/session").await["credits"].as_i64().unwrap();
        fake.next(Act::fault(
            401,
            "invalid_request_error",
            "invalid_api_key",
            "Incorrect API key provided",
        ));
        let failed = act(&ann, "writer/tasks", "generate_content", json!({ "ids": [id] })).await;
        assert_eq!(failed["status"], "failed", "{failed}");
        assert_eq!(
            ann.get("/auth/session").await["credits"].as_i64().unwrap(),
            before
        );
        // The plan lost them since: what was priced so is done so, at the same price.
        sql(&app, "update plans set platform_factor = null").await;
        let run = failed["id"].as_str().unwrap();
        let (status, answer) = ann
            .post("/system/tasks/actions/retry", &json!({ "ids": [run] }))
            .await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        let again = ann.ended(run).await;
        assert_eq!(
            (&again["status"], &again["credits"]),
            (&json!("succeeded"), &json!(20)),
            "{again}"
        );
        assert_eq!(
            ann.get("/auth/session").await["credits"].as_i64().unwrap(),
            before - 20
        );
        books_balance(&app).await;
    })
    .await;
}
