//! The first page, monitoring, the log, and what was charged: by what is really there.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::app::{Person, with_app, with_config};
use crate::approvals::{article, command};
use crate::fake_stripe::FakeStripe;
use crate::payments::sell;
use crate::post::sql;
use crate::waiting::until;
use crate::writing::{succeeded, task};

async fn dashboard(person: &Person, path: &str, query: &str) -> Value {
    let (status, answer) = person
        .post("/fn/dashboard", &json!({ "path": path, "query": query }))
        .await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    answer
}

fn figure(answer: &Value, key: &str) -> f64 {
    let mut figures = answer["figures"].as_array().unwrap().iter();
    let found = figures.find(|figure| figure["key"] == key);
    found.unwrap_or_else(|| panic!("no {key} in {answer}"))["value"]
        .as_f64()
        .unwrap()
}

fn todo(answer: &Value) -> Vec<&str> {
    let todo = answer["todo"].as_array().unwrap().iter();
    todo.map(|each| each["text"].as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn home_tells_what_is_there_and_what_waits() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let home = async |person: &Person| dashboard(person, "/home", "").await;
        let first = home(&ann).await;
        for key in ["site", "keywords", "clusters", "provider", "destination", "written", "published", "running"] {
            assert!(figure(&first, key).abs() < 1e-9, "{key}: {first}");
        }
        assert!(todo(&first).is_empty() && first["steps_hidden"] != true);
        ann.add_keywords(&["trail shoes"]).await;
        let (editor, viewer) = (ann.invite(&app, "editor").await, ann.invite(&app, "viewer").await);
        let id = article(&ann, "publish").await;
        assert_eq!(command(&ann, &id, "submit").await.0, StatusCode::OK);
        sql(
            &app,
            "update sites set domain = 'shoes.example'; \
             insert into ai_tasks (account_id, id, function, queue, status, finished_at, idempotency_key) \
               select id, gen_random_uuid(), 'publish', 'bulk', 'failed', now(), 'x' from accounts; \
             insert into mails (id, account, kind, recipient, name, state, expires_at) \
               select gen_random_uuid(), id, 'invitation', 'x@example.com', 'X', 'failed', now() from accounts; \
             insert into subscriptions (account_id, plan, status) select id, 'growth', 'past_due' from accounts",
        )
        .await;
        let now = home(&ann).await;
        assert!(["site", "keywords", "written"].iter().all(|key| figure(&now, key) > 0.0), "{now}");
        assert_eq!(todo(&now), [
            "1 article is ready for review.",
            "1 publishing task failed in the last 7 days.",
            "1 invitation email couldn't be delivered.",
            "Your last payment failed.",
        ]);
        let pipeline = now["series"][0]["points"].as_array().unwrap();
        assert_eq!((pipeline.len(), &pipeline[0]["value"], &pipeline[4]["value"]), (6, &json!(1.0), &json!(1.0)));
        assert_eq!(todo(&home(&editor).await).len(), 2, "editors see neither members nor billing");
        let reader = home(&viewer).await;
        assert!(todo(&reader).is_empty() && reader["steps_hidden"] == true, "{reader}");
        // Each leads to a page that its reader may see.
        for each in now["todo"].as_array().unwrap() {
            let path = each["link"].as_str().unwrap().split('?').next().unwrap();
            assert!(igny8::registry::page(path).is_some(), "{path}");
        }
        // Put away by one, it stays for the others.
        let put_away = ann
            .request(reqwest::Method::PATCH, "/system/preferences")
            .json(&json!({ "checklist": false }))
            .send()
            .await
            .unwrap();
        assert_eq!(put_away.status(), StatusCode::OK);
        assert_eq!(home(&ann).await["steps_hidden"], true);
        assert_ne!(home(&editor).await["steps_hidden"], true);
        // Another account has nothing of it.
        let bob = app.sign_up("bob").await;
        assert!(todo(&home(&bob).await).is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn monitoring_counts_what_ended_failed_and_waits() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let run = |function: &str, status: &str, took: u32| {
            format!(
                "insert into ai_tasks (account_id, id, function, queue, status, idempotency_key, created_at, started_at, finished_at) \
                 select id, gen_random_uuid(), '{function}', 'bulk', '{status}', gen_random_uuid()::text, \
                   now() - interval '{took} seconds' - interval '4 seconds', now() - interval '{took} seconds', now() from accounts;"
            )
        };
        let mut all = String::new();
        for _ in 0..3 {
            all += &run("generate_ideas", "succeeded", 60);
        }
        all += &run("publish", "failed", 60);
        all += "insert into ai_tasks (account_id, id, function, queue, idempotency_key, created_at) \
                select id, gen_random_uuid(), 'noop', 'bulk', 'waits', now() - interval '90 seconds' from accounts; \
                insert into spending_figures (account_id, day, model, calls, failed, cost) \
                select id, (now() at time zone 'UTC')::date, m.model, 10, m.failed, 0.5 from accounts, (values ('good', 0), ('bad & odd', 5)) m(model, failed)";
        sql(&app, &all).await;
        let hook = json!({ "name": "Our shop", "url": "http://127.0.0.1:9/in", "events": ["run.failed"] });
        let hook = ann.make("/system/webhooks", hook).await["id"].clone();
        let delivery = |status: &str| {
            format!(
                "insert into webhook_deliveries (account_id, id, webhook_id, event, body, status) \
                 select account_id, gen_random_uuid(), id, 'run.failed', '{{}}', '{status}' from webhooks;"
            )
        };
        let deliveries = ["delivered", "delivered", "delivered", "failed", "waiting", "waiting"].map(delivery);
        sql(&app, &deliveries.concat()).await;
        for query in ["", "days=1", "days=7"] {
            let now = dashboard(&ann, "/system/monitoring", query).await;
            let is = |key: &str, value: f64| assert!((figure(&now, key) - value).abs() < 1.0, "{key}: {now}");
            is("queued", 1.0);
            is("ended", 4.0);
            is("waited", 4.0);
            is("took", 60.0);
            is("cost", 1.0);
            assert!(figure(&now, "oldest") >= 90.0);
            assert!((figure(&now, "failed") - 0.25).abs() < 1e-9 && (figure(&now, "calls_failed") - 0.25).abs() < 1e-9);
            let series = |key: &str| {
                let mut all = now["series"].as_array().unwrap().iter();
                all.find(|series| series["key"] == key).unwrap()["points"].clone()
            };
            let sum: f64 = series("tasks").as_array().unwrap().iter().map(|point| point["value"].as_f64().unwrap()).sum();
            assert!((sum - 4.0).abs() < 1e-9, "{now}");
            assert_eq!((&series("models")[0]["label"], &series("models")[0]["value"]), (&json!("bad & odd"), &json!(0.5)));
            let link = series("failures")[0]["link"].as_str().unwrap().to_owned();
            assert_eq!(ann.get(&format!("/system/tasks?{link}")).await["count"], 1);
            let link = series("models")[0]["link"].as_str().unwrap().to_owned();
            assert_eq!(ann.get(&format!("/billing/usage?{link}")).await["count"], 0, "the query is one that its list reads");
            is("webhooks_waiting", 2.0);
            assert!((figure(&now, "webhooks_failed") - 0.25).abs() < 1e-9, "{now}");
            assert_eq!((&series("webhooks")[0]["label"], &series("webhooks")[0]["value"]), (&json!("Our shop"), &json!(1.0)));
            let link = series("webhooks")[0]["link"].as_str().unwrap().to_owned();
            assert!(link.contains(hook.as_str().unwrap()), "{link}");
            assert_eq!(ann.get(&format!("/system/webhook-deliveries?{link}")).await["count"], 1);
        }
        let odd = json!({ "path": "/system/monitoring", "query": "days=x" });
        assert_eq!(ann.post("/fn/dashboard", &odd).await.0, StatusCode::BAD_REQUEST);
        let viewer = ann.invite(&app, "viewer").await;
        let seen = dashboard(&viewer, "/system/monitoring", "").await;
        assert!(!seen.to_string().contains("webhooks"), "who may not see webhooks hears nothing of them: {seen}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_has_the_lines_of_runs_by_level() {
    with_app(|app| async move {
        app.work();
        let ann = app.sign_up("ann").await;
        let id = task(&ann, "Shoes", 300).await;
        let run = succeeded(&ann, "writer/tasks", "generate_content", json!({ "ids": [id] })).await;
        let lines = ann.get("/system/run-log?function=generate_content").await;
        let first = &lines["results"][0];
        assert!(
            lines["count"].as_u64().unwrap() > 0 && first["task_id"] == run["id"],
            "{lines}"
        );
        let path = format!("/system/run-log/{}", first["id"].as_str().unwrap());
        assert_eq!(ann.get(&path).await["message"], first["message"]);
        assert_eq!(ann.get("/system/run-log?level=error").await["count"], 0);
        let bob = app.sign_up("bob").await;
        assert_eq!(bob.get("/system/run-log").await["count"], 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn invoices_and_grants_are_transactions() {
    let fake = FakeStripe::start().await;
    let stand_in = fake.clone();
    with_config(
        |config| stand_in.configure(config),
        |app| async move {
            let ann = app.sign_up("ann").await;
            let first = ann.get("/billing/transactions").await;
            assert_eq!(
                (&first["count"], &first["results"][0]["kind"]),
                (&json!(1), &json!("grant")),
                "the welcome credits: {first}"
            );
            sell(&app).await;
            let (status, link) = ann
                .post("/billing/plan/checkout", &json!({ "plan": "growth" }))
                .await;
            assert_eq!(status, StatusCode::OK, "{link}");
            let subscription = fake.pay(link["url"].as_str().unwrap());
            fake.deliver(&app).await;
            let paid = async || ann.get("/billing/transactions?kind=payment").await["results"].clone();
            until("a payment", async || {
                paid().await.as_array().is_some_and(|all| all.len() == 1)
            })
            .await;
            let row = paid().await[0].clone();
            assert_eq!(
                (&row["amount"], &row["currency"], &row["status"]),
                (&json!(29.0), &json!("USD"), &json!("paid")),
                "{row}"
            );
            assert!(
                row["url"]
                    .as_str()
                    .unwrap()
                    .starts_with("https://invoice.stripe.com/"),
                "{row}"
            );
            // A payment that fails is an invoice that is due, of the same row.
            fake.change(&subscription, |sold| {
                sold.status = "past_due";
                sold.invoice.1 = "open";
            });
            fake.deliver(&app).await;
            let due = async || ann.get("/billing/transactions?status=open").await["count"].as_u64();
            until("an invoice", async || due().await == Some(1)).await;
            assert_eq!(paid().await, json!([]));
            // Yen have no cents, dinars have mills.
            sql(&app, "update invoices set currency = 'jpy', due = 2900").await;
            assert_eq!(
                ann.get("/billing/transactions?kind=invoice").await["results"][0]["amount"],
                2900.0
            );
            sql(&app, "update invoices set currency = 'kwd'").await;
            assert_eq!(
                ann.get("/billing/transactions?kind=invoice").await["results"][0]["amount"],
                2.9
            );
            let editor = ann.invite(&app, "editor").await;
            let refused = editor
                .request(reqwest::Method::GET, "/billing/transactions")
                .send()
                .await
                .unwrap();
            assert_eq!(refused.status(), StatusCode::FORBIDDEN);
        },
    )
    .await;
}
