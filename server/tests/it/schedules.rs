//! Schedules do what their limits let through, the best first, say what they left, and fire once.

use futures::future::join_all;
use serde_json::{Value, json};
use server::runner::Scheduler;

use crate::app::{Person, TestApp, with_app};
use crate::writing::task;

async fn schedule(ann: &Person, function: &str, rest: Value) -> Value {
    let mut body =
        json!({ "name": function, "function": function, "every": "hour", "credits": 100, "enabled": true });
    for (key, value) in rest.as_object().unwrap() {
        body[key] = value.clone();
    }
    ann.make("/automation/schedules", body).await
}

async fn sql(app: &TestApp, statement: &'static str) {
    sqlx::query(statement)
        .execute(&mut app.superuser().await)
        .await
        .unwrap();
}

/// Lets everything that is on fire now, and gives the latest firing.
async fn fire(app: &TestApp, ann: &Person) -> Value {
    sql(app, "update schedules set next_at = now() - interval '1 minute'").await;
    assert!(Scheduler::once(&app.state, server::jobs::ALL).await.unwrap());
    ann.get("/automation/runs").await["results"][0].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_credit_limit_bounds_what_is_clustered_and_takes_the_best() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        ann.add_keywords(&["first"]).await;
        // 250 keywords; volume grows with their number.
        sql(
            &app,
            "insert into keywords (account_id, id, sector_id, keyword, phrase_key, volume) \
             select k.account_id, gen_random_uuid(), k.sector_id, 'shoe ' || n, 'shoe ' || n, n from keywords k, generate_series(1, 250) n",
        )
        .await;
        schedule(&ann, "auto_cluster", json!({ "credits": 1 })).await;
        let fired = fire(&app, &ann).await;
        assert_eq!((&fired["rows"], &fired["left"]), (&json!(100), &json!(151)), "{fired}");
        let note = "100 of 251 keywords processed, best first. 151 left for the next run because of the credit limit.";
        assert_eq!(fired["note"], note);
        let log = ann.get(&format!("/system/tasks/{}/log", fired["task_id"].as_str().unwrap())).await;
        assert_eq!(log[0]["message"], note, "{log}");
        app.work();
        let run = ann.ended(fired["task_id"].as_str().unwrap()).await;
        assert_eq!((&run["result"]["keywords"], &run["credits"]), (&json!(100), &json!(1)), "{run}");
        let least = ann.get("/planner/keywords?status=new&sort=-volume").await["results"][0]["volume"].clone();
        assert_eq!(least, 150, "the 100 with the most volume were taken");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_are_bounded_and_many_of_them_are_no_fault() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        task(&ann, "First", 300).await;
        // 1,200 tasks, the last of which matter most.
        sql(
            &app,
            "insert into writing_tasks (account_id, id, sector_id, title, content_type, words, priority, keywords) \
             select t.account_id, gen_random_uuid(), t.sector_id, 'Task ' || n, t.content_type, 300, case when n > 1195 then 1 else 3 end, '' \
             from writing_tasks t, generate_series(1, 1200) n",
        )
        .await;
        let made = schedule(&ann, "generate_content", json!({ "max_rows": 7 })).await;
        let fired = fire(&app, &ann).await;
        assert_eq!((&fired["rows"], &fired["left"], &fired["error"]), (&json!(7), &json!(1194), &Value::Null), "{fired}");
        let first = "select count(*) from ai_tasks r join writing_tasks t on t.id = r.item_id where t.priority = 1";
        let best: i64 = sqlx::query_scalar(first).fetch_one(&mut app.superuser().await).await.unwrap();
        assert_eq!(best, 6, "all of the first priority are among the seven");
        // What the account can pay for bounds it too, and is no fault either.
        sql(&app, "update credit_balances set balance = 25").await;
        sql(&app, "update ai_tasks set status = 'cancelled', finished_at = now(), settled = round").await;
        let fired = fire(&app, &ann).await;
        assert_eq!((&fired["rows"], &fired["left"]), (&json!(2), &json!(1199)), "{fired}");
        assert!(fired["note"].as_str().unwrap().contains("account's credit balance"), "{fired}");
        let fired = fire(&app, &ann).await;
        assert_eq!(fired["task_id"], Value::Null);
        assert!(fired["error"].as_str().unwrap().contains("igny8 admin credits"), "{fired}");
        // A limit that pays for nothing says so.
        let path = format!("/automation/schedules/{}", made["id"].as_str().unwrap());
        let change = ann.request(reqwest::Method::PATCH, &path).json(&json!({ "credits": 9 }));
        assert!(change.send().await.unwrap().status().is_success());
        sql(&app, "update credit_balances set balance = 500").await;
        let fired = fire(&app, &ann).await;
        assert!(fired["error"].as_str().unwrap().contains("is too low"), "{fired}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn publishing_is_bounded_though_it_costs_nothing() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let site = ann.get("/auth/sites").await["results"][0]["id"].clone();
        let hook = json!({
            "name": "Shop", "kind": "webhook", "site_id": site, "base_url": "https://example.com/in",
            "secret": "a sentence that is long enough", "enabled": true,
        });
        ann.make("/system/integrations", hook).await;
        let sector = ann.sector().await;
        for at in 0..13 {
            let body = json!({ "title": format!("Article {at}"), "sector_id": sector, "words_target": 500 });
            ann.make("/writer/content", body).await;
        }
        sql(
            &app,
            "update contents set html = '<p>Shoes are for feet.</p>', words = 4",
        )
        .await;
        sql(
            &app,
            "update contents set status = 'approved', approved_edition = edition, approved_at = now()",
        )
        .await;
        let made = schedule(&ann, "publish", json!({})).await;
        assert_eq!(made["max_rows"], 10, "{made}");
        let fired = fire(&app, &ann).await;
        assert_eq!(
            (&fired["rows"], &fired["left"]),
            (&json!(10), &json!(3)),
            "{fired}"
        );
        // Schedules of before the limit have it too.
        sql(
            &app,
            "update ai_tasks set status = 'cancelled', finished_at = now()",
        )
        .await;
        sql(&app, "update schedules set max_rows = null").await;
        assert_eq!(fire(&app, &ann).await["rows"], 10);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_schedulers_at_once_fire_once() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        ann.add_keywords(&["red shoes", "blue shoes"]).await;
        schedule(&ann, "auto_cluster", json!({})).await;
        schedule(&ann, "generate_ideas", json!({})).await;
        sql(&app, "update schedules set next_at = now() - interval '1 minute'").await;
        for looked in join_all((0..10).map(|_| Scheduler::once(&app.state, server::jobs::ALL))).await {
            looked.unwrap();
        }
        let fired = ann.get("/automation/runs").await;
        assert_eq!(fired["count"], 2, "{fired}");
        assert_eq!(ann.get("/system/tasks").await["count"], 1);
        let empty = fired["results"]
            .as_array()
            .unwrap()
            .iter()
            .find(|row| row["name"] == "generate_ideas")
            .unwrap();
        assert_eq!(
            (&empty["note"], &empty["error"]),
            (&json!("Nothing to do."), &Value::Null)
        );
        // Times that were missed while nobody looked fire once, and the next one is to come.
        let next = ann.get("/automation/schedules").await["results"][0]["next_at"].clone();
        let next: chrono::DateTime<chrono::Utc> = next.as_str().unwrap().parse().unwrap();
        assert!(next > chrono::Utc::now());
    })
    .await;
}
