//! What staff do at their lists: credits once however often a form arrives, plans, prices, runs of any account, sign-ins.

use futures::future::join_all;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::{Browser, account, asked, staff, with_staff};

#[tokio::test(flavor = "multi_thread")]
async fn a_form_for_credits_counts_once_and_the_ledger_says_why() {
    with_staff(|app| async move {
        let ann = app.sign_up("ann").await;
        let (_, desk) = staff(&app, "dana").await;
        let id = account(&ann).await;
        let had = ann.get("/auth/session").await["credits"].as_i64().unwrap();
        let path = "/admin/accounts/actions/credits";
        let body = asked(
            &id,
            json!({ "amount": 500, "reason": "Outage", "form": "form-0001" }),
        );
        let sent = join_all((0..10).map(|_| desk.post(path, &body))).await;
        let done = sent
            .iter()
            .filter(|(status, _)| *status == StatusCode::OK)
            .count();
        let told = sent
            .iter()
            .filter(|(status, _)| *status == StatusCode::CONFLICT)
            .count();
        assert_eq!((done, told), (1, 9), "{sent:?}");
        assert_eq!(ann.get("/auth/session").await["credits"], had + 500);
        let entry = &ann.get("/billing/credits").await["results"][0];
        assert_eq!(
            (&entry["amount"], &entry["note"]),
            (&json!(500), &json!("By staff: Outage"))
        );
        // A program's key is as good, and another form is another gift.
        let again = desk
            .request(Method::POST, &format!("/api/v1{path}"))
            .header("idempotency-key", "form-0002")
            .json(&asked(&id, json!({ "amount": -100, "reason": "Too many" })));
        assert_eq!(again.send().await.unwrap().status(), StatusCode::OK);
        assert_eq!(ann.get("/auth/session").await["credits"], had + 400);
        // Never below nothing, and nothing of what is refused is kept.
        let all = asked(
            &id,
            json!({ "amount": -9_000_000, "reason": "All", "form": "form-0003" }),
        );
        let (status, problem) = desk.post(path, &all).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{problem}");
        assert!(problem["errors"]["amount"].is_array());
        assert_eq!(ann.get("/auth/session").await["credits"], had + 400);
        let log = desk.get("/admin/audit?search=credits").await;
        let details: Vec<_> = log["results"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| row["detail"].clone())
            .collect();
        assert_eq!(details, ["-100 credits: Too many", "+500 credits: Outage"]);
        for wrong in [
            json!({ "amount": 0, "reason": "a", "form": "form-0004" }),
            json!({ "amount": 1.5, "reason": "a", "form": "form-0004" }),
            json!({ "amount": "5", "reason": "a", "form": "form-0004" }),
            json!({ "amount": 99_999_999, "reason": "a", "form": "form-0004" }),
            json!({ "amount": 5, "form": "form-0004" }),
            json!({ "amount": 5, "reason": "a" }),
        ] {
            let (status, problem) = desk.post(path, &asked(&id, wrong.clone())).await;
            assert!(status.is_client_error(), "{wrong}: {problem}");
        }
        let two = json!({ "filter": {}, "amount": 5, "reason": "a", "form": "form-0005" });
        assert_eq!(
            desk.post(path, &two).await.0,
            StatusCode::BAD_REQUEST,
            "one account at a time"
        );
        assert_eq!(ann.get("/auth/session").await["credits"], had + 400);
    })
    .await;
}

async fn row(desk: &Browser, list: &str, search: &str) -> Value {
    let listed = desk.get(&format!("/admin/{list}?page_size=100")).await;
    let rows = listed["results"].as_array().unwrap();
    let found = rows.iter().find(|row| row.to_string().contains(search));
    found.unwrap_or_else(|| panic!("no {search} in {listed}")).clone()
}

fn id(row: &Value) -> &str {
    row["id"].as_str().unwrap()
}

#[tokio::test]
async fn plans_and_prices_are_edited_and_the_log_says_from_what_to_what() {
    with_staff(|app| async move {
        let ann = app.sign_up("ann").await;
        let (_, desk) = staff(&app, "dana").await;
        let growth = row(&desk, "plans", "growth").await;
        let path = format!("/admin/plans/{}", id(&growth));
        let (status, saved) = desk.send(Method::PATCH, &path, &json!({ "price_cents": 8900, "max_sites": null })).await;
        assert_eq!(status, StatusCode::OK, "{saved}");
        assert_eq!((&saved["price_cents"], &saved["max_sites"]), (&json!(8900), &Value::Null));
        let offers = ann.get("/billing/plan").await;
        let offer = offers["plans"].as_array().unwrap().iter().find(|plan| plan["key"] == "growth").unwrap();
        assert_eq!(offer["price_cents"], 8900);
        for wrong in [json!({ "price_cents": -1 }), json!({ "max_members": 0 }), json!({ "key": "a" }), json!({ "name": "" })] {
            let (status, problem) = desk.send(Method::PATCH, &path, &wrong).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}: {problem}");
        }
        // Whether a plan includes the models that the platform pays for, and at what price; none does where there is no key.
        let (status, problem) = desk.send(Method::PATCH, &path, &json!({ "platform_factor": 101 })).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{problem}");
        for factor in [json!(3), Value::Null] {
            let (status, saved) = desk.send(Method::PATCH, &path, &json!({ "platform_factor": factor })).await;
            assert_eq!((status, &saved["platform_factor"]), (StatusCode::OK, &factor), "{saved}");
            let offers = ann.get("/billing/plan").await;
            let offer = offers["plans"].as_array().unwrap().iter().find(|plan| plan["key"] == "growth").unwrap();
            assert_eq!(offer.get("platform_factor"), None);
        }
        let log = row(&desk, "audit", "8900").await;
        assert_eq!(log["action"], "Updated");
        assert_eq!(log["detail"], "Price (cents per month): 9900 → 8900; Sites: 20 → ");

        let price = json!({ "provider": "openai", "model": "gpt-7", "input_per_million": 1.5, "output_per_million": 6 });
        let (status, made) = desk.post("/admin/model-prices", &price).await;
        assert_eq!(status, StatusCode::CREATED, "{made}");
        let (status, problem) = desk.post("/admin/model-prices", &price).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{problem}");
        assert!(problem["errors"]["model"].is_array(), "{problem}");
        let path = format!("/admin/model-prices/{}", id(&made));
        let (status, saved) = desk.send(Method::PATCH, &path, &json!({ "input_per_million": 2 })).await;
        assert_eq!((status, &saved["input_per_million"]), (StatusCode::OK, &json!(2.0)), "{saved}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn runs_of_any_account_are_cancelled_and_retried_in_their_own() {
    with_staff(|app| async move {
        let (ann, bob) = (app.sign_up("ann").await, app.sign_up("bob").await);
        let (_, desk) = staff(&app, "dana").await;
        let mut tasks = Vec::new();
        for person in [&ann, &bob] {
            let ids = person
                .add_keywords(&["cold brew coffee", "cold brew ratio"])
                .await;
            let (_, run) = person
                .post("/planner/keywords/actions/auto_cluster", &json!({ "ids": ids }))
                .await;
            tasks.push(run["task_id"].as_str().unwrap().to_owned());
        }
        let listed = desk.get("/admin/tasks").await;
        assert_eq!(listed["count"], 2);
        let of_ann = desk
            .get(&format!("/admin/tasks?account_id={}", account(&ann).await))
            .await;
        assert_eq!(
            (of_ann["count"].as_u64(), id(&of_ann["results"][0])),
            (Some(1), &*tasks[0])
        );
        let (status, outcome) = desk
            .post("/admin/tasks/actions/cancel", &json!({ "ids": tasks }))
            .await;
        assert_eq!(
            (status, &outcome["count"]),
            (StatusCode::OK, &json!(2)),
            "{outcome}"
        );
        for (person, task) in [(&ann, &tasks[0]), (&bob, &tasks[1])] {
            assert_eq!(
                person.get(&format!("/system/tasks/{task}")).await["status"],
                "cancelled"
            );
            let log = person.get("/system/logs?via=staff").await;
            assert_eq!(
                (&log["count"], &log["results"][0]["who"]),
                (&json!(1), &json!("Staff member dana"))
            );
        }
        let (status, problem) = desk
            .post("/admin/tasks/actions/cancel", &json!({ "ids": tasks }))
            .await;
        assert_eq!(status, StatusCode::CONFLICT, "{problem}");
        app.work();
        let (status, outcome) = desk
            .post("/admin/tasks/actions/retry", &json!({ "ids": tasks }))
            .await;
        assert_eq!(
            (status, &outcome["count"]),
            (StatusCode::OK, &json!(2)),
            "{outcome}"
        );
        assert_eq!(ann.ended(&tasks[0]).await["status"], "succeeded");
        assert_eq!(bob.ended(&tasks[1]).await["status"], "succeeded");
        let (status, report) = desk.post("/fn/report", &json!({ "path": "/admin/queue" })).await;
        assert_eq!(status, StatusCode::OK, "{report}");
        let done = report["parts"]
            .as_array()
            .unwrap()
            .iter()
            .find(|part| part["key"] == "throughput")
            .unwrap();
        assert_eq!(done["facts"][1], json!(["Succeeded in the last 24 hours", "2"]));
    })
    .await;
}

#[tokio::test]
async fn a_user_is_signed_out_everywhere() {
    with_staff(|app| async move {
        let ann = app.sign_up("ann").await;
        let (_, desk) = staff(&app, "dana").await;
        let user = row(&desk, "users", "ann@example.com").await;
        assert_eq!(
            (&user["sessions"], &user["two_factor"], &user["staff"]),
            (&json!(1), &json!(false), &json!(false))
        );
        desk.act("users", "sign_out", id(&user), json!({})).await;
        let refused = ann.request(Method::GET, "/auth/session").send().await.unwrap();
        assert_eq!(refused.status(), StatusCode::UNAUTHORIZED);
        let (status, problem) = desk
            .post("/admin/users/actions/sign_out", &json!({ "ids": [id(&user)] }))
            .await;
        assert_eq!(status, StatusCode::CONFLICT, "{problem}");
        assert_eq!(
            row(&desk, "audit", "Sign out everywhere").await["name"],
            "ann@example.com"
        );
    })
    .await;
}

#[tokio::test]
async fn providers_are_told_by_day() {
    with_staff(|app| async move {
        let ann = app.sign_up("ann").await;
        let (_, desk) = staff(&app, "dana").await;
        let mut database = app.superuser().await;
        sqlx::query(
            "insert into ai_calls (account_id, id, purpose, provider, model, status, cost, latency_ms, created_at) \
             select $1::uuid, gen_random_uuid(), 'section', 'openai', 'gpt-5', case when n = 4 then 'failed' else 'ok' end, \
               0.01, n * 100, now() - (n > 2)::int * interval '1 day' from generate_series(1, 4) n",
        )
        .bind(account(&ann).await)
        .execute(&mut database)
        .await
        .unwrap();
        let days = desk.get("/admin/providers?sort=-day").await;
        let days: Vec<_> = days["results"].as_array().unwrap().iter().map(|day| (day["calls"].as_i64(), day["failed"].as_i64(), day["error_rate"].as_f64())).collect();
        assert_eq!(days, [(Some(2), Some(0), Some(0.0)), (Some(2), Some(1), Some(0.5))]);
        let one = desk.get("/admin/providers").await["results"][0]["id"].as_str().unwrap().to_owned();
        assert_eq!(desk.get(&format!("/admin/providers/{one}")).await["provider"], "openai");
    })
    .await;
}
