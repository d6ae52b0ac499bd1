//! The first provider is used without a word in Settings, who writes is said before and after, and operators give credits.

use std::process::{Command, Output};

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::app::{Person, TestApp, with_app};
use crate::fake_openai::FakeOpenAi;
use crate::writing::{act, ids, succeeded, task};

async fn patch(person: &Person, path: &str, body: Value) {
    let answer = person
        .request(Method::PATCH, path)
        .json(&body)
        .send()
        .await
        .unwrap();
    assert_eq!(
        answer.status(),
        StatusCode::OK,
        "{}",
        answer.text().await.unwrap()
    );
}

fn models(fake: &FakeOpenAi, name: &str) -> Value {
    json!({
        "name": name, "kind": "openai", "base_url": fake.openai(), "secret": "sk-test-1234", "text_model": "gpt-5-mini",
        "enabled": true,
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_provider_writes_and_everybody_is_told() {
    with_app(|app| async move {
        let fake = FakeOpenAi::start().await;
        let ann = app.sign_up("ann").await;
        app.work();
        let id = task(&ann, "Shoes", 300).await;
        let price = "/writer/tasks/actions/generate_content/price";
        let (_, before) = ann.post(price, &json!({ "ids": [id] })).await;
        assert_eq!(
            before["facts"][0],
            json!(["Written by", "Offline drafts"]),
            "{before}"
        );
        assert_eq!(before["help_link"]["path"], "/system/integrations/new");

        let made = ann.make("/system/integrations", models(&fake, "Models")).await;
        assert_eq!(made["uses"], "Clusters, Ideas, Articles, Image prompts", "{made}");
        let (_, after) = ann.post(price, &json!({ "ids": [id] })).await;
        assert_eq!(
            after["facts"][0],
            json!(["Written by", "gpt-5-mini (Models)"]),
            "{after}"
        );
        assert_eq!(after["help_link"], Value::Null);
        succeeded(&ann, "writer/tasks", "generate_content", json!({ "ids": [id] })).await;
        let content = ids(&ann.get("/writer/content").await).remove(0);
        let document = ann.get(&format!("/writer/content/{content}/document")).await;
        assert_eq!(
            (&document["written_by"], &document["offline"]),
            (&json!("gpt-5-mini (openai)"), &json!(false))
        );

        // Nobody draws yet; the next one that can does, and takes nothing else.
        let mut draws = models(&fake, "Pictures");
        draws["image_model"] = json!("gpt-image-1");
        assert_eq!(ann.make("/system/integrations", draws).await["uses"], "Images");
        // Who deletes it is told what falls back.
        let delete = json!({ "ids": [made["id"]] });
        let (_, price) = ann
            .post("/system/integrations/actions/delete/price", &delete)
            .await;
        let note = price["notes"][0].as_str().unwrap_or_default();
        assert!(
            note.contains("Articles") && note.contains("offline provider takes over"),
            "{price}"
        );
        // One that is off says what is made offline meanwhile; the next one takes its place.
        let path = format!("/system/integrations/{}", made["id"].as_str().unwrap());
        patch(&ann, &path, json!({ "enabled": false })).await;
        let off = ann.get(&path).await;
        assert_eq!(
            off["uses"],
            "Disabled. Clusters, Ideas, Articles, Image prompts: generated offline meanwhile"
        );
        let other = ann.make("/system/integrations", models(&fake, "Other")).await;
        assert_eq!(
            other["uses"], "Clusters, Ideas, Articles, Image prompts",
            "{other}"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_never_worked_is_not_used_and_a_choice_stays() {
    with_app(|app| async move {
        let fake = FakeOpenAi::start().await;
        let ann = app.sign_up("ann").await;
        app.work();
        let mut dead = models(&fake, "Models");
        dead["base_url"] = json!("http://127.0.0.1:9/v1");
        let made = ann.make("/system/integrations", dead.clone()).await;
        let path = format!("/system/integrations/{}", made["id"].as_str().unwrap());
        let test = json!({ "ids": [made["id"]] });
        let tested = act(&ann, "system/integrations", "test_connection", test.clone()).await;
        assert_eq!(tested["status"], "failed", "{tested}");
        assert_eq!(ann.get(&path).await["uses"], Value::Null);
        let there = json!({ "base_url": fake.openai(), "secret": "sk-test-1234" });
        patch(&ann, &path, there.clone()).await;
        succeeded(&ann, "system/integrations", "test_connection", test.clone()).await;
        assert_eq!(
            ann.get(&path).await["uses"],
            "Clusters, Ideas, Articles, Image prompts"
        );
        // It has worked: a bad day takes nothing from it.
        patch(
            &ann,
            &path,
            json!({ "base_url": dead["base_url"], "secret": "sk-test-1234" }),
        )
        .await;
        act(&ann, "system/integrations", "test_connection", test.clone()).await;
        assert_eq!(
            ann.get(&path).await["uses"],
            "Clusters, Ideas, Articles, Image prompts"
        );
        patch(&ann, &path, there).await;
        // Articles are to be offline drafts: no later save or test changes that.
        patch(&ann, "/system/settings", json!({ "content_by_id": null })).await;
        patch(&ann, &path, json!({ "name": "Renamed" })).await;
        succeeded(
            &ann,
            "system/integrations",
            "test_connection",
            json!({ "ids": [made["id"]] }),
        )
        .await;
        assert_eq!(ann.get(&path).await["uses"], "Clusters, Ideas, Image prompts");
    })
    .await;
}

fn credits(app: &TestApp, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_igny8"))
        .args(["admin", "credits"])
        .args(args)
        .envs(app.environment())
        .output()
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn operators_give_credits_for_a_reason() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let given = credits(&app, &["Ann@Example.com", "500", "--reason", "Welcome back"]);
        assert!(given.status.success(), "{given:?}");
        assert!(String::from_utf8_lossy(&given.stdout).contains("now has 1500 credits"), "{given:?}");
        assert_eq!(ann.get("/auth/session").await["credits"], 1500);
        let line = ann.get("/billing/credits").await["results"][0].clone();
        assert_eq!((&line["kind"], &line["amount"], &line["note"]), (&json!("grant"), &json!(500), &json!("Welcome back")));
        let taken = credits(&app, &["ann@example.com", "-1400", "--reason", "A mistake"]);
        assert!(taken.status.success(), "{taken:?}");
        assert_eq!(ann.get("/billing/credits").await["results"][0]["kind"], "adjust");
        for (args, says) in [
            (&["ann@example.com", "-101", "--reason", "Too many"][..], "has 100 credits"),
            (&["ann@example.com", "0", "--reason", "Nothing"], "above 0"),
            (&["ann@example.com", "5", "--reason", " "], "reason"),
            (&["nobody@example.com", "5", "--reason", "Hello"], "No account has a member"),
            (&["ann@example.com", "5", "--reason", "Hello", "--account", "Else"], "Choose one of: ann's"),
        ] {
            let refused = credits(&app, args);
            assert!(!refused.status.success(), "{args:?}");
            let text = String::from_utf8_lossy(&refused.stderr).into_owned();
            assert!(text.contains(says), "{args:?}: {text}");
        }
        assert_eq!(ann.get("/auth/session").await["credits"], 100);

        // Somebody with two accounts is asked which.
        let bob = app.sign_up("bob").await;
        let mut all = app.superuser().await;
        sqlx::query(
            "insert into memberships (account_id, id, user_id, role) select a.id, gen_random_uuid(), u.id, 'editor' from accounts a, users u \
             where a.name = 'ann''s' and u.email = 'bob@example.com'",
        )
        .execute(&mut all)
        .await
        .unwrap();
        let which = credits(&app, &["bob@example.com", "7", "--reason", "A gift"]);
        let text = String::from_utf8_lossy(&which.stderr).into_owned();
        assert!(text.contains("ann's") && text.contains("bob's") && text.contains("--account"), "{text}");
        let given = credits(&app, &["bob@example.com", "7", "--reason", "A gift", "--account", "BOB'S"]);
        assert!(given.status.success(), "{given:?}");
        assert_eq!(bob.get("/auth/session").await["credits"], 1007);
        assert_eq!(ann.get("/auth/session").await["credits"], 100);

        // Who has no credits is told how there are more.
        sqlx::query("update credit_balances set balance = 0").execute(&mut all).await.unwrap();
        let id = task(&ann, "Shoes", 300).await;
        let (status, problem) = ann.post("/writer/tasks/actions/generate_content", &json!({ "ids": [id] })).await;
        assert_eq!(status, StatusCode::PAYMENT_REQUIRED);
        assert!(problem["detail"].as_str().unwrap().contains("igny8 admin credits"), "{problem}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn dashboards_say_what_their_lists_say() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        app.work();
        let mut tasks = Vec::new();
        for at in 0..3 {
            tasks.push(task(&ann, &format!("Shoes {at}"), 300).await);
        }
        succeeded(&ann, "writer/tasks", "generate_content", json!({ "ids": tasks })).await;
        let content = ids(&ann.get("/writer/content").await).remove(0);
        let mut all = app.superuser().await;
        sqlx::query("update contents set status = 'approved' where id = $1")
            .bind(uuid::Uuid::parse_str(&content).unwrap())
            .execute(&mut all)
            .await
            .unwrap();
        // The run ended long ago.
        sqlx::query("update ai_tasks set created_at = now() - interval '2 days', finished_at = now() - interval '2 days'")
            .execute(&mut all)
            .await
            .unwrap();
        let dashboard = async |path: &str| ann.post("/fn/dashboard", &json!({ "path": path, "query": "" })).await.1;
        let writer = dashboard("/writer").await;
        assert_eq!(writer["recent"][0]["function"], "generate_content", "{writer}");
        assert_eq!(dashboard("/planner").await["recent"], json!([]), "writing is not the planner's");
        for kpi in igny8::writer::dashboard::PAGE.kpis.iter().filter(|kpi| kpi.key != "words") {
            let figures = writer["figures"].as_array().unwrap();
            let figure = figures.iter().find(|figure| figure["key"] == kpi.key).unwrap();
            let list = ann.get(kpi.link).await;
            assert_eq!(figure["value"].as_f64(), list["count"].as_f64(), "{}", kpi.key);
        }
    })
    .await;
}
