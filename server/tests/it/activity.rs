//! Who did what, where people are signed in, and what schedules started.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::app::with_app;

#[tokio::test]
async fn changes_show_in_the_audit_log_to_admins_alone() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        ann.add_keywords(&["one phrase", "another"]).await;
        ann.post("/planner/keywords/actions/delete", &json!({ "filter": {} }))
            .await;
        let token = ann
            .make("/auth/tokens", json!({ "name": "Reports", "role": "editor" }))
            .await;
        let program = ann.with_token(token["secret"].as_str().unwrap());
        program.add_keywords(&["a third"]).await;
        let log = ann.get("/system/logs").await;
        let newest = &log["results"][0];
        assert_eq!(
            (
                &newest["resource"],
                &newest["verb"],
                &newest["who"],
                &newest["via"],
                &newest["rows"],
                &newest["name"],
            ),
            (
                &json!("planner/keywords"),
                &json!("create"),
                &json!("ann (Reports)"),
                &json!("token"),
                &json!(1),
                &json!("a third"),
            )
        );
        let deleted = ann
            .get("/system/logs?verb=delete&resource=planner/keywords")
            .await;
        assert_eq!(
            (&deleted["count"], &deleted["results"][0]["rows"]),
            (&json!(1), &json!(2))
        );
        assert_eq!(ann.get("/system/logs?via=task").await["count"], 0);
        ann.post("/planner/keywords/actions/auto_cluster", &json!({ "filter": {} }))
            .await;
        let acted = ann.get("/system/logs?verb=act").await["results"][0].clone();
        assert_eq!(acted["action"], "Auto-cluster", "{acted}");
        let response = program.request(Method::GET, "/system/logs").send().await.unwrap();
        assert_eq!(response.status(), StatusCode::FORBIDDEN);
        // Nobody changes it.
        let path = format!("/system/logs/{}", newest["id"].as_str().unwrap());
        let response = ann.request(Method::DELETE, &path).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED);
        let export = ann
            .request(Method::GET, "/system/logs/export?format=csv")
            .send()
            .await
            .unwrap();
        let export = export.text().await.unwrap();
        let line = export
            .lines()
            .find(|line| line.contains("a third,planner/keywords,create,"));
        assert!(
            line.is_some_and(|line| line.contains(",ann (Reports),token,1")),
            "{export}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_row_has_a_history_for_those_who_read_the_audit_log() {
    with_app(|app| async move {
        let (ann, bob) = (app.sign_up("ann").await, app.sign_up("bob").await);
        let editor = ann.invite(&app, "editor").await;
        let ids = ann.add_keywords(&["one phrase", "another"]).await;
        let path = format!("/planner/keywords/{}", ids[1]);
        let (status, _) = ann
            .request_json(Method::PATCH, &path, &json!({ "volume": 7 }))
            .await;
        assert_eq!(status, StatusCode::OK);
        let (_, deleted) = ann
            .post("/planner/keywords/actions/delete", &json!({ "ids": ids }))
            .await;
        ann.undo(&deleted).await;
        let asked = json!({ "resource": "keywords", "id": ids[1] });
        let (status, history) = ann.post("/fn/history", &asked).await;
        assert_eq!(status, StatusCode::OK, "{history}");
        let told: Vec<_> = history
            .as_array()
            .unwrap()
            .iter()
            .map(|one| &one["verb"])
            .collect();
        // The one for several rows is found, too, though it does not begin with this one.
        assert_eq!(told, ["delete", "update", "create"], "{history}");
        assert_eq!(
            (&history[1]["changes"], &history[1]["who"]),
            (&json!("Monthly volume: – → 7"), &json!("ann"))
        );

        let (status, _) = editor.post("/fn/history", &asked).await;
        assert_eq!(status, StatusCode::FORBIDDEN);
        let (status, _) = bob.post("/fn/history", &asked).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn devices_have_the_names_that_people_know() {
    with_app(|app| async move {
        let mut database = app.superuser().await;
        for (agent, name) in [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36",
                "Chrome on Windows",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0",
                "Edge on Windows",
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15",
                "Safari on Mac",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1",
                "Safari on iPhone",
            ),
            (
                "Mozilla/5.0 (iPad; CPU OS 17_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/131.0.6778.73 Mobile/15E148 Safari/604.1",
                "Chrome on iPad",
            ),
            (
                "Mozilla/5.0 (Linux; Android 14; SM-S928B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/27.0 Chrome/125.0.0.0 Mobile Safari/537.36",
                "Samsung Internet on Android",
            ),
            ("Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0", "Firefox on Linux"),
            (
                "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 OPR/116.0.0.0",
                "Opera on ChromeOS",
            ),
            ("Mozilla/5.0 (compatible)", "Browser"),
            ("curl/8.5.0", "curl/8.5.0"),
            ("", "Unknown"),
        ] {
            let named: String = sqlx::query_scalar("select device_name($1)")
                .bind(agent)
                .fetch_one(&mut database)
                .await
                .unwrap();
            assert_eq!(named, name, "{agent}");
        }
    })
    .await;
}

#[tokio::test]
async fn people_see_and_end_their_own_sign_ins_alone() {
    with_app(|app| async move {
        let (ann, bob) = (app.sign_up("ann").await, app.sign_up("bob").await);
        let login = json!({ "email": ann.email, "password": "a long enough one" });
        let request = app
            .anonymous(Method::POST, "/api/v1/auth/login")
            .header("user-agent", "A strange phone");
        let answer: Value = request.json(&login).send().await.unwrap().json().await.unwrap();
        let phone = ann.with_token(answer["access_token"].as_str().unwrap());
        let seen = ann.get("/auth/sessions").await;
        assert_eq!(
            (&seen["count"], &seen["results"][0]["device"]),
            (&json!(2), &json!("A strange phone"))
        );
        // The device that somebody looks with is known by its mark, wherever they look.
        for (person, device) in [(&ann, "Unknown"), (&phone, "A strange phone")] {
            let rows = person.get("/auth/sessions").await["results"].clone();
            let mut marked = rows
                .as_array()
                .unwrap()
                .iter()
                .filter(|row| row["current"] == true);
            assert_eq!(marked.next().unwrap()["device"], device, "{rows}");
            assert!(marked.next().is_none(), "{rows}");
        }
        assert_eq!(bob.get("/auth/sessions").await["count"], 1);
        let path = format!(
            "/auth/sessions/{}/revoke",
            seen["results"][0]["id"].as_str().unwrap()
        );
        assert_eq!(bob.post(&path, &json!({})).await.0, StatusCode::NOT_FOUND);
        phone.get("/auth/session").await;
        assert_eq!(ann.post(&path, &json!({})).await.0, StatusCode::OK);
        let response = phone.request(Method::GET, "/auth/session").send().await.unwrap();
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
        assert_eq!(ann.get("/auth/sessions?state=active").await["count"], 1);
        // A program acts for a person, but has none of the person's sign-ins.
        let token = ann
            .make("/auth/tokens", json!({ "name": "t", "role": "owner" }))
            .await;
        let program = ann.with_token(token["secret"].as_str().unwrap());
        assert_eq!(program.get("/auth/sessions").await["count"], 0);
    })
    .await;
}

#[tokio::test]
async fn schedules_keep_their_local_time_and_tell_what_they_started() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        ann.add_keywords(&["red shoes", "blue shoes"]).await;
        let body = json!({ "name": "Nightly", "function": "auto_cluster", "every": "cron", "cron": "0 3 * * *", "credits": 5, "enabled": true });
        let made = ann.make("/automation/schedules", body).await;
        let request = ann.request(Method::PATCH, "/system/settings").json(&json!({ "time_zone": "Asia/Kolkata" }));
        assert_eq!(request.send().await.unwrap().status(), StatusCode::OK);
        let path = format!("/automation/schedules/{}", made["id"].as_str().unwrap());
        let next = ann.get(&path).await["next_at"].as_str().unwrap().to_owned();
        assert!(next.ends_with("T21:30:00.000Z"), "{next}");
        let mut database = app.superuser().await;
        for (balance, minutes) in [(1000_i64, 1), (0, 2)] {
            sqlx::query("update credit_balances set balance = $1")
                .bind(balance)
                .execute(&mut database)
                .await
                .unwrap();
            // A time that has fired fires no more, so the second is another.
            sqlx::query("update schedules set next_at = now() - make_interval(mins => $1)")
                .bind(minutes)
                .execute(&mut database)
                .await
                .unwrap();
            assert!(server::runner::Scheduler::once(&app.state, server::jobs::ALL).await.unwrap());
        }
        let runs = ann.get("/automation/runs").await;
        assert_eq!(runs["count"], 2);
        let started = ann.get("/automation/runs?status=queued").await;
        assert_eq!((&started["count"], &started["results"][0]["name"]), (&json!(1), &json!("Nightly")));
        assert!(started["results"][0]["task_id"].is_string() && started["results"][0]["error"].is_null());
        let refused = runs["results"].as_array().unwrap().iter().find(|run| run["task_id"].is_null()).unwrap();
        assert!(refused["error"].as_str().unwrap().contains("credits"), "{refused}");
    })
    .await;
}
